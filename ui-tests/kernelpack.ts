/** Three kernels (with all, without torch, broken), and a pack whose exercises ask for torch and for much memory. */
import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';

import type { Jupyter } from './jupyter';
import { BUNDLED } from './packs';
import { writeRunPack } from './runpack';

export const LEAN = 'Without torch';
export const BROKEN = 'Taken away';

/** Keeps an install command that a test runs from bringing anything. */
export const NO_INSTALLS = {
  PIP_CONFIG_FILE: '/dev/null',
  PIP_FIND_LINKS: '',
  PIP_NO_INDEX: '1',
  UV_NO_CONFIG: '1',
  UV_NO_INDEX: '1'
};

const HUGE = 'huge';

/** Writes the pack: "Adding" needs torch, "Huge" more memory than there is. */
export function writeKernelPack(jupyter: Jupyter): void {
  writeRunPack(jupyter);
  const stage = path.join(jupyter.share, 'curricula', BUNDLED, 'stages/first');
  const file = path.join(stage, 'stage.yaml');
  const adding = /(title: Adding, .*minutes: 10)\}/;
  jupyter.write(
    file,
    fs.readFileSync(file, 'utf-8').replace(
      adding,
      `$1, needs: {packages: [torch], imports: [torch], cpu_minutes: 4, memory_gb: 0.1}}
  - {kind: exercise, id: ${HUGE}, title: Huge, group: Do it yourself, minutes: 10,
     needs: {memory_gb: 100000, smaller: {STEPS: 30, NAME: few}, smaller_memory_gb: 0.1}}`
    )
  );
  for (const end of ['ipynb', 'solution.ipynb']) {
    jupyter.write(path.join(stage, `${HUGE}.${end}`), hugeNotebook());
  }
}

/** Writes a kernel whose environment is the tests' own, but without torch, and one whose interpreter is gone. */
export function writeKernels(jupyter: Jupyter): void {
  writeKernel(
    jupyter,
    'lean',
    LEAN,
    leanPython(path.join(jupyter.home, 'lean'))
  );
  writeKernel(
    jupyter,
    'broken',
    BROKEN,
    path.join(jupyter.home, 'gone/python')
  );
}

function writeKernel(
  jupyter: Jupyter,
  name: string,
  title: string,
  interpreter: string
): void {
  jupyter.write(
    path.join(jupyter.share, 'kernels', name, 'kernel.json'),
    JSON.stringify({
      argv: [
        interpreter,
        '-m',
        'ipykernel_launcher',
        '-f',
        '{connection_file}'
      ],
      display_name: title,
      language: 'python'
    })
  );
}

/** A virtual environment that shares all but torch with the one that runs the tests. */
function leanPython(folder: string): string {
  const ask = (interpreter: string) =>
    execFileSync(interpreter, [
      '-c',
      'import sysconfig; print(sysconfig.get_path("purelib"))'
    ])
      .toString()
      .trim();
  execFileSync('python', ['-m', 'venv', '--without-pip', folder]);
  const interpreter = path.join(folder, 'bin', 'python');
  const from = ask('python');
  const to = ask(interpreter);
  for (const entry of fs.readdirSync(from)) {
    if (!/^(torch|functorch)/i.test(entry)) {
      fs.symlinkSync(path.join(from, entry), path.join(to, entry));
    }
  }
  return interpreter;
}

function hugeNotebook(): string {
  const cell = (name: string, role: string, source: string) => ({
    cell_type: role === 'prose' ? 'markdown' : 'code',
    id: `${HUGE}-${name}`,
    metadata: {
      dl_curriculum: { role },
      ...(role === 'parameters' ? { tags: ['parameters'] } : {})
    },
    source,
    ...(role === 'prose' ? {} : { execution_count: null, outputs: [] })
  });
  return JSON.stringify({
    cells: [
      cell('title', 'prose', '# Huge'),
      cell('knobs', 'parameters', 'STEPS = 3000\nNAME = "many"\nSEED = 0')
    ],
    metadata: {
      dl_curriculum: { format: 1, item: HUGE, kind: 'exercise' },
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
