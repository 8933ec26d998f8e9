import { ICellFacts, normalised, placedChecks, readable } from '../ownchecks';
import type { OwnCheck } from '../types';

const CHECKS: OwnCheck[] = ['rows', 'sums'].map(name => ({
  name: `${name}-check`,
  cell: `softmax-${name}-check`,
  source: `assert ${name}\nassert True`,
  exercises: [name]
}));

const [ROWS, SUMS] = CHECKS;

function cell(part: Partial<ICellFacts>): ICellFacts {
  return { id: 'mine', source: '', isCode: true, check: undefined, ...part };
}

const own = (check: OwnCheck, part: Partial<ICellFacts> = {}) =>
  cell({ id: check.cell, source: check.source, check: check.name, ...part });

const placed = (...cells: ICellFacts[]) =>
  [...placedChecks(cells, CHECKS)].map(([at, { check, edited }]) => [
    at,
    check.name,
    edited
  ]);

describe('the checks among the cells', () => {
  it('are the curriculum’s own, wherever they stand and whatever they lost', () => {
    expect(
      placed(
        own(SUMS, { check: undefined }),
        cell({ source: 'x = 1' }),
        own(ROWS, { id: 'pasted', check: undefined })
      )
    ).toEqual([
      [0, 'sums-check', false],
      [2, 'rows-check', false]
    ]);
  });

  it.each([
    ['by its id', own(ROWS, { source: 'pass', check: undefined })],
    ['by its metadata', own(ROWS, { source: 'pass', id: 'pasted' })],
    ['as text', own(ROWS, { isCode: false })]
  ])('are known %s when edited', (_, edited) => {
    expect(placed(edited)).toEqual([[0, 'rows-check', true]]);
  });

  it('leave an edited duplicate to the learner while the check is there', () => {
    const duplicate = own(ROWS, { source: 'pass', id: 'copy' });
    expect(placed(own(ROWS), duplicate)).toEqual([[0, 'rows-check', false]]);
  });
});

it('sources are compared without line ends and blanks at line ends', () => {
  expect(normalised('a  \r\nb\t\rc\n\n')).toBe('a\nb\nc');
  expect(normalised('a\n\n  b')).toBe('a\n\n  b');
});

it('names are said as a person would', () => {
  expect(readable('heavy-ball-check')).toBe('Heavy ball');
  expect(readable('twice')).toBe('Twice');
  expect(readable('check')).toBe('Check');
});
