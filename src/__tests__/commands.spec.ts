import { CommandRegistry } from '@lumino/commands';
import { CommandIDs, addCommands } from '../commands';
import { ProblemError } from '../request';
import type { ICurriculumModel } from '../tokens';
import { View } from '../view';
import { fakeMachine } from './machinesample';
import { curriculum, itemProgress, progress, trans } from './sample';

function commands(part: Partial<ICurriculumModel> = {}) {
  const registry = new CommandRegistry();
  const model = {
    curriculum,
    progress: progress({ next_item: 'talk' }),
    patchItem: jest.fn(() => Promise.resolve()),
    patchProgress: jest.fn(() => Promise.resolve()),
    choose: jest.fn(() => Promise.resolve()),
    refresh: jest.fn(() => Promise.resolve()),
    open: jest.fn(() =>
      Promise.resolve({
        path: 'deep-learning/softmax.ipynb',
        created: true,
        kernel_name: 'python3',
        message: ''
      })
    ),
    ...part
  } as unknown as jest.Mocked<ICurriculumModel>;
  const view = new View(() => undefined);
  const showPanel = jest.fn();
  addCommands({
    commands: registry,
    model,
    machine: fakeMachine(),
    view,
    trans,
    showPanel,
    workspace: () => 'mine',
    startsOnOpen: () => true,
    now: () => new Date(2026, 10, 22)
  });
  return { registry, model, view, showPanel };
}

describe('the commands', () => {
  it('say what arguments they take', () => {
    const { registry } = commands();
    for (const id of Object.values(CommandIDs)) {
      expect(registry.hasCommand(id)).toBe(true);
    }
  });

  it('mark an item done, and offer the way back', async () => {
    const { registry, model, view } = commands();
    await registry.execute(CommandIDs.markDone, { item: 'softmax' });
    expect(model.patchItem).toHaveBeenLastCalledWith('softmax', {
      status: 'done'
    });
    expect(view.notice).toMatchObject({
      kind: 'info',
      text: '“Softmax” is done.'
    });
    view.notice?.undo?.();
    expect(model.patchItem).toHaveBeenLastCalledWith('softmax', {
      status: 'todo',
      reason: '',
      until: null
    });
  });

  it('skip with a reason, without asking where it is given', async () => {
    const { registry, model } = commands();
    await registry.execute(CommandIDs.skip, {
      item: 'softmax',
      reason: 'Known'
    });
    expect(model.patchItem).toHaveBeenCalledWith('softmax', {
      status: 'skipped',
      reason: 'Known'
    });
  });

  it('say the server’s sentence when it refuses', async () => {
    const { registry, view } = commands({
      patchItem: () =>
        Promise.reject(new ProblemError('The disk is full.', 'disk-full', 507))
    });
    await registry.execute(CommandIDs.markDone, { item: 'softmax' });
    expect(view.notice).toMatchObject({
      kind: 'problem',
      text: 'The disk is full.'
    });
  });

  it('continue with the next item: a resource in a tab of its own, which is then started', async () => {
    const open = jest.spyOn(window, 'open').mockReturnValue(null);
    const { registry, model } = commands();
    await registry.execute(CommandIDs.continueNext);
    expect(open).toHaveBeenCalledWith(
      'https://example.org/talk',
      '_blank',
      'noopener'
    );
    expect(model.patchItem).toHaveBeenCalledWith('talk', { status: 'started' });
    open.mockRestore();
  });

  it('open an exercise as a notebook on the kernel that the server names', async () => {
    const { registry, model } = commands();
    const opened = jest.fn();
    registry.addCommand('docmanager:open', { execute: opened });
    await registry.execute(CommandIDs.openItem, { item: 'softmax' });
    expect(model.open).toHaveBeenCalledWith('softmax', 'mine', {});
    expect(opened).toHaveBeenCalledWith({
      path: 'deep-learning/softmax.ipynb',
      kernel: { name: 'python3' }
    });
  });

  it('lead to a checklist in the panel', async () => {
    const { registry, view, showPanel } = commands();
    await registry.execute(CommandIDs.openItem, { item: 'recreate' });
    expect(showPanel).toHaveBeenCalled();
    expect(view.target).toBe('item:recreate');
    expect(view.open).toMatchObject({
      'item:recreate': true,
      'stage:first': true
    });
  });

  it('turn to another curriculum first', async () => {
    const { registry, model } = commands();
    await registry.execute(CommandIDs.markDone, {
      curriculum: 'cooking',
      item: 'softmax'
    });
    expect(model.choose).toHaveBeenCalledWith('cooking');
  });

  it('follow routes that are named, and show them for choice otherwise', async () => {
    const { registry, model, view } = commands();
    await registry.execute(CommandIDs.chooseRoutes, {
      stage: 'second',
      routes: ['book']
    });
    expect(model.patchProgress).toHaveBeenCalledWith({
      routes: { second: ['book'] }
    });
    await registry.execute(CommandIDs.chooseRoutes);
    expect(view.target).toBe('routes:second');
  });

  it('show in a menu only what can be done', () => {
    const { registry } = commands({
      progress: progress({
        items: { softmax: itemProgress({ status: 'skipped' }) }
      })
    });
    const visible = (id: string) => registry.isVisible(id, { item: 'softmax' });
    expect(visible(CommandIDs.takeUp)).toBe(true);
    expect(visible(CommandIDs.skip)).toBe(false);
    expect(visible(CommandIDs.markDone)).toBe(true);
    expect(visible(CommandIDs.markNotDone)).toBe(false);
  });
});
