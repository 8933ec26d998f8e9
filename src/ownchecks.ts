/** Which cell of a notebook is which of the curriculum's checks, and whether it is still the curriculum's own. */
import type { OwnCheck } from './types';

/** What a cell says of itself. */
export interface ICellFacts {
  id: string;
  source: string;
  isCode: boolean;
  /** The check that it is, by its metadata; undefined where they were stripped. */
  check: string | undefined;
}

/** A cell that is, or was, one of the curriculum's checks. */
export interface IPlacedCheck {
  check: OwnCheck;
  /** Whether it is not the curriculum's own any more, and so does not count. */
  edited: boolean;
}

/** Sources are compared as the server does: line ends alike, no blanks at line ends, no blank lines at the end. */
export function normalised(source: string): string {
  return source
    .split(/\r\n|\r|\n/)
    .map(line => line.trimEnd())
    .join('\n')
    .replace(/\n+$/, '');
}

/**
 * The checks among the cells of a notebook, by the cell's index. One that was moved, or that lost its id or its
 * metadata, is still found; of an edited duplicate nothing is said while the check itself is there.
 */
export function placedChecks(
  cells: readonly ICellFacts[],
  checks: readonly OwnCheck[]
): Map<number, IPlacedCheck> {
  const bySource = new Map(
    checks.map(check => [normalised(check.source), check])
  );
  const ids = new Set(cells.map(({ id }) => id));
  const found = new Map<number, IPlacedCheck>();
  cells.forEach((cell, index) => {
    const own = cell.isCode && bySource.get(normalised(cell.source));
    const check =
      own ||
      checks.find(({ cell: id }) => id === cell.id) ||
      checks.find(({ name, cell: id }) => name === cell.check && !ids.has(id));
    if (check) {
      found.set(index, { check, edited: !own });
    }
  });
  return found;
}

/** A check's or an exercise's name as a person would say it: `heavy-ball-check` is Heavy ball. */
export function readable(name: string): string {
  const words = name.replace(/-check$/, '').replace(/-/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
