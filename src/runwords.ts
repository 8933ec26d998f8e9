/** How a run from a clean start is told. Every function takes the translation bundle. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CheckOutcome, Run } from './types';

export type Outcome = CheckOutcome['outcome'];

/** The name of a check, an exercise or a cell as a person would say it: "sums-to-one" is "sums to one". */
export function readable(name: string): string {
  return name.replace(/-/g, ' ');
}

/** Whether a run says nothing about the learner's work. */
export function saysNothing(run: Run): boolean {
  return run.state === 'could-not-run' || run.state === 'interrupted';
}

/** How a run stands or ended, in a few words. */
export function headline(run: Run, trans: TranslationBundle): string {
  switch (run.state) {
    case 'queued':
      return trans.__('Waiting to check');
    case 'running':
      return trans.__('Checking from a clean start');
    case 'passed':
      return trans.__('Right, from a clean start');
    case 'could-not-run':
      return trans.__('This could not run');
    case 'interrupted':
      return trans.__('Stopped before its end');
    case 'failed':
      return failedHeadline(run, trans);
  }
}

function failedHeadline(run: Run, trans: TranslationBundle): string {
  const outcomes = run.checks.map(({ outcome }) => outcome);
  if (run.broken || outcomes.includes('broken')) {
    return trans.__('A cell ended in an error');
  }
  if (outcomes.includes('wrong')) {
    return trans.__('Not right yet');
  }
  return outcomes.includes('not-attempted')
    ? trans.__('Not attempted yet')
    : trans.__('Something is missing');
}

/** One outcome of a check, to stand after its name. */
export function outcomeWord(
  outcome: Outcome,
  trans: TranslationBundle
): string {
  switch (outcome) {
    case 'right':
      return trans.__('right');
    case 'not-attempted':
      return trans.__('not attempted yet');
    case 'wrong':
      return trans.__('not right yet');
    case 'broken':
      return trans.__('ended in an error');
    case 'could-not-run':
      return trans.__('did not run');
  }
}

/** What a check's message adds to its outcome; what every check of that outcome says is left out. */
export function outcomeMessage(check: CheckOutcome): string {
  return check.outcome === 'wrong' || check.outcome === 'broken'
    ? check.message
    : check.outcome === 'could-not-run' && !check.cell
      ? check.message
      : '';
}

const FIRST: Outcome[] = [
  'broken',
  'wrong',
  'could-not-run',
  'not-attempted',
  'right'
];

/** What to look at first comes first; within an outcome as the notebook has it. */
export function byUrgency(checks: readonly CheckOutcome[]): CheckOutcome[] {
  const rank = ({ outcome }: CheckOutcome) =>
    outcome === 'wrong' ? FIRST.indexOf('broken') : FIRST.indexOf(outcome);
  return [...checks].sort((a, b) => rank(a) - rank(b));
}

/** What else the learner should know of a run, each a sentence. */
export function remarks(run: Run, trans: TranslationBundle): string[] {
  const names = (checks: readonly string[]) =>
    checks.map(name => `“${readable(name)}”`).join(', ');
  const said: string[] = [];
  if (run.restored.length) {
    said.push(
      trans._n(
        'The check %2 was changed in your notebook. The curriculum’s own ran in its place; your notebook is as it was.',
        'The checks %2 were changed in your notebook. The curriculum’s own ran in their place; your notebook is as it was.',
        run.restored.length,
        names(run.restored)
      )
    );
  }
  if (run.missing.length) {
    said.push(
      trans._n(
        'The check %2 is not in your notebook any more. Put it back, then check again.',
        'The checks %2 are not in your notebook any more. Put them back, then check again.',
        run.missing.length,
        names(run.missing)
      )
    );
  }
  return [...said, ...run.notes];
}

/** Seconds as a clock would show them: 0:07, 12:30, 1:02:03. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (part: number) => String(part).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes}:${two(whole % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

/** How long a run took, as a person would say it. */
export function took(seconds: number, trans: TranslationBundle): string {
  if (seconds < 60) {
    return trans.__('%1\u00a0s', Math.max(1, Math.round(seconds)));
  }
  const minutes = Math.floor(seconds / 60);
  const rest = Math.round(seconds % 60);
  return rest
    ? trans.__('%1\u00a0min %2\u00a0s', minutes, rest)
    : trans.__('%1\u00a0min', minutes);
}
