import { Clipboard } from '@jupyterlab/apputils';
import type { Terminal } from '@jupyterlab/services';
import type { ICommandContext } from './context';
import { kernelName } from './machinewords';
import type { IMachine } from './tokens';
import type { Item } from './types';

export interface IInstallContext extends ICommandContext {
  terminals: Terminal.IManager;
}

/** Install what a kernel lacks for an item before the learner's eyes, and tell them when it has all. */
export async function install(
  context: IInstallContext,
  item: Item,
  kernel: string
): Promise<void> {
  const { machine, trans, view } = context;
  const command = machine.of(item.id)?.install[kernel];
  const terminal = command && (await runInTerminal(context, command));
  if (!terminal) {
    return;
  }
  view.tell(
    trans.__(
      'It runs in the terminal. When it is through, the kernel is looked into again.'
    )
  );
  const watching = machine.watch(() => true);
  const onChanged = () => {
    if (isComplete(machine, item, kernel)) {
      terminal.dispose();
      view.tell(
        trans.__(
          '“%1” has all that “%2” needs now. A notebook that is open on it needs its kernel restarted.',
          kernelName(kernel, machine.hardware, trans),
          item.title
        )
      );
    }
  };
  machine.changed.connect(onChanged);
  // Left by us when all is there, closed by the learner when they have seen enough.
  terminal.disposed.connect(() => {
    machine.changed.disconnect(onChanged);
    watching.dispose();
  });
}

function isComplete({ kernels }: IMachine, item: Item, name: string): boolean {
  const missing = kernels?.items[item.id]?.missing;
  // A kernel that is being looked into is not said to lack anything.
  return !!missing && !kernels.probing && !missing[name];
}

/** Show a terminal, and type a command into it once it asks for one; undefined where there are no terminals. */
async function runInTerminal(
  { commands, terminals, trans, view }: IInstallContext,
  command: string
): Promise<Terminal.ITerminalConnection | undefined> {
  if (!terminals.isAvailable() || !commands.hasCommand('terminal:open')) {
    Clipboard.copyToSystem(command);
    view.tell(
      trans.__(
        'There are no terminals here. The command is copied; run it on the machine of JupyterLab.'
      )
    );
    return undefined;
  }
  const terminal = await terminals.startNew();
  const prompted = new Promise<void>(resolve =>
    terminal.messageReceived.connect((_, { type }) => {
      if (type === 'stdout') {
        resolve();
      }
    })
  );
  await commands.execute('terminal:open', { name: terminal.name });
  await prompted;
  terminal.send({ type: 'stdin', content: [`${command}\r`] });
  return terminal;
}
