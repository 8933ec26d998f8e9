/** What components share, with actions, runs and a machine that stand still. */
import { Signal } from '@lumino/signaling';
import type { IActions, IUi } from '../components/ui';
import type { IMachine, IRunEnd, IRuns, IShownRun } from '../tokens';
import type { Run } from '../types';
import { fakeMachine } from './machinesample';
import { trans } from './sample';

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
