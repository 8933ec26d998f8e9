import type { Event } from '@jupyterlab/services';
import { Signal, Stream } from '@lumino/signaling';
import { CurriculumApi } from '../api';
import { PROGRESS_EVENT } from '../following';
import { KERNELS_EVENT, Machine } from '../machine';
import { CurriculumModel } from '../model';
import { BrowserDrafts } from '../writing';
import { hardware, kernels, running } from './machinesample';
import { curriculum, fakeServer, json, progress, summary } from './sample';

async function setUp() {
  const state = {
    hardware: hardware(),
    kernels: kernels(),
    notebooks: [running()],
    name: 'deep-learning',
    isAway: false
  };
  const { seen, serverSettings } = fakeServer(({ path }) => {
    const end = path.split('/').pop()!;
    if (state.isAway) {
      return Promise.reject(new TypeError('Failed to fetch'));
    }
    switch (end) {
      case 'hardware':
        return json(state.hardware);
      case 'kernels':
        return json(state.kernels);
      case 'notebooks':
        return json({ notebooks: state.notebooks });
      case 'curricula':
        return json({
          ...summary,
          curricula: [{ ...summary.curricula[0], name: state.name }]
        });
      case 'progress':
        return json({ ...progress(), curriculum: state.name });
      default:
        return json({ ...curriculum, name: state.name }, 200, { ETag: '"1"' });
    }
  });
  const owner = {} as Event.IManager;
  const events = new Stream<Event.IManager, Event.Emission>(owner);
  const sessions = new Signal<object, void>({});
  const api = new CurriculumApi({ serverSettings, version: '0.1.0' });
  const model = new CurriculumModel({
    api,
    events,
    drafts: new BrowserDrafts(window.localStorage, () => 'test')
  });
  const machine = new Machine({ api, model, events, running: sessions });
  const told: string[] = [];
  machine.changed.connect((_, part) => told.push(part));
  await model.refresh();
  await settle();
  const asked = () => {
    const ends = seen.map(({ method, path }) => {
      const end = path.split('/').pop()!;
      return method === 'GET' ? end : `${method} ${end}`;
    });
    seen.length = 0;
    return ends.filter(end => /hardware|kernels|notebooks/.test(end));
  };
  return { state, machine, model, events, sessions, told, asked };
}

async function settle(ms = 500) {
  await jest.advanceTimersByTimeAsync(ms);
}

const ALL = ['hardware', 'kernels', 'notebooks'];

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('the machine', () => {
  it('is asked for once when the curriculum is there', async () => {
    const { machine, asked, told } = await setUp();
    expect(asked()).toEqual(ALL);
    expect(told).toEqual(ALL);
    expect(machine.hardware?.processors).toBe(8);
    expect(machine.of('softmax')?.kernel).toBe('python3');
    expect(machine.of('talk')).toBeUndefined();
    expect(machine.notebooks).toHaveLength(1);
    await settle(60_000);
    expect(asked()).toEqual([]);
  });

  it('is asked for again when the server has looked into a kernel', async () => {
    const { events, machine, state, asked, told } = await setUp();
    asked();
    told.length = 0;
    state.kernels = kernels({ kernel: 'lean' });
    events.emit({
      schema_id: KERNELS_EVENT,
      kernel: 'python3',
      state: 'known'
    });
    events.emit({ schema_id: KERNELS_EVENT, kernel: 'lean', state: 'known' });
    await settle();
    expect(asked()).toEqual(ALL);
    expect(told).toEqual(['kernels']);
    expect(machine.of('softmax')?.kernel).toBe('lean');
  });

  it.each([
    ['opened', 'deep-learning', ALL],
    ['written', 'deep-learning', []],
    ['opened', 'cooking', []]
  ])('after "%s" in %s asks for %p', async (kind, curriculum, expected) => {
    const { events, asked } = await setUp();
    asked();
    events.emit({
      schema_id: PROGRESS_EVENT,
      curriculum,
      learner: 'ada',
      item: 'softmax',
      kind
    });
    await settle();
    expect(asked()).toEqual(expected);
  });

  it('is asked for when a kernel was started or shut down', async () => {
    const { sessions, asked, state, machine } = await setUp();
    asked();
    state.notebooks = [];
    sessions.emit();
    await settle();
    expect(asked()).toEqual(ALL);
    expect(machine.notebooks).toEqual([]);
  });

  it('is followed only while someone sees it', async () => {
    const { machine, asked, state } = await setUp();
    asked();
    let sees = true;
    const watching = machine.watch(() => sees);
    await settle();
    asked();
    await settle(5000);
    expect(asked()).toEqual(['hardware', 'notebooks']);
    sees = false;
    await settle(20_000);
    expect(asked()).toEqual([]);
    sees = true;
    state.hardware = hardware({ memory_free_gb: 2.1 });
    await settle(5000);
    // What fits may have changed with the memory.
    expect(asked()).toEqual(ALL.slice(0, 1).concat('notebooks', 'kernels'));
    watching.dispose();
    await settle(20_000);
    expect(asked()).toEqual([]);
  });

  it('answers who asked in the middle with what was asked after that', async () => {
    const { machine, state } = await setUp();
    void machine.look();
    state.kernels = kernels({ fits: false });
    await machine.look();
    expect(machine.of('softmax')?.fits).toBe(false);
  });

  it('forgets the kernels of another curriculum', async () => {
    const { machine, model, state } = await setUp();
    state.name = 'cooking';
    state.kernels = { kernel: null, probing: false, items: {} };
    await model.refresh();
    expect(machine.of('softmax')).toBeUndefined();
    expect(machine.notebooks).toEqual([]);
  });

  it('keeps what it knows while the server is away, and asks when it is back', async () => {
    const { machine, model, state, asked } = await setUp();
    state.isAway = true;
    await machine.look();
    expect(machine.failure).toEqual({ kind: 'unreachable' });
    expect(machine.hardware?.processors).toBe(8);
    await model.refresh();
    state.isAway = false;
    asked();
    await settle(30_000);
    expect(asked()).toEqual(ALL);
    expect(machine.failure).toBeNull();
  });

  it('has every kernel looked into anew', async () => {
    const { machine, asked, state } = await setUp();
    asked();
    state.hardware = hardware({ kernels: [] });
    await machine.lookAgain();
    expect(asked()).toEqual(['POST hardware', ...ALL]);
    expect(machine.hardware?.kernels).toEqual([]);
  });
});
