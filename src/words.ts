/** How things are said: durations, kinds, statuses, failures. Every function takes the translation bundle. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { ProblemError, UnreachableError } from './request';
import type { Item, ItemProgress } from './types';

/** Between facts on one line; where the line breaks, the dot stays with what it follows. */
export const SEPARATOR = '\u00a0· ';

/** Minutes as a person would say them: 45 min, 4 h. */
export function duration(minutes: number, trans: TranslationBundle): string {
  if (minutes < 90) {
    return trans.__('%1\u00a0min', minutes);
  }
  const hours = minutes / 60;
  return trans.__(
    '%1\u00a0h',
    hours < 10 ? Math.round(hours * 2) / 2 : Math.round(hours)
  );
}

export function kindName(item: Item, trans: TranslationBundle): string {
  switch (item.kind) {
    case 'resource':
      return item.format || trans.__('resource');
    case 'exercise':
      return trans.__('exercise');
    case 'capstone':
      return trans.__('project');
    case 'checklist':
      return trans.__('checklist');
    case 'reflection':
      return trans.__('reflection');
  }
}

/** A date as YYYY-MM-DD, said as 3 December. */
export function day(date: string): string {
  const [year, month, dayOfMonth] = date.split('-').map(Number);
  return new Intl.DateTimeFormat(language(), {
    day: 'numeric',
    month: 'long'
  }).format(new Date(year, month - 1, dayOfMonth));
}

/** A Date as the YYYY-MM-DD of where the learner is. */
export function isoDay(date: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export function addDays(date: Date, days: number): Date {
  const later = new Date(date);
  later.setDate(later.getDate() + days);
  return later;
}

/** What the shape of the tick says to those who see it; empty for what is still to do. */
export function statusText(
  progress: ItemProgress,
  trans: TranslationBundle
): string {
  switch (progress.status) {
    case 'started':
      return trans.__('started');
    case 'done':
      if (progress.evidence === 'fresh-run') {
        return trans.__('checked from a clean start');
      }
      return progress.evidence === 'checks'
        ? trans.__('all checks passed')
        : trans.__('done');
    case 'skipped':
      return trans.__('skipped');
    case 'parked':
      return progress.until
        ? trans.__('parked until %1', day(progress.until))
        : trans.__('parked');
    default:
      return '';
  }
}

/** When so much work will be done at that pace: "mid-January". */
export function endOf(
  minutes: number,
  hoursPerWeek: number,
  now: Date,
  trans: TranslationBundle
): string {
  const end = addDays(now, Math.ceil((minutes / 60 / hoursPerWeek) * 7));
  const month = new Intl.DateTimeFormat(language(), {
    month: 'long',
    year: end.getFullYear() === now.getFullYear() ? undefined : 'numeric'
  }).format(end);
  if (end.getDate() <= 10) {
    return trans.__('early %1', month);
  }
  return end.getDate() <= 20
    ? trans.__('mid-%1', month)
    : trans.__('late %1', month);
}

/** One sentence for the learner on what went wrong, and what to do. */
export function sentence(error: unknown, trans: TranslationBundle): string {
  if (error instanceof UnreachableError) {
    return trans.__(
      'The server cannot be reached, so this was not saved. Try again when it is back.'
    );
  }
  if (error instanceof ProblemError && error.message) {
    return error.message;
  }
  const code = error instanceof ProblemError ? error.code : '';
  const status = error instanceof ProblemError ? error.status : 0;
  return problemSentence(code, status, trans);
}

/** For refusals that came without a sentence of their own. */
export function problemSentence(
  code: string,
  status: number,
  trans: TranslationBundle
): string {
  switch (code) {
    case 'signed-out':
      return trans.__(
        'The server does not accept this page any more. Reload it, and sign in again if asked.'
      );
    case 'no-curriculum':
      return trans.__('There is no curriculum to do this in yet.');
    default:
      return status
        ? trans.__(
            'The server failed unexpectedly (%1). Try again; if it stays so, its log says why.',
            status
          )
        : trans.__(
            'Something failed unexpectedly. Try again; if it stays so, the browser console says why.'
          );
  }
}

/** JupyterLab's locale as the browser understands it; the browser's own where it does not. */
function language(): string | undefined {
  const lang = document.documentElement.lang.replace('_', '-');
  try {
    return lang && Intl.DateTimeFormat.supportedLocalesOf(lang).length
      ? lang
      : undefined;
  } catch {
    return undefined;
  }
}
