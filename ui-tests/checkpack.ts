/** The small pack with two exercises, their checks and their hints in its notebook. */
import * as path from 'path';

import { Jupyter } from './jupyter';
import { BUNDLED, writePack } from './packs';

const STUBS = [
  'def add(a, b):\n    raise NotImplementedError',
  'def times(a, b):\n    raise NotImplementedError'
];
export const SOLVED = [
  'def add(a, b):\n    return a + b',
  'def times(a, b):\n    return a * b'
];
export const CHECKS = [
  "assert add(2, 3) == 5, 'Two and three make five.'",
  "assert times(2, 3) == 6, 'Twice three is six.'"
];

function notebook(sources: string[]): string {
  const code = (id: string, source: string, metadata: object) => ({
    cell_type: 'code',
    execution_count: null,
    id: `adding-${id}`,
    metadata,
    outputs: [],
    source
  });
  const exercise = (name: string, source: string) =>
    code(name, source, {
      dl_curriculum: { role: 'exercise', exercise: name },
      tags: ['exercise']
    });
  const check = (name: string, source: string) =>
    code(`${name}-check`, source, {
      dl_curriculum: { role: 'check', check: `${name}-check`, for: [name] },
      tags: ['check'],
      editable: false,
      deletable: false
    });
  return JSON.stringify({
    cells: [
      {
        cell_type: 'markdown',
        id: 'adding-question',
        metadata: {},
        source: '# Adding'
      },
      exercise('sum', sources[0]),
      check('sum', CHECKS[0]),
      exercise('product', sources[1]),
      check('product', CHECKS[1])
    ],
    metadata: {
      dl_curriculum: { format: 1, item: 'adding', kind: 'exercise' },
      kernelspec: {
        display_name: 'Python 3',
        language: 'python',
        name: 'python3'
      },
      language_info: { name: 'python' }
    },
    nbformat: 4,
    nbformat_minor: 5
  });
}

const HINTS = {
  sum: [
    'What does `+` do with $a$ and $b$?',
    'Hand the result back with `return`.',
    'It is $a + b$, and nothing else.'
  ],
  product: ['The sign is `*`.']
};

/** Writes the small pack, with checks and hints. */
export function writeCheckPack(jupyter: Jupyter): void {
  writePack(jupyter);
  const write = (file: string, text: string) =>
    jupyter.write(
      path.join(jupyter.share, 'curricula', BUNDLED, 'stages', 'first', file),
      text
    );
  write('adding.ipynb', notebook(STUBS));
  write('adding.solution.ipynb', notebook(SOLVED));
  write('adding.hints.json', JSON.stringify(HINTS));
}
