/** A machine with its kernels, and notebooks that hold memory. */
import { DisposableDelegate } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { IMachine } from '../tokens';
import type {
  CurriculumKernels,
  Hardware,
  ItemKernel,
  KernelEnvironment,
  RunningNotebook
} from '../types';

export function environment(
  part: Partial<KernelEnvironment> = {}
): KernelEnvironment {
  return {
    name: 'python3',
    display_name: 'Python 3 (ipykernel)',
    language: 'python',
    python: '3.11.9',
    interpreter: '/opt/full/bin/python',
    state: 'known',
    usable: true,
    why: '',
    packages: { torch: '2.13.0' },
    devices: [],
    ...part
  };
}

/** A machine with three kernels: one with all, one without torch, one that is broken. */
export function hardware(part: Partial<Hardware> = {}): Hardware {
  return {
    processors: 8,
    memory_gb: 16,
    memory_free_gb: 9.2,
    accelerators: [],
    message: '',
    elsewhere: false,
    kernels: [
      environment(),
      environment({
        name: 'lean',
        display_name: 'Lean',
        interpreter: '/opt/lean/bin/python',
        packages: { numpy: '2.0' }
      }),
      environment({
        name: 'broken',
        display_name: 'Broken',
        python: '',
        state: 'unknown',
        usable: false,
        why: 'Its interpreter /gone/python is not there any more.',
        packages: {}
      })
    ],
    ...part
  };
}

export function itemKernel(part: Partial<ItemKernel> = {}): ItemKernel {
  return {
    kernel: 'python3',
    message: '',
    missing: { lean: ['torch'] },
    install: { lean: '/opt/lean/bin/python -m pip install torch' },
    minutes: 4,
    basis: 'scaled',
    device: 'cpu',
    memory_gb: 2,
    free_gb: 9.2,
    fits: true,
    smaller: false,
    smaller_memory_gb: 0,
    ...part
  };
}

export function kernels(
  softmax: Partial<ItemKernel> = {},
  part: Partial<CurriculumKernels> = {}
): CurriculumKernels {
  return {
    kernel: null,
    probing: false,
    items: { softmax: itemKernel(softmax) },
    ...part
  };
}

export function running(part: Partial<RunningNotebook> = {}): RunningNotebook {
  return {
    item: 'softmax',
    path: 'deep-learning/softmax.ipynb',
    kernel_id: 'k1',
    session_id: 's1',
    kernel_name: 'python3',
    state: 'idle',
    last_activity: null,
    memory_gb: 1.2,
    accelerator_gb: null,
    ...part
  };
}

type Part = 'hardware' | 'kernels' | 'notebooks';

export type IFakeMachine = jest.Mocked<Omit<IMachine, 'changed'>> & {
  changed: Signal<IMachine, Part>;
};

/** A machine that stands still unless a test says otherwise. */
export function fakeMachine(
  part: Partial<
    Pick<IMachine, 'hardware' | 'kernels' | 'notebooks' | 'failure'>
  > = {}
): IFakeMachine {
  const owner = {} as IFakeMachine;
  return Object.assign(owner, {
    changed: new Signal<IMachine, Part>(owner),
    hardware: null,
    kernels: null,
    notebooks: [],
    failure: null,
    of: jest.fn((item: string) => owner.kernels?.items[item]),
    look: jest.fn(() => Promise.resolve()),
    lookAgain: jest.fn(() => Promise.resolve()),
    watch: jest.fn(() => new DisposableDelegate(() => undefined)),
    ...part
  });
}
