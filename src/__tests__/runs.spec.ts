import type { Event } from '@jupyterlab/services';
import { Stream } from '@lumino/signaling';
import { CurriculumApi } from '../api';
import { CurriculumModel } from '../model';
import { BrowserDismissals, RUN_EVENT, Runs } from '../runs';
import type { IRunEnd } from '../tokens';
import type { Progress, Run } from '../types';
import { BrowserDrafts } from '../writing';
import { run } from './fakeui';
import {
  ISeen,
  curriculum,
  fakeServer,
  itemProgress,
  json,
  progress,
  summary
} from './sample';

type Answer = (seen: ISeen) => Response | Promise<Response> | undefined;

function setUp(options: { progress?: Progress; special?: Answer } = {}) {
  const state = {
    progress: options.progress ?? progress(),
    special: options.special,
    run: run()
  };
  const { seen, serverSettings } = fakeServer(one => {
    const other = state.special?.(one);
    if (other) {
      return other;
    }
    if (one.path.includes('/checks')) {
      return json(state.run, one.method === 'POST' ? 202 : 200);
    }
    if (one.path.endsWith('/curricula')) {
      return json(summary);
    }
    return one.path.endsWith('/curricula/deep-learning')
      ? json(curriculum, 200, { ETag: '"1"' })
      : json(state.progress);
  });
  const events = new Stream<Event.IManager, Event.Emission>(
    {} as Event.IManager
  );
  const model = new CurriculumModel({
    api: new CurriculumApi({ serverSettings, version: '0.1.0' }),
    events,
    drafts: new BrowserDrafts(window.localStorage, () => 'test')
  });
  const runs = new Runs({
    model,
    events,
    dismissals: new BrowserDismissals(window.localStorage, () => 'test'),
    now: () => 1000
  });
  const ends: IRunEnd[] = [];
  runs.ended.connect((_, end) => ends.push(end));
  const tell = (part: Partial<Run> = {}, curriculum = 'deep-learning') =>
    events.emit({
      schema_id: RUN_EVENT,
      curriculum,
      learner: 'ada',
      ...run(part)
    });
  const asked = () =>
    seen
      .filter(({ path }) => path.includes('/checks'))
      .map(({ method, path }) => `${method} ${path.split('/').pop()}`);
  return { model, runs, ends, tell, asked, state };
}

async function settle() {
  await jest.advanceTimersByTimeAsync(300);
}

beforeEach(() => {
  jest.useFakeTimers();
  window.localStorage.clear();
});

afterEach(() => {
  jest.useRealTimers();
});

const withRun = (id = 'r1') =>
  progress({
    items: { ...progress().items, softmax: itemProgress({ run: id }) }
  });

describe('runs from a clean start', () => {
  it('are asked for once where the progress names one that is unknown here', async () => {
    const { model, runs, asked, state } = setUp({ progress: withRun() });
    state.run = run({ state: 'failed', message: 'Not yet.' });
    await model.refresh();
    await settle();
    await model.refresh();
    await settle();
    expect(asked()).toEqual(['GET r1']);
    expect(runs.of('softmax')?.run.message).toBe('Not yet.');
  });

  it('follow the server’s words, and ask again only at the end', async () => {
    const { model, runs, ends, tell, asked, state } = setUp();
    await model.refresh();
    await runs.start('softmax');
    tell({ state: 'running', cell: 2, cells: 4, cell_name: 'net' });
    expect(runs.of('softmax')?.run).toMatchObject({
      cell: 2,
      cell_name: 'net'
    });
    expect(asked()).toEqual(['POST checks']);
    state.run = run({ state: 'passed', message: 'All right.' });
    tell({ state: 'passed' });
    await settle();
    expect(asked()).toEqual(['POST checks', 'GET r1']);
    expect(runs.of('softmax')?.run.message).toBe('All right.');
    expect(ends.map(end => [end.run.state, end.before?.status])).toEqual([
      ['passed', 'todo']
    ]);
  });

  it('do not go back where an answer was overtaken', async () => {
    const { model, runs, tell, state } = setUp();
    await model.refresh();
    let answer: (response: Response) => void = () => undefined;
    state.special = ({ method }) =>
      method === 'POST'
        ? new Promise<Response>(resolve => (answer = resolve))
        : undefined;
    const started = runs.start('softmax');
    await settle();
    tell({ state: 'running', cell: 3, cells: 4 });
    answer(json(run({ state: 'queued' }), 202));
    await started;
    expect(runs.of('softmax')?.run).toMatchObject({
      state: 'running',
      cell: 3
    });
  });

  it('of another tab are shown here, too', async () => {
    const { model, runs, tell } = setUp();
    await model.refresh();
    tell({ state: 'queued', ahead: 1 });
    expect(runs.of('softmax')?.run).toMatchObject({
      state: 'queued',
      ahead: 1
    });
  });

  it('of another curriculum are none of ours', async () => {
    const { model, runs, tell } = setUp();
    await model.refresh();
    tell({ state: 'running' }, 'cooking');
    expect(runs.of('softmax')).toBeUndefined();
  });

  it('are asked about when the server is back', async () => {
    const { model, runs, ends, state } = setUp();
    await model.refresh();
    await runs.start('softmax');
    state.special = () => Promise.reject(new TypeError('Failed to fetch'));
    await model.refresh();
    expect(runs.of('softmax')?.run.state).toBe('queued');
    state.special = undefined;
    state.run = run({ state: 'interrupted' });
    await jest.advanceTimersByTimeAsync(30_000);
    expect(runs.of('softmax')?.run.state).toBe('interrupted');
    expect(ends).toHaveLength(1);
  });

  it('put aside stay so after a reload, until the next one', async () => {
    const first = setUp({ progress: withRun() });
    first.state.run = run({ state: 'failed' });
    await first.model.refresh();
    await settle();
    first.runs.dismiss('softmax');
    expect(first.runs.of('softmax')).toBeUndefined();

    const second = setUp({ progress: withRun() });
    await second.model.refresh();
    await settle();
    expect(second.asked()).toEqual([]);
    second.tell({ run: 'r2', state: 'running' });
    expect(second.runs.of('softmax')?.run.run).toBe('r2');
  });

  it('that the server knows no more are forgotten', async () => {
    const { model, runs, tell, state } = setUp();
    await model.refresh();
    tell({ state: 'running' });
    state.special = ({ path }) =>
      path.includes('/checks')
        ? json({ message: 'No run.', code: 'not-found' }, 404)
        : undefined;
    tell({ state: 'failed' });
    await settle();
    expect(runs.of('softmax')).toBeUndefined();
  });
});
