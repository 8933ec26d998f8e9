import { Clipboard } from '@jupyterlab/apputils';
import { CommandIDs } from '../commands';
import { MachineIDs } from '../commandids';
import { ProblemError } from '../request';
import { running } from './machinesample';
import { PATH, answer, asked, setUp, softmax } from './kerneldesk';

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
