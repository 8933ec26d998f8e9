/** How machines and kernels are told. Every function takes the translation bundle. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Failure } from './tokens';
import type {
  Accelerator,
  Hardware,
  ItemKernel,
  KernelEnvironment,
  Needs,
  RunningNotebook
} from './types';
import { SEPARATOR, duration, problemSentence } from './words';

/** Memory as a person would say it: 12 GB, 7.1 GB, 300 MB. */
export function gigabytes(gb: number, trans: TranslationBundle): string {
  if (gb < 0.095) {
    return trans.__('%1\u00a0MB', Math.round(gb * 1000));
  }
  if (gb < 0.95) {
    return trans.__('%1\u00a0MB', Math.round(gb * 100) * 10);
  }
  return trans.__(
    '%1\u00a0GB',
    gb < 9.95 ? Math.round(gb * 10) / 10 : Math.round(gb)
  );
}

/** Less than this counts as no minute. */
const MINUTE = 0.75;

/** What a kernel is called; JupyterLab's own says of what kind it is, which tells it from nothing. */
export function kernelName(
  name: string,
  hardware: Hardware | null,
  trans: TranslationBundle
): string {
  const found = hardware?.kernels.find(kernel => kernel.name === name);
  return found
    ? found.display_name.replace(/ \(ipykernel\)$/, '')
    : name || trans.__('No kernel');
}

/** The processors: "CPU, 8 cores". */
export function processors(count: number, trans: TranslationBundle): string {
  return trans._n('CPU, %1 core', 'CPU, %1 cores', count);
}

/** An accelerator in a few words: "RTX 4090, 24 GB". */
export function acceleratorText(
  { name, memory_gb }: Pick<Accelerator, 'name' | 'memory_gb'>,
  trans: TranslationBundle
): string {
  const short = name.replace(/^NVIDIA (GeForce )?/, '');
  return memory_gb === null
    ? short
    : trans.__('%1, %2', short, gigabytes(memory_gb, trans));
}

/** What the chip says: the kernel that the notebook opens on, where there is one, and what it computes on. */
export function chipText(
  hardware: Hardware | null,
  choice: ItemKernel | undefined,
  trans: TranslationBundle
): string {
  if (!hardware) {
    return trans.__('What computes here');
  }
  return [
    choice && kernelName(choice.kernel, hardware, trans),
    computesOn(hardware, choice, trans)
  ]
    .filter(Boolean)
    .join(SEPARATOR);
}

function computesOn(
  hardware: Hardware,
  choice: ItemKernel | undefined,
  trans: TranslationBundle
): string {
  if (choice?.kernel === '') {
    return '';
  }
  if (hardware.elsewhere) {
    return trans.__('on another machine');
  }
  const device = choice?.device ?? 'cpu';
  const accelerator = hardware.accelerators.find(({ kind }) =>
    choice ? kind === device : true
  );
  if (accelerator) {
    return acceleratorText(accelerator, trans);
  }
  return device === 'cpu'
    ? processors(hardware.processors, trans)
    : trans.__('GPU');
}

/** How long a notebook computes here: "about 4 min"; empty where nothing is known. */
export function computing(
  { minutes }: Pick<ItemKernel, 'minutes'>,
  trans: TranslationBundle
): string {
  if (minutes === null) {
    return '';
  }
  return minutes < MINUTE
    ? trans.__('less than a minute')
    : trans.__('about %1', duration(Math.max(1, Math.round(minutes)), trans));
}

/** The same in as few words as a line of the list has room for; empty where it is no time at all. */
export function computingShort(
  { minutes }: Pick<ItemKernel, 'minutes'>,
  trans: TranslationBundle
): string {
  return minutes === null || minutes < MINUTE
    ? ''
    : trans.__(
        'computes %1 here',
        duration(Math.max(1, Math.round(minutes)), trans)
      );
}

/** The same with what it is about, to stand among other facts: "computes about 4 min here". */
export function computingHere(
  choice: ItemKernel | undefined,
  trans: TranslationBundle
): string {
  const time = choice ? computing(choice, trans) : '';
  return time && trans.__('computes %1 here', time);
}

/** How that is known. */
export function basisText(
  { basis }: Pick<ItemKernel, 'basis'>,
  trans: TranslationBundle
): string {
  switch (basis) {
    case 'measured':
      return trans.__('as it took here before');
    case 'scaled':
      return trans.__('by what other notebooks took here');
    case 'stated':
      return trans.__('as its author measured it elsewhere');
  }
}

/** What the chosen kernel lacks for an item. */
export function lacks(choice: ItemKernel): readonly string[] {
  return choice.missing[choice.kernel] ?? [];
}

/** Names in a row: "torch", "torch and tqdm", "numpy, torch and tqdm". */
export function listed(
  names: readonly string[],
  trans: TranslationBundle
): string {
  return names.length < 2
    ? names.join('')
    : trans.__(
        '%1 and %2',
        names.slice(0, -1).join(', '),
        names[names.length - 1]
      );
}

/** That an item needs more than is free. */
export function tooBig(choice: ItemKernel, trans: TranslationBundle): string {
  const needed = gigabytes(choice.memory_gb, trans);
  const free = gigabytes(choice.free_gb ?? 0, trans);
  return choice.device === 'cpu' || choice.device === 'mps'
    ? trans.__('It needs %1 of memory; %2 are free now.', needed, free)
    : trans.__('It needs %1 of GPU memory; %2 are free now.', needed, free);
}

/** The smaller settings as they would be written: "STEPS = 300, WIDTH = 64". */
export function settingsText(needs: Needs): string {
  const written = (value: boolean | number | string) =>
    typeof value === 'boolean'
      ? value
        ? 'True'
        : 'False'
      : JSON.stringify(value);
  return Object.entries(needs.smaller)
    .map(([name, value]) => `${name} = ${written(value)}`)
    .join(', ');
}

/** What stands behind a kernel's name: its Python, and what torch can use in it. */
export function environmentText(
  kernel: KernelEnvironment,
  trans: TranslationBundle
): string {
  const { state, python, devices, packages, language } = kernel;
  if (state === 'probing') {
    return trans.__('is being looked into…');
  }
  return [
    python ? trans.__('Python %1', python) : language !== 'python' && language,
    packages.torch && trans.__('torch %1', packages.torch),
    devices.map(({ name }) => name).join(', ') ||
      (packages.torch && trans.__('CPU only'))
  ]
    .filter(Boolean)
    .join(SEPARATOR);
}

/** How much the notebooks hold together, in a sentence. */
export function heldText(
  notebooks: readonly RunningNotebook[],
  trans: TranslationBundle
): string {
  const gpu = held(notebooks, 'accelerator_gb');
  const memory = held(notebooks, 'memory_gb');
  const count = notebooks.length;
  if (gpu) {
    return trans._n(
      '%1 notebook of this curriculum holds %2 of GPU memory.',
      '%1 notebooks of this curriculum hold %2 of GPU memory.',
      count,
      gigabytes(gpu, trans)
    );
  }
  if (memory) {
    return trans._n(
      '%1 notebook of this curriculum holds %2 of memory.',
      '%1 notebooks of this curriculum hold %2 of memory.',
      count,
      gigabytes(memory, trans)
    );
  }
  return trans._n(
    '%1 notebook of this curriculum has a kernel.',
    '%1 notebooks of this curriculum have kernels.',
    count
  );
}

/** A share of the memory that is worth a word before it is asked for. */
const MUCH = 0.25;

/** Whether the notebooks hold so much that it may be missing elsewhere. */
export function holdsMuch(
  hardware: Hardware | null,
  notebooks: readonly RunningNotebook[]
): boolean {
  if (!hardware) {
    return false;
  }
  const cards = hardware.accelerators.reduce(
    (sum, { memory_gb }) => sum + (memory_gb ?? 0),
    0
  );
  return (
    (cards > 0 && held(notebooks, 'accelerator_gb') >= MUCH * cards) ||
    held(notebooks, 'memory_gb') >= MUCH * hardware.memory_gb
  );
}

function held(
  notebooks: readonly RunningNotebook[],
  field: 'memory_gb' | 'accelerator_gb'
): number {
  return notebooks.reduce((sum, notebook) => sum + (notebook[field] ?? 0), 0);
}

/** What one notebook holds, and what its kernel does. */
export function holdsText(
  notebook: RunningNotebook,
  trans: TranslationBundle
): string {
  const { accelerator_gb, memory_gb, state } = notebook;
  return [
    accelerator_gb &&
      trans.__('%1 of GPU memory', gigabytes(accelerator_gb, trans)),
    memory_gb && trans.__('%1 of memory', gigabytes(memory_gb, trans)),
    state === 'busy' ? trans.__('computing now') : trans.__('at rest')
  ]
    .filter(Boolean)
    .join(SEPARATOR);
}

/** Why the machine cannot be told; empty where the panel says it already. */
export function failureText(
  failure: Failure | null,
  trans: TranslationBundle
): string {
  return failure?.kind === 'problem'
    ? failure.message || problemSentence(failure.code, 0, trans)
    : '';
}
