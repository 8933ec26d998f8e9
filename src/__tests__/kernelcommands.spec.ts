import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Clipboard } from '@jupyterlab/apputils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { Session, Terminal } from '@jupyterlab/services';
import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import { CommandIDs, addCommands } from '../commands';
import { MachineIDs } from '../commandids';
import { Copies } from '../copies';
import { addKernelCommands } from '../kernelcommands';
import { ProblemError } from '../request';
import type { ICurriculumModel, IMachine } from '../tokens';
import type { ItemKernel, ItemProgress } from '../types';
import { View } from '../view';
import {
  curriculum,
  fakeMachine,
  hardware,
  itemProgress,
  kernels,
  progress,
  running,
  trans
} from './sample';

const PATH = 'deep-learning/softmax.ipynb';

function setUp(
  options: {
    choice?: Partial<ItemKernel>;
    softmax?: Partial<ItemProgress>;
    machine?: Partial<IMachine>;
    hasTerminals?: boolean;
  } = {}
) {
  const commands = new CommandRegistry();
  const model = {
    stateChanged: new Signal({}),
    curriculum,
    progress: progress({
      items: { ...progress().items, softmax: itemProgress(options.softmax) }
    }),
    patchProgress: jest.fn(() => Promise.resolve()),
    open: jest.fn(() =>
      Promise.resolve({
        path: PATH,
        created: true,
        kernel_name: 'python3',
        message: ''
      })
    )
  } as unknown as jest.Mocked<ICurriculumModel>;
  const machine = fakeMachine({
    hardware: hardware(),
    kernels: kernels(options.choice),
    ...options.machine
  });
  const changeKernel = jest.fn(() => Promise.resolve());
  const panel = {
    context: { path: PATH },
    isVisible: true,
    sessionContext: { session: { kernel: { name: 'python3' } }, changeKernel }
  } as unknown as NotebookPanel;
  const tracker = {
    currentWidget: null,
    forEach: (see: (one: NotebookPanel) => void) => see(panel)
  } as unknown as INotebookTracker;
  const disposed = new Signal<object, void>({});
  const terminal = {
    name: '1',
    messageReceived: new Signal<object, Terminal.IMessage>({}),
    disposed,
    send: jest.fn(),
    dispose: jest.fn(() => disposed.emit())
  };
  const opened: unknown[] = [];
  for (const id of ['terminal:open', 'docmanager:open']) {
    commands.addCommand(id, {
      execute: args => {
        opened.push(args);
        terminal.messageReceived.emit({ type: 'stdout', content: ['$ '] });
      }
    });
  }
  const shutdown = jest.fn(() => Promise.resolve());
  const view = new View(() => undefined);
  const context = {
    commands,
    model,
    machine,
    view,
    trans,
    showPanel: jest.fn(),
    workspace: () => 'mine',
    startsOnOpen: () => true,
    now: () => new Date(2026, 10, 22),
    shell: { currentWidget: null } as unknown as JupyterFrontEnd.IShell,
    tracker,
    copies: new Copies(tracker, model),
    sessions: { shutdown } as unknown as Session.IManager,
    terminals: {
      isAvailable: () => options.hasTerminals ?? true,
      startNew: () => Promise.resolve(terminal)
    } as unknown as Terminal.IManager
  };
  addCommands(context);
  addKernelCommands(context);
  return {
    commands,
    model,
    machine,
    view,
    changeKernel,
    terminal,
    opened,
    shutdown
  };
}

const dialog = () => document.querySelector<HTMLElement>('.jp-Dialog');

async function answer(button: string) {
  const found = [...(dialog()?.querySelectorAll('button') ?? [])].find(
    ({ textContent }) => textContent === button
  );
  found?.click();
  await new Promise(resolve => setTimeout(resolve));
}

async function asked(): Promise<string> {
  for (let tries = 0; tries < 200 && !dialog(); tries++) {
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  return dialog()?.textContent ?? '';
}

const softmax = { item: 'softmax' };

describe('changing the kernel', () => {
  it('is remembered for the curriculum before there is a copy', async () => {
    const { commands, model, machine, view } = setUp();
    await commands.execute(MachineIDs.chooseKernel, {
      ...softmax,
      kernel: 'lean'
    });
    expect(model.patchProgress).toHaveBeenCalledWith({ kernel: 'lean' });
    expect(model.open).not.toHaveBeenCalled();
    expect(machine.look).toHaveBeenCalled();
    expect(view.notice?.text).toBe('“Softmax” opens on Python 3.');
  });

  it('gives the copy the kernel, too, and the notebook that is open', async () => {
    const { commands, model, changeKernel } = setUp({
      softmax: { path: PATH }
    });
    await commands.execute(MachineIDs.chooseKernel, {
      ...softmax,
      kernel: 'lean'
    });
    expect(model.open).toHaveBeenCalledWith('softmax', 'mine', {
      kernel: 'lean'
    });
    expect(changeKernel).toHaveBeenCalledWith({ name: 'lean' });
  });

  it('asks which, and leaves all as it is where that is cancelled', async () => {
    const { commands, model } = setUp();
    const done = commands.execute(MachineIDs.chooseKernel, softmax);
    expect(await asked()).toContain('Lacks torch');
    await answer('Cancel');
    await done;
    expect(model.patchProgress).not.toHaveBeenCalled();
  });

  it('leaves the choice to the curriculum again', async () => {
    const { commands, model } = setUp();
    await commands.execute(MachineIDs.chooseKernel, {
      ...softmax,
      kernel: null
    });
    expect(model.patchProgress).toHaveBeenCalledWith({ kernel: null });
  });

  it('says what the server says', async () => {
    const { commands, model, view } = setUp();
    model.patchProgress.mockRejectedValue(
      new ProblemError('There is no kernel “x”.', 'no-kernel', 400)
    );
    await commands.execute(MachineIDs.chooseKernel, {
      ...softmax,
      kernel: 'x'
    });
    expect(view.notice).toMatchObject({
      kind: 'problem',
      text: 'There is no kernel “x”.'
    });
  });
});

describe('installing what is missing', () => {
  const args = { ...softmax, kernel: 'lean' };

  it('types the command into a terminal once that asks for one', async () => {
    const { commands, terminal, opened } = setUp();
    await commands.execute(MachineIDs.install, args);
    expect(opened).toEqual([{ name: '1' }]);
    expect(terminal.send).toHaveBeenCalledWith({
      type: 'stdin',
      content: ['/opt/lean/bin/python -m pip install torch\r']
    });
  });

  it('looks until all is there, and says so once', async () => {
    const { commands, machine, terminal, view } = setUp();
    const watching = { dispose: jest.fn() };
    machine.watch.mockReturnValue({ ...watching, isDisposed: false });
    await commands.execute(MachineIDs.install, args);
    machine.changed.emit('hardware');
    expect(watching.dispose).not.toHaveBeenCalled();
    const kernels = machine.kernels!;
    kernels.items.softmax.missing = {};
    kernels.probing = true;
    machine.changed.emit('kernels');
    expect(watching.dispose).not.toHaveBeenCalled();
    kernels.probing = false;
    machine.changed.emit('kernels');
    expect(view.notice?.text).toContain('“Lean” has all that “Softmax” needs');
    expect(watching.dispose).toHaveBeenCalledTimes(1);
    view.dismiss();
    machine.changed.emit('kernels');
    expect(view.notice).toBeNull();
    expect(terminal.dispose).toHaveBeenCalledTimes(1);
  });

  it('looks no more when the terminal was closed', async () => {
    const { commands, machine, terminal } = setUp();
    const watching = { dispose: jest.fn() };
    machine.watch.mockReturnValue({ ...watching, isDisposed: false });
    await commands.execute(MachineIDs.install, args);
    terminal.disposed.emit();
    expect(watching.dispose).toHaveBeenCalledTimes(1);
  });

  it('copies the command where there are no terminals', async () => {
    const copy = jest.spyOn(Clipboard, 'copyToSystem').mockReturnValue();
    const { commands, view } = setUp({ hasTerminals: false });
    await commands.execute(MachineIDs.install, args);
    expect(copy).toHaveBeenCalledWith(
      '/opt/lean/bin/python -m pip install torch'
    );
    expect(view.notice?.text).toContain('The command is copied');
  });

  it('is not offered for a kernel that lacks nothing', () => {
    const { commands } = setUp();
    expect(
      commands.isVisible(MachineIDs.install, { ...softmax, kernel: 'python3' })
    ).toBe(false);
  });
});

describe('an item that is too big', () => {
  const choice = { fits: false, memory_gb: 64, smaller: true };

  it('asks before its first opening, and opens with its smaller settings', async () => {
    const { commands, model, machine } = setUp({ choice });
    const done = commands.execute(CommandIDs.openItem, softmax);
    expect(await asked()).toContain('It needs 64');
    expect(machine.look).toHaveBeenCalled();
    await answer('Open with smaller settings');
    await done;
    expect(model.open).toHaveBeenCalledWith('softmax', 'mine', {
      smaller: true
    });
  });

  it('opens as it is where the learner says so', async () => {
    const { commands, model } = setUp({ choice });
    const done = commands.execute(CommandIDs.openItem, softmax);
    await asked();
    await answer('Open as it is');
    await done;
    expect(model.open).toHaveBeenCalledWith('softmax', 'mine', {});
  });

  it('stays closed where the learner would rather not', async () => {
    const { commands, model, opened } = setUp({ choice });
    const done = commands.execute(CommandIDs.openItem, softmax);
    await asked();
    await answer('Cancel');
    await done;
    expect(model.open).not.toHaveBeenCalled();
    expect(opened).toEqual([]);
  });

  it('opens without a word when there is a copy', async () => {
    const { commands, opened } = setUp({ choice, softmax: { path: PATH } });
    await commands.execute(CommandIDs.openItem, softmax);
    expect(opened).toHaveLength(1);
  });

  it('opens without a word when there is room by now', async () => {
    const { commands, machine, opened } = setUp({ choice });
    machine.look.mockImplementation(() => {
      machine.kernels!.items.softmax.fits = true;
      return Promise.resolve();
    });
    await commands.execute(CommandIDs.openItem, softmax);
    expect(opened).toHaveLength(1);
  });
});

describe('shutting down', () => {
  const notebooks = [
    running(),
    running({ session_id: 's2', path: 'deep-learning/adam.ipynb' })
  ];

  it('ends the one that was named, and shows what is left', async () => {
    const { commands, shutdown, view, machine } = setUp({
      machine: { notebooks }
    });
    await commands.execute(MachineIDs.shutDown, { session: 's2' });
    expect(shutdown.mock.calls).toEqual([['s2']]);
    expect(machine.look).toHaveBeenCalled();
    expect(view.notice?.text).toBe('1 kernel shut down.');
  });

  it('asks before it ends all of them', async () => {
    const { commands, shutdown } = setUp({ machine: { notebooks } });
    const done = commands.execute(MachineIDs.shutDown);
    expect(await asked()).toContain('deep-learning/adam.ipynb');
    await answer('Shut down');
    await done;
    expect(shutdown.mock.calls).toEqual([['s1'], ['s2']]);
  });

  it('asks before it ends one that is computing', async () => {
    const { commands, shutdown } = setUp({
      machine: { notebooks: [running({ state: 'busy' })] }
    });
    const done = commands.execute(MachineIDs.shutDown, { session: 's1' });
    expect(await asked()).toContain('computing now');
    await answer('Cancel');
    await done;
    expect(shutdown).not.toHaveBeenCalled();
  });

  it('is not offered where nothing runs', () => {
    const { commands } = setUp();
    expect(commands.isEnabled(MachineIDs.shutDown)).toBe(false);
  });
});
