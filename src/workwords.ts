/** How changes to the learner's notebooks, and the moments they happened, are said. */
import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CellChange, ItemProgress } from './types';
import { addDays, day, isoDay } from './words';

/** A moment as a person would say it: today at 14:03, yesterday at 9:20, 15 November at 18:00. */
export function moment(
  at: string,
  now: Date,
  trans: TranslationBundle
): string {
  const then = new Date(at);
  const time = new Intl.DateTimeFormat(
    document.documentElement.lang.replace('_', '-') || undefined,
    { hour: 'numeric', minute: '2-digit' }
  ).format(then);
  switch (isoDay(then)) {
    case isoDay(now):
      return trans.__('today at %1', time);
    case isoDay(addDays(now, -1)):
      return trans.__('yesterday at %1', time);
    default:
      return then.getFullYear() === now.getFullYear()
        ? trans.__('%1 at %2', day(isoDay(then)), time)
        : trans.__('%1 %2', day(isoDay(then)), then.getFullYear());
  }
}

/** The folder in which earlier versions of a copy are kept. */
export function backupFolder(progress: ItemProgress | undefined): string {
  return PathExt.join(PathExt.dirname(progress?.path ?? ''), 'backups');
}

/** What an update does to a cell: "new check", "text changed", "kept yours". */
export function changeText(
  { change, role }: CellChange,
  trans: TranslationBundle
): string {
  switch (change) {
    case 'new':
      return newText(role, trans);
    case 'changed':
      return changedText(role, trans);
    case 'removed':
      return trans.__('taken out');
    case 'kept':
      return trans.__('kept yours');
    case 'conflict':
      return trans.__(
        'both kept: yours stays, the newer one is shown below it'
      );
  }
}

/** A cell as a person knows it, by its first words. */
export function cellTitle(
  { title }: CellChange,
  trans: TranslationBundle
): string {
  return title || trans.__('A cell without words');
}

function newText(role: string, trans: TranslationBundle): string {
  switch (role) {
    case 'check':
      return trans.__('new check');
    case 'exercise':
      return trans.__('new exercise');
    case 'prose':
      return trans.__('new text');
    default:
      return trans.__('new code');
  }
}

function changedText(role: string, trans: TranslationBundle): string {
  switch (role) {
    case 'check':
      return trans.__('check changed');
    case 'exercise':
      return trans.__('exercise changed');
    case 'prose':
      return trans.__('text changed');
    default:
      return trans.__('code changed');
  }
}
