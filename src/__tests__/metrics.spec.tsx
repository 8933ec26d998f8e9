import { NotebookActions } from '@jupyterlab/notebook';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';
import { act, render, screen } from '@testing-library/react';
import React from 'react';
import type { Attempts } from '../attempts';
import { Details } from '../components/Details';
import type { Copies } from '../copies';
import type { Guidance } from '../guidance';
import { LiveChecks } from '../livechecks';
import { METRIC, isReported, lastOnes, metricText } from '../metrics';
import type { ICurriculumModel, IShownRun } from '../tokens';
import type { Metric, Run } from '../types';
import { fakeUi } from './fakeui';
import { curriculum, itemProgress, progress } from './sample';

/** The real one brings half of JupyterLab, which Jest cannot read. */
jest.mock('@jupyterlab/notebook', () => {
  const { Signal } =
    jest.requireActual<typeof import('@lumino/signaling')>('@lumino/signaling');
  return {
    NotebookActions: {
      executionScheduled: new Signal({}),
      executed: new Signal({})
    }
  };
});

const softmax = curriculum.stages
  .flatMap(({ items }) => items)
  .find(({ id }) => id === 'softmax')!;
const LOSS = { name: 'loss', value: 0.5, unit: 'nats' };

/** The learner's copy of Softmax, and a kernel that says what the test says. */
function copy() {
  const session = { anyMessage: new Signal<object, unknown>({}) };
  const sessionContext = {
    sessionChanged: new Signal<object, unknown>({}),
    session
  };
  const model = {};
  const context = {
    sessionContext,
    model,
    disposed: new Signal<object, void>({})
  };
  const content = { widgets: [] };
  const panel = { context, content } as unknown as NotebookPanel;
  const attempts = { add: jest.fn() };
  const leftOut = jest.fn();
  const curriculumModel = {
    stateChanged: new Signal<object, void>({}),
    progress: progress() as ReturnType<typeof progress> | null
  };
  new LiveChecks({
    model: curriculumModel as unknown as ICurriculumModel,
    copies: {
      tracker: {
        forEach: (each: (one: NotebookPanel) => void) => each(panel),
        find: () => panel,
        widgetAdded: new Signal<object, NotebookPanel>({})
      },
      itemOf: () => softmax
    } as unknown as Copies,
    guidance: { checks: () => [] } as unknown as Guidance,
    attempts: attempts as unknown as Attempts,
    leftOut
  });
  const kernel = (msg_type: string, content: object, metadata = {}) =>
    session.anyMessage.emit({
      msg: {
        header: { msg_type, msg_id: 'asked' },
        parent_header: { msg_id: 'asked' },
        content,
        metadata
      }
    });
  return {
    attempts,
    leftOut,
    curriculumModel,
    begin: () =>
      kernel(
        'execute_request',
        { code: 'display(…)' },
        { cellId: 'softmax-metric', dl_curriculum: { role: 'code' } }
      ),
    show: (said: unknown) =>
      kernel('display_data', { data: { [METRIC]: said } }),
    reply: (reply: object = { status: 'ok' }) => kernel('execute_reply', reply),
    idle: () => kernel('status', { execution_state: 'idle' }),
    /** As an executor runs it that keeps the kernel to the server. */
    runElsewhere: (said: unknown) => {
      const output = { data: { [METRIC]: said } };
      const args = {
        notebook: { model },
        cell: {
          model: {
            id: 'softmax-metric',
            metadata: {},
            sharedModel: { getSource: () => 'display(…)' },
            toJSON: () => ({ outputs: [{ text: 'no data' }, output] })
          }
        },
        success: true
      };
      const signals = NotebookActions as unknown as Record<
        string,
        Signal<object, unknown>
      >;
      signals.executionScheduled.emit(args);
      signals.executed.emit(args);
    }
  };
}

const sent = (metrics: unknown): unknown[] => [
  'softmax',
  expect.objectContaining({ cell: 'softmax-metric', state: 'passed', metrics })
];

describe('a number that a cell reports in the learner’s kernel', () => {
  it('goes to the server when the cell is over, also where the reply comes first', () => {
    const { attempts, begin, show, reply, idle } = copy();
    begin();
    reply();
    show({ ...LOSS, at_most: 1 });
    expect(attempts.add).not.toHaveBeenCalled();
    idle();
    expect(attempts.add.mock.calls).toEqual([sent([LOSS])]);
  });

  it('is what the cell said last', () => {
    const { attempts, begin, show, reply, idle } = copy();
    begin();
    show({ ...LOSS, value: 2 });
    show({ name: 'steps', value: 9 });
    show(LOSS);
    idle();
    reply();
    expect(attempts.add.mock.calls).toEqual([
      sent([LOSS, { name: 'steps', value: 9 }])
    ]);
  });

  it('is told where the server runs the cells', () => {
    const { attempts, runElsewhere } = copy();
    runElsewhere(LOSS);
    expect(attempts.add.mock.calls).toEqual([sent([LOSS])]);
  });

  it('waits until the curriculum is known', () => {
    const { attempts, curriculumModel, begin, show, reply, idle } = copy();
    const { progress } = curriculumModel;
    curriculumModel.progress = null;
    begin();
    show(LOSS);
    reply();
    idle();
    expect(attempts.add).not.toHaveBeenCalled();
    curriculumModel.progress = progress;
    curriculumModel.stateChanged.emit();
    expect(attempts.add.mock.calls).toEqual([sent([LOSS])]);
  });

  it('that is none is left out, and the learner is told', () => {
    const { attempts, leftOut, begin, show, reply, idle } = copy();
    begin();
    show({ ...LOSS, value: 'nan' });
    reply();
    idle();
    expect(attempts.add).not.toHaveBeenCalled();
    expect(leftOut).toHaveBeenCalledTimes(1);
  });

  it('does not make a cell without one go to the server', () => {
    const { attempts, leftOut, begin, reply, idle } = copy();
    begin();
    reply();
    idle();
    expect(attempts.add).not.toHaveBeenCalled();
    expect(leftOut).not.toHaveBeenCalled();
  });

  it('says nothing where the learner stopped the cell', () => {
    const { attempts, begin, show, reply, idle } = copy();
    begin();
    show(LOSS);
    reply({ status: 'error', ename: 'KeyboardInterrupt', evalue: '' });
    idle();
    expect(attempts.add).not.toHaveBeenCalled();
  });

  it.each([
    null,
    'loss',
    {},
    { name: 'loss' },
    { name: '', value: 1 },
    { name: 'n'.repeat(101), value: 1 },
    { name: 'loss', value: '1' },
    { name: 'loss', value: NaN },
    { name: 'loss', value: 1, unit: null },
    { name: 'loss', value: 1, unit: 'u'.repeat(41) }
  ])('is not %j', said => {
    expect(isReported(said)).toBe(false);
  });

  it('is one of a hundred at most', () => {
    const many = [...Array(101).keys()].map(step => ({
      name: `loss ${step}`,
      value: step
    }));
    expect(lastOnes([...many, { name: 'loss 0', value: 7 }])).toHaveLength(100);
  });

  it.each([
    [0, '0'],
    [0.000123456, '0.0001235'],
    [0.0000123456, '1.235e-5']
  ])('is written so that it can be read: %d', (value, text) => {
    expect(metricText({ value, unit: '' })).toBe(text);
  });
});

describe('an item’s numbers in its details', () => {
  const metrics: Record<string, Metric> = {
    'test-accuracy': { value: 0.96789, unit: 'share' },
    loss: { value: 0.5, unit: 'nats' }
  };

  function show(part = itemProgress({ metrics })) {
    const ui = fakeUi();
    render(
      <Details
        ui={ui}
        curriculum={curriculum}
        item={softmax}
        progress={part}
        writing={undefined}
      />
    );
    return (run: Partial<Run> | undefined) =>
      act(() => {
        const shown = run && ({ run, seenAt: 0 } as IShownRun);
        jest.spyOn(ui.runs, 'of').mockReturnValue(shown);
        (ui.runs.changed as Signal<object, string>).emit('softmax');
      });
  }

  const numbers = () =>
    screen.queryAllByText(/\d/, { selector: 'li strong' }).map(one => ({
      said: one.parentElement!.textContent
    }));

  it('are told one by one', () => {
    show();
    expect(screen.getByText('Your results')).toBeVisible();
    expect(numbers()).toEqual([
      { said: 'test accuracy 0.9679\u00a0share' },
      { said: 'loss 0.5\u00a0nats' }
    ]);
  });

  it('are not told twice where the result of the last run shows them', () => {
    const runs = show();
    runs({ metrics: { ...metrics, loss: { value: 0.4, unit: 'nats' } } });
    expect(numbers()).toEqual([{ said: 'loss 0.5\u00a0nats' }]);
    runs({ metrics });
    expect(screen.queryByText('Your results')).toBeNull();
    runs(undefined);
    expect(numbers()).toHaveLength(2);
  });

  it('take no room before there are any', () => {
    show(itemProgress());
    expect(screen.queryByText('Your results')).toBeNull();
  });
});
