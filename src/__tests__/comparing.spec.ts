import { pairs } from '../comparing';
import type { Solution } from '../types';

const solution = {
  notebook: {
    cells: [
      { cell_type: 'markdown', source: '# Softmax' },
      { cell_type: 'code', source: ['x = 1\n', 'y = 2\n'] },
      { cell_type: 'code', source: 'assert softmax(x)' }
    ]
  },
  cells: [
    { cell: 's-title', index: 0, role: 'prose', name: 'title' },
    { cell: 's-net', index: 1, role: 'exercise', name: 'net' },
    { cell: 's-sums', index: 2, role: 'check', name: 'sums' }
  ],
  first: false
} as unknown as Solution;

const own = (id: string, source: string, isCode = true) => ({
  id,
  isCode,
  source
});

describe('a comparison with the solution', () => {
  it('matches cells by id, wherever the learner moved them', () => {
    const found = pairs(solution, [
      own('s-sums', 'assert softmax(x)'),
      own('s-net', 'x = 3')
    ]);
    expect(found).toEqual([
      {
        cell: 's-net',
        name: 'net',
        isExercise: true,
        mine: 'x = 3',
        theirs: 'x = 1\ny = 2'
      },
      {
        cell: 's-sums',
        name: 'sums',
        isExercise: false,
        mine: 'assert softmax(x)',
        theirs: 'assert softmax(x)'
      }
    ]);
  });

  it('knows what is missing, and what is the learner’s alone', () => {
    const found = pairs(solution, [
      own('mine', 'print(1)'),
      own('notes', 'My notes', false),
      own('empty', '  ')
    ]);
    expect(found.map(({ cell, mine, theirs }) => [cell, mine, theirs])).toEqual(
      [
        ['s-net', null, 'x = 1\ny = 2'],
        ['s-sums', null, 'assert softmax(x)'],
        ['mine', 'print(1)', null]
      ]
    );
  });

  it('sees no difference in line ends and blanks at the end', () => {
    const [net] = pairs(solution, [own('s-net', 'x = 1\r\ny = 2\n\n')]);
    expect(net.mine).toBe(net.theirs);
  });
});
