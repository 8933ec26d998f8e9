import { itemProgress, json, progress } from './sample';
import { down, event, model, paths, settle } from './modelatserver';

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
