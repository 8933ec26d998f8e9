/** Which of the learner's cells stands against which of the solution's. Pure functions. */
import type { INotebookContent } from '@jupyterlab/nbformat';
import type { Solution } from './types';

/** A cell of the learner's notebook. */
export interface IOwnCell {
  /** Empty where the notebook's cells have no ids. */
  id: string;
  isCode: boolean;
  source: string;
}

/** A cell of the learner's and its counterpart; one of them may be missing. */
export interface IPair {
  cell: string;
  /** Empty for a cell of the learner's own. */
  name: string;
  isExercise: boolean;
  mine: string | null;
  theirs: string | null;
}

/** Every code cell of the solution against the learner's of the same id, then the learner's own. */
export function pairs(
  solution: Solution,
  own: readonly IOwnCell[]
): readonly IPair[] {
  const { cells } = solution.notebook as unknown as INotebookContent;
  const mine = new Map(own.map(cell => [cell.id, cell]));
  const known = new Set(solution.cells.map(({ cell }) => cell));
  const theirs = solution.cells
    .filter(({ index }) => cells[index]?.cell_type === 'code')
    .map(({ cell, index, name, role }) => ({
      cell,
      name,
      isExercise: role === 'exercise',
      mine: mine.has(cell) ? plain(mine.get(cell)!.source) : null,
      theirs: plain(textOf(cells[index].source))
    }));
  const alone = own
    .filter(
      ({ id, isCode, source }) => isCode && !known.has(id) && source.trim()
    )
    .map(({ id, source }) => ({
      cell: id,
      name: '',
      isExercise: false,
      mine: plain(source),
      theirs: null
    }));
  return [...theirs, ...alone];
}

/** A source as nbformat may have it, in one piece. */
export function textOf(source: string | string[]): string {
  return typeof source === 'string' ? source : source.join('');
}

/** Line ends and blanks at the very end are no difference to look at. */
function plain(source: string): string {
  return source.replace(/\r\n?/g, '\n').trimEnd();
}
