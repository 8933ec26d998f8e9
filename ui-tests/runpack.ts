/** The small pack with an exercise of two parts, for what happens in a run from a clean start. */
import * as fs from 'fs';
import * as path from 'path';

import type { Jupyter } from './jupyter';
import { BUNDLED, writePack } from './packs';

export const ADDING = 'adding';

/** Where the exercise waits as long as this file is there, beside the notebook. */
export const WAIT = 'wait';

const STUB = 'raise NotImplementedError';

/** Cells by name: role, then source; a third entry is what the solution has in its place. */
const CELLS: Record<string, [string, string, string?]> = {
  question: ['prose', '# Adding\n\nTwo small functions.'],
  sum: [
    'exercise',
    `def add(a, b):\n    ${STUB}`,
    'def add(a, b):\n    return a + b'
  ],
  'two-and-three': [
    'check',
    "assert add(2, 3) == 5, 'Two and three make five.'"
  ],
  'wait-a-moment': [
    'code',
    `import pathlib, time\nwhile pathlib.Path('${WAIT}').exists():\n    time.sleep(0.02)`
  ],
  report: [
    'code',
    `from IPython.display import display
display({"application/vnd.dl-curriculum.metric+json": {"name": "test accuracy", "value": 0.96789, "unit": "share"}}, raw=True)`
  ],
  double: [
    'exercise',
    `def double(a):\n    ${STUB}`,
    'def double(a):\n    return add(a, a)'
  ],
  'twice-four': ['check', "assert double(4) == 8, 'Twice four is eight.'"]
};

function notebook(solved: boolean): string {
  return JSON.stringify({
    cells: Object.entries(CELLS).map(([name, [role, starter, solution]]) => ({
      cell_type: role === 'prose' ? 'markdown' : 'code',
      id: `${ADDING}-${name}`,
      metadata: { dl_curriculum: { role } },
      source: (solved && solution) || starter,
      ...(role === 'prose' ? {} : { execution_count: null, outputs: [] })
    })),
    metadata: {
      dl_curriculum: { format: 1, item: ADDING, kind: 'exercise' },
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

export function writeRunPack(jupyter: Jupyter): void {
  writePack(jupyter);
  const stage = path.join(jupyter.share, 'curricula', BUNDLED, 'stages/first');
  jupyter.write(path.join(stage, `${ADDING}.ipynb`), notebook(false));
  jupyter.write(path.join(stage, `${ADDING}.solution.ipynb`), notebook(true));
}

const PROJECT = 'measuring';

/** A picture of one red dot. */
const DOT =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';

/** Adds a project to the first stage, with a finished example that has a picture. */
export function writeProject(jupyter: Jupyter): void {
  const stage = path.join(jupyter.share, 'curricula', BUNDLED, 'stages/first');
  fs.appendFileSync(
    path.join(stage, 'stage.yaml'),
    `  - kind: capstone
    id: ${PROJECT}
    title: Measuring
    minutes: 60
    example: {title: How tall is the tree?, about: Measured by its shadow.}
`
  );
  const text = (name: string, source: string) => ({
    cell_type: 'markdown',
    id: `${PROJECT}-${name}`,
    metadata: {},
    source
  });
  const write = (end: string, cells: object[]) =>
    jupyter.write(
      path.join(stage, `${PROJECT}.${end}`),
      JSON.stringify({ ...JSON.parse(notebook(false)), cells })
    );
  write('ipynb', [
    text('problem', '# The problem\n\nWhat do you want to measure?'),
    text('data', '# Data\n\nWhere from?')
  ]);
  write('example.ipynb', [
    text('problem', '# The problem\n\nHow tall is the tree in the yard?'),
    text('data', '# Data\n\nIts shadow, at noon.'),
    {
      cell_type: 'code',
      id: `${PROJECT}-shadow`,
      metadata: {},
      source: 'plt.plot(hours, shadow)',
      execution_count: null,
      outputs: [
        {
          output_type: 'display_data',
          data: { 'image/png': DOT },
          metadata: {}
        }
      ]
    }
  ]);
}

/** The place of a cell in the notebook. */
export function placeOf(name: string): number {
  return Object.keys(CELLS).indexOf(name);
}

/** Lets runs wait in the middle; the answer lets them go on. */
export function holdRuns(jupyter: Jupyter): () => void {
  const file = path.join(jupyter.root, BUNDLED, WAIT);
  jupyter.write(file, '');
  return () => fs.rmSync(file);
}
