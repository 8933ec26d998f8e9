/** A pack small enough to know by heart, for tests that need no more. */
import * as fs from 'fs';
import * as path from 'path';

import { Jupyter } from './jupyter';

const CURRICULUM = (title: string) => `title: ${title}
about: A pack for tests.
version: "1"
goals: [Curiosity]
stages: [first, second]
closing:
  title: What next
  about: Go on.
  items:
    - {kind: reflection, id: looking-back, title: Looking back, minutes: 10, prompt: What stays with you?}
`;

const FIRST = `id: first
title: First steps
why: To begin somewhere.
direction: top-down
budget_hours: 2
items:
  - {kind: exercise, id: adding, title: Adding, group: Do it yourself, minutes: 10}
  - {kind: resource, id: reading, title: Reading, group: Read, minutes: 30, url: "https://example.org/reading"}
  - kind: checklist
    id: recreating
    title: Recreating
    minutes: 20
    reveal: on-request
    entries:
      - {id: one, title: Notebook one, url: "https://example.org/one"}
      - {id: two, title: Notebook two}
  - {kind: reflection, id: wondering, title: Wondering, minutes: 5, prompt: What surprised you?}
`;

const SECOND = `id: second
title: Second steps
why: To go on.
direction: both
budget_hours: 3
routes:
  - {id: walk, title: On foot, about: Slowly.}
  - {id: ride, title: By bicycle, about: Faster.}
items:
  - {kind: resource, id: shoes, title: Shoes, minutes: 10, route: walk, url: "https://example.org/shoes"}
  - {kind: resource, id: tyres, title: Tyres, minutes: 10, route: ride, url: "https://example.org/tyres"}
`;

function notebook(source: string): string {
  const cell = (id: string, text: string) => ({
    cell_type: 'code',
    execution_count: null,
    id,
    metadata: {},
    outputs: [],
    source: text
  });
  return JSON.stringify({
    cells: [
      {
        cell_type: 'markdown',
        id: 'adding-question',
        metadata: {},
        source: '# Adding'
      },
      cell('adding-sum', source),
      cell(
        'adding-check',
        "assert add(2, 3) == 5, 'Two and three make five.'\nprint('right')"
      )
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

/** The name of the installed pack: one of this name in the test's own folder stands in its place. */
export const BUNDLED = 'deep-learning';

/** Writes the pack where the test's server looks first. */
export function writePack(
  jupyter: Jupyter,
  name = BUNDLED,
  title = 'Small steps'
): void {
  const write = (file: string, text: string) =>
    jupyter.write(path.join(jupyter.share, 'curricula', name, file), text);
  write('curriculum.yaml', CURRICULUM(title));
  write('stages/first/stage.yaml', FIRST);
  write('stages/second/stage.yaml', SECOND);
  write(
    'stages/first/adding.ipynb',
    notebook('def add(a, b):\n    raise NotImplementedError')
  );
  write(
    'stages/first/adding.solution.ipynb',
    notebook('def add(a, b):\n    return a + b')
  );
}

/** Brings out a second edition of the pack: a text is new, and the exercise asks for more. */
export function writeSecondEdition(jupyter: Jupyter, name = BUNDLED): void {
  const pack = path.join(jupyter.share, 'curricula', name);
  const change = (file: string, changed: (text: string) => string) => {
    const place = path.join(pack, file);
    fs.writeFileSync(place, changed(fs.readFileSync(place, 'utf-8')));
  };
  change('curriculum.yaml', text =>
    text.replace('version: "1"', 'version: "2"')
  );
  for (const end of ['ipynb', 'solution.ipynb']) {
    change(`stages/first/adding.${end}`, text => {
      const notebook = JSON.parse(text);
      const at = notebook.cells.findIndex(({ id }: any) => id === 'adding-sum');
      notebook.cells[at].source = notebook.cells[at].source.replace(
        'def add(a, b):',
        'def add(a, b, *more):'
      );
      notebook.cells.splice(at, 0, {
        cell_type: 'markdown',
        id: 'adding-why',
        metadata: {},
        source: 'Sums are everywhere.'
      });
      return JSON.stringify(notebook);
    });
  }
}
