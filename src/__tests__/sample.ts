/** A small curriculum, and a server that answers as told. */
import { ServerConnection } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';
import type {
  Capstone,
  Curriculum,
  Item,
  ItemProgress,
  Progress
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
