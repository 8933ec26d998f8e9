import { Signal } from '@lumino/signaling';
import { Attempts, BrowserAttempts, IAttempt } from '../attempts';
import { ProblemError, UnreachableError } from '../request';
import type { Failure, ICurriculumModel } from '../tokens';
import type { Attempted, SeenCell } from '../types';
import { curriculum, progress } from './sample';

const PAUSE = 1000;

function cell(name: string, state: SeenCell['state'] = 'passed'): SeenCell {
  return { cell: name, source: `assert ${name}`, state, message: '' };
}

/** A model whose answers come when the test says so. */
function attempts(kept: IAttempt[] = []) {
  const sent: { item: string; cells: SeenCell[] }[] = [];
  const answers: ((error?: Error) => void)[] = [];
  const model = {
    stateChanged: new Signal<object, void>({}),
    curriculum,
    progress: progress(),
    failure: null as Failure | null,
    attempt: jest.fn((item: string, cells: SeenCell[]) => {
      sent.push({ item, cells });
      return new Promise<Attempted>((resolve, reject) => {
        answers.push(error =>
          error ? reject(error) : resolve({ completed: true } as Attempted)
        );
      });
    })
  };
  localStorage.clear();
  const store = new BrowserAttempts(localStorage, () => 'ada', 'earlier');
  store.keep(kept);
  const ours = new Attempts({
    model: model as unknown as ICurriculumModel,
    store: new BrowserAttempts(localStorage, () => 'ada', 'here'),
    pause: PAUSE
  });
  const said: string[] = [];
  ours.taken.connect((_, { item }) => said.push(`taken ${item}`));
  ours.refused.connect((_, error) => said.push(String(error)));
  ours.heldChanged.connect((_, held) => said.push(held ? 'held' : 'sent'));
  const answer = async (error?: Error) => {
    answers.shift()!(error);
    await settle();
  };
  const turn = async (failure: Failure | null) => {
    model.failure = failure;
    model.stateChanged.emit();
    jest.advanceTimersByTime(0);
    await settle();
  };
  return { ours, sent, said, answer, turn };
}

async function settle(): Promise<void> {
  for (let at = 0; at < 10; at++) {
    await Promise.resolve();
  }
}

const names = (one: { cells: SeenCell[] }) => one.cells.map(it => it.cell);

describe('checks on their way to the server', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('go at once; what ends meanwhile goes together, item by item', async () => {
    const { ours, sent, answer } = attempts();
    ours.add('softmax', cell('one'));
    ours.add('softmax', cell('two'));
    ours.add('other', cell('far'));
    ours.add('softmax', cell('three'));
    expect(sent.map(names)).toEqual([['one']]);
    await answer();
    await answer();
    expect(sent.map(names)).toEqual([['one'], ['two', 'three'], ['far']]);
    expect(sent[2].item).toBe('other');
  });

  it('say only what a cell said last', async () => {
    const { ours, sent, answer } = attempts();
    ours.add('softmax', cell('one'));
    ours.add('softmax', cell('two', 'failed'));
    ours.add('softmax', cell('two', 'passed'));
    await answer();
    expect(sent[1].cells).toEqual([cell('two', 'passed')]);
  });

  it('are kept while the server cannot be reached, and sent when it is back', async () => {
    const { ours, sent, said, answer, turn } = attempts();
    ours.add('softmax', cell('one'));
    await answer(new UnreachableError('gone'));
    await turn({ kind: 'unreachable' });
    const reporting = {
      ...cell('two'),
      metrics: [{ name: 'loss', value: 0.5, unit: 'nats' }]
    };
    ours.add('softmax', reporting);
    expect(ours.isHeld('softmax', 'two')).toBe(true);
    expect(sent).toHaveLength(1);
    expect(JSON.stringify({ ...localStorage })).toContain('assert two');
    await turn(null);
    expect(sent[1].cells).toEqual([cell('one'), reporting]);
    await answer();
    expect(said).toEqual(['held', 'sent', 'taken softmax']);
    expect(ours.isHeld('softmax', 'two')).toBe(false);
    expect(localStorage).toHaveLength(0);
  });

  it('are tried again after a pause where the server answered that it cannot', async () => {
    const { ours, sent, answer } = attempts();
    ours.add('softmax', cell('one'));
    await answer(new ProblemError('The disk is full.', 'disk-full', 507));
    expect(sent).toHaveLength(1);
    jest.advanceTimersByTime(PAUSE);
    expect(sent).toHaveLength(2);
  });

  it('are not sent again where the server would never have them', async () => {
    const { ours, sent, said, answer } = attempts();
    ours.add('softmax', cell('one'));
    ours.add('softmax', cell('two'));
    await answer(new ProblemError('No such item.', 'not-found', 404));
    await answer();
    expect(sent.map(names)).toEqual([['one'], ['two']]);
    expect(said).toEqual(['ProblemError: No such item.', 'taken softmax']);
  });

  it('that an earlier page could not send are sent by this one', async () => {
    const earlier = {
      curriculum: curriculum.name,
      item: 'softmax',
      cell: cell('one')
    };
    const { sent, answer, turn } = attempts([earlier]);
    await turn(null);
    expect(sent.map(names)).toEqual([['one']]);
    expect(localStorage).toHaveLength(1);
    await answer();
    expect(localStorage).toHaveLength(0);
  });
});
