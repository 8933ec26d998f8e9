import { itemProgress, json, progress } from './sample';
import { down, model, settle } from './modelatserver';

beforeEach(() => {
  jest.useFakeTimers();
  window.localStorage.clear();
});

afterEach(() => {
  jest.useRealTimers();
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
