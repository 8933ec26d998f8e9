/** A small curriculum, a server that answers as told, and what components share. */
import { ServerConnection } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';
import { DisposableDelegate } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import type { IActions, IUi } from '../components/ui';
import type { IMachine, IRunEnd, IRuns, IShownRun } from '../tokens';
import type {
  Capstone,
  Curriculum,
  CurriculumKernels,
  Hardware,
  Item,
  ItemKernel,
  ItemProgress,
  KernelEnvironment,
  Progress,
  Run,
  RunningNotebook
} from '../types';

const base = {
  about: '',
  group: '',
  minutes: 60,
  topics: [],
  route: null,
  optional: false,
  was: [],
  links: []
};

const needs = {
  packages: [],
  imports: [],
  cpu_minutes: 0,
  gpu_minutes: 0,
  memory_gb: 0,
  smaller: {},
  smaller_memory_gb: 0
};

export const softmax: Item = {
  ...base,
  id: 'softmax',
  kind: 'exercise',
  title: 'Softmax',
  topics: ['softmax'],
  notebook: null,
  files: [],
  needs
};

/** A project with a finished example; in no stage unless a test puts it there. */
export const project: Capstone = {
  ...base,
  id: 'project',
  kind: 'capstone',
  title: 'A project of your own',
  notebook: null,
  files: [],
  needs,
  example: { title: 'Rain or shine', about: 'Tomorrow’s weather.', needs },
  ideas: [],
  headings: [],
  forbidden: [],
  allowed: []
};

export const talk: Item = {
  ...base,
  id: 'talk',
  kind: 'resource',
  title: 'A talk',
  url: 'https://example.org/talk',
  format: 'video',
  authors: 'A. Speaker',
  year: 2020,
  cost: '12 €',
  edition: '',
  licence: '',
  prerequisites: '',
  topics: ['softmax']
};

export const recreate: Item = {
  ...base,
  id: 'recreate',
  kind: 'checklist',
  title: 'Recreate',
  entries: [
    {
      id: 'one',
      title: 'Notebook one',
      about: '',
      url: 'https://example.org/one',
      see: 'softmax'
    },
    { id: 'two', title: 'Notebook two', about: '', url: '', see: null }
  ],
  steps: [],
  reveal: 'on-request',
  own_entries: true
};

export const thoughts: Item = {
  ...base,
  id: 'thoughts',
  kind: 'reflection',
  title: 'Thoughts',
  prompt: 'What puzzled you?'
};

export const lecture: Item = {
  ...talk,
  id: 'lecture',
  title: 'A lecture',
  route: 'mooc'
};

export const curriculum: Curriculum = {
  name: 'deep-learning',
  title: 'Deep learning',
  about: '',
  version: '1',
  goals: ['Solve a problem at work'],
  topics: [{ id: 'softmax', title: 'Softmax function', about: '', papers: [] }],
  motivation: [
    {
      title: 'A game learned',
      about: 'By playing.',
      paper: {
        title: 'The paper',
        url: 'https://example.org/paper',
        about: ''
      },
      stage: 'second'
    }
  ],
  stages: [
    {
      id: 'first',
      title: 'First steps',
      why: 'To begin.',
      direction: 'top-down',
      budget_hours: 10,
      exit_criteria: ['You dare to go on.'],
      routes: [],
      route_questions: [],
      items: [softmax, talk, recreate, thoughts]
    },
    {
      id: 'second',
      title: 'Second steps',
      why: 'To go on.',
      direction: 'both',
      budget_hours: 10,
      exit_criteria: [],
      routes: [
        { id: 'mooc', title: 'Course', about: 'Step by step.', asks: 'A fee' },
        { id: 'book', title: 'Book', about: 'In peace.', asks: '' }
      ],
      route_questions: [
        {
          question: 'What keeps you going?',
          answers: [
            { text: 'A teacher', suggests: ['mooc'] },
            { text: 'Quiet', suggests: ['book'] }
          ]
        }
      ],
      items: [lecture]
    }
  ],
  closing: { title: 'What next', about: 'Go on reading.', items: [] }
};

const counts = {
  skipped: 0,
  complete: false,
  passed: false,
  minutes_left: 2400
};

export function itemProgress(part: Partial<ItemProgress> = {}): ItemProgress {
  return {
    status: 'todo',
    evidence: null,
    at: null,
    path: null,
    version: null,
    run: null,
    metrics: {},
    hints: {},
    solution_seen: false,
    checks: {},
    ticks: {},
    own_entries: [],
    reason: '',
    until: null,
    text: '',
    revision: 0,
    ...part
  };
}

export function progress(part: Partial<Progress> = {}): Progress {
  return {
    curriculum: 'deep-learning',
    learner: 'ada',
    goal: '',
    hours_per_week: null,
    routes: {},
    current_stage: 'first',
    next_item: 'softmax',
    totals: { done: 0, required: 5, skipped: 0, minutes_left: 300 },
    stages: {
      first: { done: 0, required: 4, ...counts },
      second: { done: 0, required: 1, ...counts }
    },
    items: {
      softmax: itemProgress(),
      talk: itemProgress(),
      recreate: itemProgress(),
      thoughts: itemProgress(),
      lecture: itemProgress()
    },
    gone: [],
    notices: [],
    ...part
  };
}

export const summary = {
  curricula: [
    {
      name: 'deep-learning',
      title: 'Deep learning',
      version: '1',
      stages: 2,
      items: 5
    }
  ],
  problems: [],
  version: '0.1.9'
};

export interface ISeen {
  method: string;
  path: string;
  body: string;
  headers: Headers;
}

/** Server settings whose fetch answers as told, and what was asked of it. */
export function fakeServer(
  answer: (seen: ISeen) => Response | Promise<Response>
): {
  seen: ISeen[];
  serverSettings: ServerConnection.ISettings;
} {
  const seen: ISeen[] = [];
  const serverSettings = ServerConnection.makeSettings({
    baseUrl: 'http://localhost:8888/user/ada/',
    fetch: async (input: RequestInfo | URL) => {
      const request = input as Request;
      const one = {
        method: request.method,
        path: new URL(request.url).pathname,
        body: await request.text(),
        headers: request.headers
      };
      seen.push(one);
      return answer(one);
    }
  });
  return { seen, serverSettings };
}

export function json(body: unknown, status = 200, headers = {}): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

export const trans = nullTranslator.load('dl_curriculum_ext');

/** A run of softmax that was just asked for, unless told otherwise. */
export function run(part: Partial<Run> = {}): Run {
  return {
    run: 'r1',
    item: 'softmax',
    state: 'queued',
    ahead: 0,
    cell: 0,
    cells: 0,
    cell_id: '',
    cell_name: '',
    seconds: 0,
    limit_seconds: 600,
    checks: [],
    message: '',
    broken: null,
    restored: [],
    missing: [],
    notes: [],
    path: 'deep-learning/softmax.ipynb',
    kernel: '',
    device: '',
    versions: {},
    notebook_sha256: '',
    metrics: {},
    at: '2026-11-22T10:00:00Z',
    ...part
  };
}

/** Runs that stand still unless a test says otherwise. */
export function fakeRuns(shown: Record<string, IShownRun> = {}): IRuns {
  const owner = {} as IRuns;
  return Object.assign(owner, {
    changed: new Signal<IRuns, string>(owner),
    ended: new Signal<IRuns, IRunEnd>(owner),
    of: (item: string) => shown[item],
    start: jest.fn(),
    cancel: jest.fn(),
    dismiss: jest.fn()
  });
}

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

/** What components share; every action is a mock. */
export function fakeUi(
  machine: IMachine = fakeMachine()
): IUi & { actions: jest.Mocked<IActions> } {
  const actions = new Proxy({} as Record<string, jest.Mock>, {
    get: (known, name: string) => (known[name] ??= jest.fn())
  });
  return {
    trans,
    actions: actions as unknown as jest.Mocked<IActions>,
    markdown: (source, host) => {
      host.textContent = source;
    },
    now: () => new Date(2026, 10, 22),
    help: null,
    runs: fakeRuns(),
    machine
  };
}
