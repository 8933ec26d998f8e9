import { readFileSync, readdirSync } from 'fs';
import { join, relative } from 'path';
import { VERSION } from '../version';

const SRC = join(__dirname, '..');

/** What may be imported, from the bottom up; a room imports from its own layer or from below. */
const LAYERS: [string, RegExp][] = [
  ['wire', /^(wire|types|version|icon|svg\.d)$/],
  ['request', /^request$/],
  ['tokens and api', /^(tokens|api)$/],
  [
    'model',
    /^(model|answers|following|turns|writing|view|outline|words|workwords|newer|settings|ownchecks|attempts|guidance|runs|runwords|metrics|comparing|machine|machinewords)$/
  ],
  [
    'components and commands',
    /^(components\/.*|commands|commandids|itemcommands|context|copies|dialogs|opening|transfer|missing|place|replacing|work|workcommands|workdialogs|watching|livechecks|cellslots|cellwidgets|companion|restoring|hinting|helpcommands|notebookhelp|runcommands|notebooktarget|toolbarbutton|solutioncommands|solutionview|comparisonview|kernelcommands|kerneldialogs|installing)$/
  ],
  ['panel', /^(panel|banners|announcing)$/],
  ['plugins', /^(plugins|checkplugins|kernelplugins)$/],
  ['index', /^index$/]
];

function rooms(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return entry.name === '__tests__' ? [] : rooms(path);
    }
    return [relative(SRC, path).replace(/\.tsx?$/, '')];
  });
}

function imports(room: string): string[] {
  const path = ['.ts', '.tsx']
    .map(end => join(SRC, room + end))
    .find(one => {
      try {
        return readFileSync(one).length > 0;
      } catch {
        return false;
      }
    })!;
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/from '(\.[^']+)'/g)]
    .map(([, target]) => relative(SRC, join(path, '..', target)))
    .filter(target => !target.startsWith('..'));
}

const layer = (room: string) =>
  LAYERS.findIndex(([, names]) => names.test(room));

describe('the rooms of the Lab side', () => {
  it.each(rooms(SRC))('%s has a place among the layers', room => {
    expect(layer(room)).toBeGreaterThanOrEqual(0);
  });

  it.each(rooms(SRC))(
    '%s imports only from its own layer or from below',
    room => {
      expect(
        imports(room).filter(target => layer(target) > layer(room))
      ).toEqual([]);
    }
  );

  it('components never ask the server', () => {
    const asking = rooms(SRC)
      .filter(room => room.startsWith('components/'))
      .filter(room =>
        imports(room).some(target =>
          /^(api|request|model|commands)$/.test(target)
        )
      );
    expect(asking).toEqual([]);
  });

  it.each(rooms(SRC).filter(room => room !== 'wire'))(
    '%s fits into 300 lines',
    room => {
      const file = readdirSync(join(SRC, room, '..')).find(name =>
        name.startsWith(`${room.split('/').pop()}.ts`)
      )!;
      const lines = readFileSync(join(SRC, room, '..', file), 'utf8').split(
        '\n'
      ).length;
      expect(lines).toBeLessThanOrEqual(301);
    }
  );
});

it('the Lab side has the version of its package', () => {
  const text = readFileSync(join(SRC, '..', 'package.json'), 'utf8');
  expect((JSON.parse(text) as { version: string }).version).toBe(VERSION);
});
