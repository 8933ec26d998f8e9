import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { RunView } from '../components/Run';
import { metricText } from '../metrics';
import { byUrgency, clock, took } from '../runwords';
import type { CheckOutcome, Run } from '../types';
import { fakeUi, run } from './fakeui';
import { softmax, trans } from './sample';

function show(part: Partial<Run>) {
  const ui = fakeUi();
  render(
    <RunView
      ui={ui}
      item={softmax}
      shown={{ run: run(part), seenAt: Date.now() }}
    />
  );
  return ui;
}

const check = (
  name: string,
  outcome: CheckOutcome['outcome'],
  message = ''
): CheckOutcome => ({ name, cell: `softmax-${name}`, outcome, message });

describe('a run that goes on', () => {
  it('names its cell and how far it is, and can be cancelled', async () => {
    const ui = show({
      state: 'running',
      cell: 3,
      cells: 9,
      cell_name: 'training-loop',
      seconds: 65
    });
    const bar = screen.getByRole('progressbar', { name: 'Check of Softmax' });
    expect(bar).toHaveAttribute('aria-valuenow', '2');
    expect(bar).toHaveAttribute('aria-valuetext', 'Cell 3 of 9: training loop');
    expect(screen.getByRole('timer')).toHaveTextContent('1:05');
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(ui.actions.cancelRun).toHaveBeenCalledWith('softmax');
  });

  it.each([
    [1, '1 run before it'],
    [2, '2 runs before it'],
    [0, 'It begins in a moment']
  ])('waits behind %s', (ahead, words) => {
    show({ state: 'queued', ahead });
    expect(screen.getByText(words)).toBeInTheDocument();
  });
});

describe('a run that ended', () => {
  it('says what to look at first, and leads there', async () => {
    const ui = show({
      state: 'failed',
      broken: { cell: 'softmax-net', index: 4, message: 'NameError: x' },
      checks: [
        check('one', 'right'),
        check('two', 'not-attempted', 'Not attempted yet: …'),
        check('sums-to-one', 'wrong', 'The rows do not sum to one.')
      ]
    });
    const items = screen.getAllByRole('listitem');
    expect(items.map(({ dataset }) => dataset.outcome)).toEqual([
      'broken',
      'wrong',
      'not-attempted',
      'right'
    ]);
    expect(items[1]).toHaveTextContent('The rows do not sum to one.');
    await userEvent.click(
      screen.getByRole('button', { name: 'Go to the cell with the error' })
    );
    expect(ui.actions.goToCell).toHaveBeenLastCalledWith(
      'softmax',
      'softmax-net',
      4
    );
    await userEvent.click(
      screen.getByRole('button', { name: /Go to the check sums to one/ })
    );
    expect(ui.actions.goToCell).toHaveBeenLastCalledWith(
      'softmax',
      'softmax-sums-to-one'
    );
  });

  it.each([
    ['Right, from a clean start', { state: 'passed' }],
    ['Not right yet', { state: 'failed', checks: [check('a', 'wrong')] }],
    [
      'Not attempted yet',
      { state: 'failed', checks: [check('a', 'not-attempted')] }
    ],
    [
      'A cell ended in an error',
      { state: 'failed', checks: [check('a', 'broken')] }
    ],
    ['This could not run', { state: 'could-not-run' }],
    ['Stopped before its end', { state: 'interrupted' }]
  ] as [string, Partial<Run>][])('is worded differently: %s', (words, part) => {
    show(part);
    expect(screen.getByRole('heading', { name: words })).toBeInTheDocument();
  });

  it('that could not run says what to do, and nothing of the work', () => {
    show({
      state: 'could-not-run',
      message: 'The kernel stopped. Close other notebooks.',
      checks: [check('a', 'could-not-run', 'Not reached.')]
    });
    expect(screen.getByText(/Close other notebooks/)).toBeInTheDocument();
    expect(screen.getByText(/Nothing changed/)).toBeInTheDocument();
    expect(screen.queryAllByRole('listitem')).toHaveLength(0);
  });

  it('tells of checks that were changed or are gone, in sentences', () => {
    show({
      state: 'failed',
      restored: ['sums-to-one'],
      missing: ['two', 'three'],
      notes: ['A note.']
    });
    expect(
      screen.getByText(/The check “sums to one” was changed/)
    ).toBeInTheDocument();
    expect(
      screen.getByText(/The checks “two”, “three” are not in your notebook/)
    ).toBeInTheDocument();
    expect(screen.getByText('A note.')).toBeInTheDocument();
  });

  it('shows metrics, folds the rest, and can be put aside', async () => {
    const ui = show({
      state: 'passed',
      seconds: 83,
      kernel: 'python3',
      device: 'cpu',
      versions: { python: '3.11', torch: '2.13.0' },
      metrics: { 'test accuracy': { value: 0.96789, unit: '' } }
    });
    const group = screen.getByRole('group');
    expect(group).toHaveTextContent('test accuracy 0.9679');
    expect(within(group).queryByText('cpu')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'How it ran' }));
    expect(group).toHaveTextContent('1 min 23 s');
    expect(group).toHaveTextContent('python 3.11, torch 2.13.0');
    await userEvent.click(
      screen.getByRole('button', { name: 'Dismiss the result of Softmax' })
    );
    expect(ui.actions.dismissRun).toHaveBeenCalledWith('softmax');
  });
});

describe('words of a run', () => {
  it('are those of a clock', () => {
    expect([7.9, 750, 3723].map(clock)).toEqual(['0:07', '12:30', '1:02:03']);
    expect([0.2, 59, 120].map(s => took(s, trans))).toEqual([
      '1\u00a0s',
      '59\u00a0s',
      '2\u00a0min'
    ]);
  });

  it.each([
    [{ value: 0.968, unit: '' }, '0.968'],
    [{ value: 96.8, unit: '%' }, '96.8%'],
    [{ value: 12345, unit: 'steps' }, '12350\u00a0steps']
  ])(
    'give a number with no more digits than mean something',
    (metric, text) => {
      expect(metricText(metric)).toBe(text);
    }
  );

  it('keep the notebook’s order among what is equally urgent', () => {
    const names = byUrgency([
      check('a', 'right'),
      check('b', 'broken'),
      check('c', 'wrong'),
      check('d', 'could-not-run')
    ]).map(({ name }) => name);
    expect(names).toEqual(['b', 'c', 'd', 'a']);
  });
});
