import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog } from '@jupyterlab/apputils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import { CheckIDs } from '../commandids';
import type { ICommandContext } from '../context';
import { Copies } from '../copies';
import { addRunCommands } from '../runcommands';
import { ISolutionContext, addSolutionCommands } from '../solutioncommands';
import type { ICurriculumModel, IRunEnd, IRuns } from '../tokens';
import type { Curriculum, ItemProgress, Run } from '../types';
import { View } from '../view';
import { fakeMachine } from './machinesample';
import { fakeRuns, run } from './fakeui';
import { curriculum, itemProgress, progress, project, trans } from './sample';

const PATH = 'deep-learning/softmax.ipynb';

const [first, ...others] = curriculum.stages;

/** The sample with a project among the first items. */
const withProject = (item = project): Curriculum => ({
  ...curriculum,
  stages: [{ ...first, items: [...first.items, item] }, ...others]
});

function setUp(
  softmax: Partial<ItemProgress> = {},
  last?: Run,
  taught: Curriculum = withProject()
) {
  const commands = new CommandRegistry();
  const model = {
    curriculum: taught,
    progress: progress({
      items: {
        ...progress().items,
        softmax: itemProgress({ path: PATH, ...softmax }),
        project: itemProgress({ path: 'deep-learning/project/project.ipynb' })
      }
    }),
    patchItem: jest.fn(() => Promise.resolve()),
    ask: jest.fn(() => Promise.reject(new Error('asked')))
  } as unknown as jest.Mocked<ICurriculumModel>;
  const view = new View(() => undefined);
  const runs = fakeRuns(last ? { softmax: { run: last, seenAt: 0 } } : {});
  const base: ICommandContext = {
    commands,
    model,
    machine: fakeMachine(),
    view,
    trans,
    showPanel: jest.fn(),
    workspace: () => '',
    startsOnOpen: () => true,
    now: () => new Date(2026, 10, 22)
  };
  const panel = {
    context: {
      path: PATH,
      model: { dirty: true },
      save: jest.fn(() => {
        panel.context.model.dirty = false;
        return Promise.resolve();
      })
    },
    content: { model: { sharedModel: { cells: [] } } },
    title: { label: 'softmax.ipynb' },
    isVisible: true
  };
  const tracker = {
    currentWidget: null,
    forEach: (see: (one: NotebookPanel) => void) =>
      see(panel as unknown as NotebookPanel)
  } as unknown as INotebookTracker;
  const context = {
    ...base,
    runs,
    shell: { currentWidget: null } as unknown as JupyterFrontEnd.IShell,
    tracker,
    copies: new Copies(tracker, model)
  };
  addRunCommands(context);
  addSolutionCommands(context as unknown as ISolutionContext);
  const end = (part: Partial<IRunEnd>) =>
    (runs.ended as Signal<IRuns, IRunEnd>).emit({
      item: 'softmax',
      run: run(),
      before: itemProgress(),
      ...part
    });
  return { commands, model, view, runs, panel, end };
}

/** Answer the dialog that opens: its words, once its button was pressed. */
async function answer(accept: boolean): Promise<string> {
  for (let i = 0; i < 50 && !Dialog.tracker.currentWidget; i++) {
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  const dialog = Dialog.tracker.currentWidget!;
  const words = dialog.node.textContent ?? '';
  if (accept) {
    dialog.resolve();
  } else {
    dialog.reject();
  }
  return words;
}

describe('the commands on checks and solutions', () => {
  it('are all there', () => {
    const { commands } = setUp();
    for (const id of Object.values(CheckIDs)) {
      expect(commands.hasCommand(id)).toBe(true);
    }
  });

  it('save with consent before they check', async () => {
    const { commands, runs, panel } = setUp();
    const checking = commands.execute(CheckIDs.checkFresh, { item: 'softmax' });
    expect(await answer(true)).toContain('as it is saved');
    await checking;
    expect(panel.context.save).toHaveBeenCalled();
    expect(runs.start).toHaveBeenCalledWith('softmax');
  });

  it('do not check where the learner would rather not save', async () => {
    const { commands, runs, panel } = setUp();
    const checking = commands.execute(CheckIDs.checkFresh, { item: 'softmax' });
    await answer(false);
    await checking;
    expect(panel.context.save).not.toHaveBeenCalled();
    expect(runs.start).not.toHaveBeenCalled();
  });

  it('are not offered where there is nothing to check', () => {
    const { commands } = setUp({ path: null });
    const offered = (id: string, item: string) =>
      commands.isEnabled(id, { item });
    expect(offered(CheckIDs.checkFresh, 'softmax')).toBe(false);
    expect(offered(CheckIDs.showSolution, 'softmax')).toBe(true);
    expect(offered(CheckIDs.showSolution, 'talk')).toBe(false);
    expect(offered(CheckIDs.cancelRun, 'softmax')).toBe(false);
  });

  it('say quietly that a run made the item done, with the way back', () => {
    const { end, view, model } = setUp();
    end({
      run: run({ state: 'passed' }),
      before: itemProgress({ status: 'started' })
    });
    expect(view.notice?.text).toBe(
      '“Softmax” is done, checked from a clean start.'
    );
    view.notice?.undo?.();
    expect(model.patchItem).toHaveBeenCalledWith('softmax', {
      status: 'started',
      reason: '',
      until: null
    });
  });

  it('offer no way back where the item was done before', () => {
    const { end, view } = setUp();
    end({
      run: run({ state: 'passed' }),
      before: itemProgress({ status: 'done' })
    });
    expect(view.notice?.undo).toBeUndefined();
  });

  it('ask before the first attempt whether it is not too early, and only once', async () => {
    const { commands, model } = setUp();
    const showing = commands.execute(CheckIDs.showSolution, {
      item: 'softmax'
    });
    expect(await answer(false)).toContain('Try it yourself first?');
    await showing;
    expect(model.ask).not.toHaveBeenCalled();
    await commands.execute(CheckIDs.showSolution, { item: 'softmax' });
    expect(model.ask).toHaveBeenCalledTimes(1);
  });

  it('speak of a finished example where the item is a project, and never ask whether it is too early', async () => {
    const { commands, model } = setUp();
    const args = { item: 'project' };
    expect(commands.label(CheckIDs.showSolution, args)).toBe(
      'See a Finished Example'
    );
    expect(commands.label(CheckIDs.showSolution, { item: 'softmax' })).toBe(
      'Show the Solution'
    );
    await commands.execute(CheckIDs.showSolution, args);
    expect(model.ask).toHaveBeenCalledTimes(1);
  });

  it('compare no project with its example, cell by cell', () => {
    const { commands } = setUp();
    const visible = (item: string) =>
      commands.isVisible(CheckIDs.compare, { item });
    expect(visible('softmax')).toBe(true);
    expect(visible('project')).toBe(false);
  });

  it('offer no example of a project that comes without one', () => {
    const taught = withProject({ ...project, example: null });
    const { commands } = setUp({}, undefined, taught);
    const args = { item: 'project' };
    expect(commands.isVisible(CheckIDs.showSolution, args)).toBe(false);
  });

  it.each([
    ['a check that ran', { checks: { sums: 'failed' as const } }],
    ['a run from a clean start', { run: 'r1' }],
    ['a solution seen before', { solution_seen: true }]
  ])('do not ask after %s', async (_, part) => {
    const { commands, model } = setUp(part);
    await commands.execute(CheckIDs.showSolution, { item: 'softmax' });
    expect(model.ask).toHaveBeenCalledTimes(1);
  });
});
