import { act, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Signal } from '@lumino/signaling';
import React from 'react';
import { CheckMark } from '../components/CheckMark';
import { Checks } from '../components/Checks';
import { HintBox, IHintBoxProps } from '../components/HintBox';
import { HintList } from '../components/HintList';
import { Guidance } from '../guidance';
import type { ICurriculumModel } from '../tokens';
import type { ExerciseHints, ItemProgress } from '../types';
import { fakeUi } from './fakeui';
import { curriculum, itemProgress, progress, trans } from './sample';

const softmax = curriculum.stages
  .flatMap(({ items }) => items)
  .find(({ id }) => id === 'softmax')!;

describe('the checks in the panel', () => {
  const states = { 'rows-check': 'passed', 'heavy-sums': 'failed' } as const;

  function show(part: Partial<ItemProgress>, open = false, always = false) {
    const ui = fakeUi();
    const state = itemProgress({ checks: states, ...part });
    render(
      <Checks
        ui={ui}
        item={softmax}
        progress={state}
        open={open}
        always={always}
      />
    );
    return ui.actions;
  }

  it('are folded below how many pass', async () => {
    const actions = show({ status: 'started' });
    const button = screen.getByRole('button', { name: '1 of 2 checks pass' });
    expect(button).toHaveAttribute('aria-expanded', 'false');
    await userEvent.click(button);
    expect(actions.fold).toHaveBeenCalledWith('checks:softmax', true);
  });

  it('have readable names and lead to their cells', async () => {
    const actions = show({ status: 'started' }, true);
    const list = screen.getByRole('list', { name: 'Checks of Softmax' });
    const [rows, sums] = within(list).getAllByRole('button');
    expect(rows).toHaveAccessibleName('Rows Passes');
    expect(sums).toHaveAccessibleName('Heavy sums Not yet');
    await userEvent.click(sums);
    expect(actions.goToCheck).toHaveBeenCalledWith('softmax', 'heavy-sums');
  });

  it('are out of the way before any ran and when the item is done, but in its details', () => {
    show({ status: 'done' });
    show({ checks: { rows: 'not-run' } });
    expect(screen.queryByRole('button')).toBeNull();
    show({ checks: { rows: 'not-run' } }, false, true);
    expect(screen.getByRole('button', { name: '1 check' })).toBeVisible();
  });
});

describe('the mark beside a check', () => {
  it.each([
    ['passed', 'Passes'],
    ['failed', 'Not yet'],
    ['not-run', 'Not run yet'],
    ['waiting', 'Ran, and waits for the server']
  ] as const)('says that it is %s', (state, words) => {
    render(<CheckMark state={state} trans={trans} onRestore={jest.fn()} />);
    expect(screen.getByRole('status')).toHaveTextContent(words);
    expect(screen.queryByRole('button')).toBeNull();
  });

  it('offers to put back what was edited', async () => {
    const restore = jest.fn();
    render(<CheckMark state="edited" trans={trans} onRestore={restore} />);
    expect(screen.getByRole('status')).toHaveTextContent('does not count');
    await userEvent.click(
      screen.getByRole('button', { name: 'Restore this check' })
    );
    expect(restore).toHaveBeenCalled();
  });
});

const sums = (count: number): ExerciseHints => ({
  exercise: 'sums',
  cell: 'softmax-sums',
  shown: ['First.', 'Second.'].slice(0, count),
  total: 2
});

describe('hints beside the work', () => {
  function show(part: Partial<IHintBoxProps>) {
    const props: IHintBoxProps = {
      ui: fakeUi(),
      hints: sums(1),
      busy: false,
      problem: '',
      onNext: jest.fn(),
      onClose: jest.fn(),
      further: [{ label: 'Park', run: jest.fn() }],
      ...part
    };
    render(<HintBox {...props} />);
    return props;
  }

  it('come one at a time', async () => {
    const { onNext } = show({});
    expect(screen.getByText('1 of 2')).toBeVisible();
    expect(screen.getAllByRole('listitem')).toHaveLength(1);
    await userEvent.click(screen.getByRole('button', { name: 'Next hint' }));
    expect(onNext).toHaveBeenCalled();
  });

  it('end with what else may help', async () => {
    const { further } = show({ hints: sums(2) });
    expect(screen.queryByRole('button', { name: 'Next hint' })).toBeNull();
    expect(screen.getByText(/That is all of them/)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Park' }));
    expect(further[0].run).toHaveBeenCalled();
  });

  it('say what went wrong', () => {
    show({ problem: 'The server cannot be reached.' });
    expect(screen.getByRole('status')).toHaveTextContent('cannot be reached');
  });
});

describe('what the server knows of a notebook', () => {
  function guidance(fails = false) {
    const api = {
      checks: jest.fn(() => Promise.resolve([])),
      hints: jest.fn(() =>
        Promise.resolve({ exercises: [sums(1), { ...sums(0), total: 0 }] })
      ),
      showHints: jest.fn(() => Promise.resolve({ exercises: [sums(2)] }))
    };
    const model = {
      stateChanged: new Signal<object, void>({}),
      curriculum,
      progress: progress(),
      failure: null as object | null,
      ask: jest.fn((_, send: (api: unknown, name: string) => unknown) =>
        fails
          ? Promise.reject(new Error('gone'))
          : Promise.resolve(send(api, 'deep-learning'))
      )
    };
    const ours = new Guidance(model as unknown as ICurriculumModel);
    return { api, model, ours };
  }

  it('is asked for once, and leaves out exercises without hints', async () => {
    const { api, ours } = guidance();
    expect(ours.hints('softmax')).toBeUndefined();
    expect(ours.hints('softmax')).toBeUndefined();
    await ours.ready('softmax');
    expect(ours.hints('softmax')).toEqual([sums(1)]);
    expect(api.hints).toHaveBeenCalledTimes(1);
  });

  it('is asked for again when another tab has shown more', async () => {
    const { api, model, ours } = guidance();
    await ours.ready('softmax');
    model.progress = progress({
      items: { softmax: itemProgress({ hints: { sums: 2 } }) }
    });
    ours.hints('softmax');
    expect(api.hints).toHaveBeenCalledTimes(2);
  });

  it('is asked for again only when the server was away and is back', async () => {
    const { model, ours } = guidance(true);
    await ours.ready('softmax');
    ours.checks('softmax');
    expect(model.ask).toHaveBeenCalledTimes(2);
    model.failure = { kind: 'unreachable' };
    model.stateChanged.emit();
    model.failure = null;
    model.stateChanged.emit();
    ours.checks('softmax');
    expect(model.ask).toHaveBeenCalledTimes(3);
  });

  it('tells the details when it came', async () => {
    const { ours } = guidance();
    const ui = { ...fakeUi(), help: ours };
    const exercise = { ...softmax, kind: 'exercise' } as typeof softmax;
    render(<HintList ui={ui} item={exercise} />);
    await act(() => ours.ready('softmax'));
    await userEvent.click(
      screen.getByRole('button', { name: 'Hints for Sums' })
    );
    expect(ui.actions.showHint).toHaveBeenCalledWith('softmax', 'sums');
    expect(screen.getByText('1 of 2 seen')).toBeVisible();
  });
});
