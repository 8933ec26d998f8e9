import type { Event } from '@jupyterlab/services';
import { Signal, Stream } from '@lumino/signaling';
import { CurriculumApi } from '../api';
import { PROGRESS_EVENT } from '../following';
import { CurriculumModel } from '../model';
import { BrowserDrafts } from '../writing';
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

/** A model at a server that behaves, unless `special` has something else to say. */
function model(special: Answer = () => undefined) {
  const state = { progress: progress(), special };
  const { seen, serverSettings } = fakeServer(one => {
    const other = state.special(one);
    if (other) {
      return other;
    }
    if (one.path.endsWith('/curricula')) {
      return json(summary);
    }
    if (one.path.endsWith('/curricula/deep-learning')) {
      return one.headers.get('If-None-Match') === '"1"'
        ? new Response(null, { status: 304 })
        : json(curriculum, 200, { ETag: '"1"' });
    }
    return json(state.progress);
  });
  const events = new Stream<Event.IManager, Event.Emission>(
    {} as Event.IManager
  );
  const lost = new Signal<object, unknown>({});
  const ours: CurriculumModel = new CurriculumModel({
    api: new CurriculumApi({ serverSettings, version: '0.1.0' }),
    events,
    lost,
    drafts: new BrowserDrafts(window.localStorage, () => 'test'),
    pause: 500
  });
  return { model: ours, seen, events, lost, state };
}

const down: Answer = () => Promise.reject(new TypeError('Failed to fetch'));

function event(part = {}): Event.Emission {
  return {
    schema_id: PROGRESS_EVENT,
    curriculum: 'deep-learning',
    learner: 'ada',
    item: 'softmax',
    kind: 'status',
    ...part
  };
}

/** Let every promise settle, timers standing still. */
async function settle() {
  for (let i = 0; i < 50; i++) {
    await Promise.resolve();
  }
}

const paths = (seen: ISeen[]) =>
  seen.map(({ method, path }) => `${method} ${path.split('/').pop()}`);

beforeEach(() => {
  jest.useFakeTimers();
  window.localStorage.clear();
});

afterEach(() => {
  jest.useRealTimers();
});

describe('CurriculumModel', () => {
  it('shows what the server has', async () => {
    const { model: ours } = model();
    await ours.refresh();
    expect(ours.curriculum?.title).toBe('Deep learning');
    expect(ours.progress?.next_item).toBe('softmax');
    expect(ours.failure).toBeNull();
    expect(ours.loading).toBe(false);
  });

  it('keeps the curriculum when its tag is still good', async () => {
    const { model: ours, seen } = model();
    await ours.refresh();
    const before = ours.curriculum;
    await ours.refresh();
    expect(
      seen
        .filter(({ path }) => path.endsWith('/deep-learning'))[1]
        .headers.get('If-None-Match')
    ).toBe('"1"');
    expect(ours.curriculum).toBe(before);
  });

  it('takes the progress that a change answers with', async () => {
    const { model: ours, state, seen } = model();
    await ours.refresh();
    state.progress = progress({ next_item: 'talk' });
    await ours.patchItem('softmax', { status: 'done' });
    expect(ours.progress?.next_item).toBe('talk');
    expect(seen[seen.length - 1].body).toBe('{"status":"done"}');
  });

  it('keeps the identity of what did not change', async () => {
    const { model: ours, state } = model();
    await ours.refresh();
    const before = ours.progress!.items;
    state.progress = progress({
      items: {
        ...progress().items,
        softmax: itemProgress({ status: 'done', revision: 1 })
      }
    });
    await ours.patchItem('softmax', { status: 'done' });
    expect(ours.progress!.items.talk).toBe(before.talk);
    expect(ours.progress!.items.softmax).not.toBe(before.softmax);
  });

  it('sends changes one after the other', async () => {
    let release: () => void = () => undefined;
    const { model: ours, seen, state } = model();
    await ours.refresh();
    state.special = one =>
      one.body.includes('skipped')
        ? new Promise(resolve => {
            release = () => resolve(json(progress()));
          })
        : undefined;
    const first = ours.patchItem('talk', { status: 'skipped' });
    const second = ours.patchItem('softmax', { status: 'done' });
    await settle();
    expect(seen.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
    expect([...ours.busy]).toEqual(['talk', 'softmax']);
    release();
    await Promise.all([first, second]);
    expect(seen.filter(({ method }) => method === 'PATCH')).toHaveLength(2);
    expect([...ours.busy]).toEqual([]);
  });

  it('returns to the truth when the server refuses a change', async () => {
    const { model: ours, seen, state } = model();
    await ours.refresh();
    state.special = ({ method }) =>
      method === 'PATCH'
        ? json({ message: 'No room.', code: 'disk-full' }, 507)
        : undefined;
    await expect(ours.patchItem('softmax', { status: 'done' })).rejects.toThrow(
      'No room.'
    );
    expect(ours.progress?.items.softmax.status).toBe('todo');
    await jest.advanceTimersByTimeAsync(200);
    expect(paths(seen).slice(-2)).toEqual(['PATCH softmax', 'GET progress']);
  });

  it('follows the events of this curriculum, once for many', async () => {
    const { model: ours, events, seen, state } = model();
    await ours.refresh();
    const before = seen.length;
    state.progress = progress({ next_item: 'recreate' });
    events.emit(event());
    events.emit(event());
    events.emit(event());
    await jest.advanceTimersByTimeAsync(200);
    expect(paths(seen.slice(before))).toEqual(['GET progress']);
    expect(ours.progress?.next_item).toBe('recreate');
  });

  it.each([
    ['another curriculum', { curriculum: 'cooking' }],
    ['another learner', { learner: 'grace' }],
    ['something else', { schema_id: 'https://events.jupyter.org/other' }]
  ])('lets events of %s pass', async (_, part) => {
    const { model: ours, events, seen } = model();
    await ours.refresh();
    const before = seen.length;
    events.emit(event(part));
    await jest.advanceTimersByTimeAsync(1000);
    expect(seen).toHaveLength(before);
  });

  it('keeps what it showed while the server is away, and comes back by itself', async () => {
    const { model: ours, state, events } = model();
    await ours.refresh();
    state.special = down;
    events.emit(event());
    await jest.advanceTimersByTimeAsync(200);
    expect(ours.failure).toEqual({ kind: 'unreachable' });
    expect(ours.progress?.next_item).toBe('softmax');
    state.progress = progress({ next_item: 'talk' });
    state.special = () => undefined;
    await jest.advanceTimersByTimeAsync(60_000);
    expect(ours.failure).toBeNull();
    expect(ours.progress?.next_item).toBe('talk');
  });

  it('asks no more once the server is back', async () => {
    const { model: ours, state, seen, lost } = model();
    await ours.refresh();
    state.special = down;
    lost.emit(undefined);
    await jest.advanceTimersByTimeAsync(10_000);
    state.special = () => undefined;
    await jest.advanceTimersByTimeAsync(60_000);
    const after = seen.length;
    expect(ours.failure).toBeNull();
    await jest.advanceTimersByTimeAsync(600_000);
    expect(seen).toHaveLength(after);
  });

  it('asks ever more seldom while the server is away', async () => {
    const { model: ours, seen } = model(down);
    await ours.refresh();
    await jest.advanceTimersByTimeAsync(600_000);
    expect(seen.length).toBeGreaterThan(10);
    expect(seen.length).toBeLessThan(200);
    ours.dispose();
  });

  it('does not retry where the server extension is missing', async () => {
    const { model: ours, seen } = model(() =>
      json({ message: 'Not Found' }, 404)
    );
    await ours.refresh();
    expect(ours.failure).toEqual({ kind: 'missing' });
    await jest.advanceTimersByTimeAsync(600_000);
    expect(seen).toHaveLength(1);
  });

  it('has no curriculum where the server has none, and says which packs are broken', async () => {
    const problem = {
      file: 'a.yaml',
      line: 3,
      message: 'Mend it.',
      curriculum: 'a'
    };
    const { model: ours } = model(() =>
      json({ curricula: [], problems: [problem], version: '0.1.0' })
    );
    await ours.refresh();
    expect(ours.curriculum).toBeNull();
    expect(ours.problems).toEqual([problem]);
    expect(ours.failure).toBeNull();
  });
});

describe('a text of the learner', () => {
  const saved = (text: string, revision: number) =>
    progress({
      items: { ...progress().items, thoughts: itemProgress({ text, revision }) }
    });

  it('is sent after a pause, against the revision it was written on', async () => {
    const { model: ours, seen, state } = model();
    state.progress = saved('', 4);
    await ours.refresh();
    ours.write('thoughts', 'He');
    ours.write('thoughts', 'Hello');
    expect(ours.writings.get('thoughts')).toMatchObject({
      text: 'Hello',
      state: 'unsaved'
    });
    state.progress = saved('Hello', 5);
    await jest.advanceTimersByTimeAsync(600);
    const sent = seen
      .filter(({ method }) => method === 'PATCH')
      .map(({ body }) => body);
    expect(sent).toEqual(['{"text":"Hello","revision":4}']);
    expect(ours.writings.get('thoughts')?.state).toBe('saved');
    expect(window.localStorage).toHaveLength(0);
  });

  it('outlives the page until the server has it', async () => {
    const first = model();
    await first.model.refresh();
    first.state.special = down;
    first.model.write('thoughts', 'Not lost');
    await jest.advanceTimersByTimeAsync(600);
    expect(first.model.writings.get('thoughts')?.state).toBe('failed');
    first.model.dispose();

    const next = model();
    await next.model.refresh();
    expect(next.model.writings.get('thoughts')?.text).toBe('Not lost');
    await jest.advanceTimersByTimeAsync(600);
    expect(next.seen.map(({ body }) => body)).toContain(
      '{"text":"Not lost","revision":0}'
    );
  });

  it('is sent when the server is back', async () => {
    const { model: ours, state, seen } = model();
    await ours.refresh();
    state.special = down;
    ours.write('thoughts', 'Hello');
    await jest.advanceTimersByTimeAsync(600);
    state.special = () => undefined;
    await jest.advanceTimersByTimeAsync(60_000);
    expect(
      seen.filter(({ method }) => method === 'PATCH').length
    ).toBeGreaterThan(1);
    expect(ours.failure).toBeNull();
  });

  it('is sent again where only the status had changed elsewhere', async () => {
    const { model: ours, state, seen } = model();
    await ours.refresh();
    state.special = one => {
      if (one.method === 'PATCH' && one.body.includes('"revision":0')) {
        state.progress = saved('', 7);
        return json({ message: 'Newer.', code: 'conflict' }, 409);
      }
      return undefined;
    };
    ours.write('thoughts', 'Hello');
    await jest.advanceTimersByTimeAsync(600);
    await settle();
    expect(seen.map(({ body }) => body)).toContain(
      '{"text":"Hello","revision":7}'
    );
  });

  it('is kept beside the other one when both changed, until one is chosen', async () => {
    const { model: ours, state, seen } = model();
    await ours.refresh();
    state.special = one => {
      if (one.method === 'PATCH' && one.body.includes('"revision":0')) {
        state.progress = saved('Theirs', 7);
        return json({ message: 'Newer.', code: 'conflict' }, 409);
      }
      return undefined;
    };
    ours.write('thoughts', 'Mine');
    await jest.advanceTimersByTimeAsync(600);
    expect(ours.writings.get('thoughts')).toEqual({
      text: 'Mine',
      state: 'conflict',
      theirs: 'Theirs'
    });
    ours.settle('thoughts', 'Mine\n\nTheirs');
    await jest.advanceTimersByTimeAsync(600);
    expect(seen.map(({ body }) => body)).toContain(
      '{"text":"Mine\\n\\nTheirs","revision":7}'
    );
  });
});
