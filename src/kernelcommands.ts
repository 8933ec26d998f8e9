import { Clipboard } from '@jupyterlab/apputils';
import type { Session } from '@jupyterlab/services';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { MachineIDs, itemArgs } from './commandids';
import { attempt, turnTo } from './context';
import { chosenKernel, mayShutDown } from './kerneldialogs';
import { IInstallContext, install } from './installing';
import { kernelName } from './machinewords';
import {
  INotebookContext,
  INotebookTarget,
  notebookTarget
} from './notebooktarget';
import { openItem } from './opening';
import type { ItemKernel } from './types';

export interface IKernelContext extends INotebookContext {
  sessions: Session.IManager;
  terminals: IInstallContext['terminals'];
}

/** What the palette offers of it. */
export const KERNEL_PALETTE = [
  MachineIDs.showMachine,
  MachineIDs.chooseKernel,
  MachineIDs.install,
  MachineIDs.openSmaller,
  MachineIDs.lookAgain,
  MachineIDs.shutDown
];

const kernelArgs = {
  type: 'object',
  properties: {
    curriculum: itemArgs.properties.curriculum,
    item: {
      type: 'string',
      description:
        'The item; that of the notebook in front, or the next one, where left out.'
    },
    kernel: {
      type: ['string', 'null'],
      description:
        'The kernelspec; null leaves the choice to the curriculum. Asked for, or the one that the item opens on, where left out.'
    }
  }
};

/** Commands on what computes here, and on what notebooks open. */
export function addKernelCommands(context: IKernelContext): void {
  const { commands, machine, model, showPanel, trans, view } = context;

  commands.addCommand(MachineIDs.showMachine, {
    label: trans.__('Show What Computes Here'),
    describedBy: { args: { type: 'object', properties: {} } },
    execute: () => {
      showPanel();
      view.reveal('machine', 'machine');
    }
  });

  add(context, MachineIDs.chooseKernel, {
    label: trans.__('Change Kernel…'),
    holds: () => !!machine.hardware?.kernels.length,
    run: chooseKernel
  });

  add(context, MachineIDs.install, {
    label: trans.__('Install What Is Missing'),
    holds: (_, choice, { kernel }) =>
      !!choice?.install[kernelOf(choice, kernel)],
    run: async (context, { item }, { kernel }) => {
      const choice = machine.of(item.id);
      if (choice) {
        await attempt(context, () =>
          install(context, item, kernelOf(choice, kernel))
        );
      }
    }
  });

  add(context, MachineIDs.openSmaller, {
    label: trans.__('Open with Smaller Settings'),
    holds: ({ progress }, choice) => !!choice?.smaller && !progress?.path,
    run: (context, { item, progress }) =>
      openItem(context, item, progress, { smaller: true })
  });

  commands.addCommand(MachineIDs.lookAgain, {
    label: trans.__('Look into the Kernels Again'),
    describedBy: { args: { type: 'object', properties: {} } },
    execute: async () => {
      if (await attempt(context, () => machine.lookAgain())) {
        view.tell(
          trans.__('The kernels are being looked into; this takes a moment.')
        );
      }
    }
  });

  commands.addCommand(MachineIDs.copyText, {
    label: trans.__('Copy a Command'),
    isVisible: ({ text }) => !!text,
    describedBy: {
      args: { type: 'object', properties: { text: { type: 'string' } } }
    },
    execute: ({ text }) => {
      if (typeof text === 'string') {
        Clipboard.copyToSystem(text);
        view.tell(trans.__('Copied.'));
      }
    }
  });

  commands.addCommand(MachineIDs.shutDown, {
    label: trans.__('Shut Down Notebooks of This Curriculum…'),
    isEnabled: () => machine.notebooks.length > 0,
    describedBy: {
      args: {
        type: 'object',
        properties: {
          session: {
            type: 'string',
            description: 'The session; those of all notebooks where left out.'
          }
        }
      }
    },
    execute: ({ session }) =>
      attempt(context, () =>
        shutDown(context, typeof session === 'string' ? session : undefined)
      )
  });

  machine.changed.connect(() => commands.notifyCommandChanged());
  model.stateChanged.connect(() => commands.notifyCommandChanged());
}

interface IKernelCommand {
  label: string;
  holds(
    found: INotebookTarget,
    choice: ItemKernel | undefined,
    args: ReadonlyPartialJSONObject
  ): boolean;
  run(
    context: IKernelContext,
    found: INotebookTarget,
    args: ReadonlyPartialJSONObject
  ): Promise<void>;
}

function add(
  context: IKernelContext,
  id: string,
  command: IKernelCommand
): void {
  const holds = (args: ReadonlyPartialJSONObject) => {
    const found = notebookTarget(context, args);
    const choice = found && context.machine.of(found.item.id);
    return !!found && command.holds(found, choice, args);
  };
  context.commands.addCommand(id, {
    label: command.label,
    isEnabled: holds,
    isVisible: holds,
    describedBy: { args: kernelArgs },
    execute: async args => {
      await turnTo(context, args);
      const found = notebookTarget(context, args);
      if (found) {
        await command.run(context, found, args);
      }
    }
  });
}

/** The kernel of the arguments; the one that the item opens on where none is named. */
function kernelOf(choice: ItemKernel, kernel: unknown): string {
  return typeof kernel === 'string' ? kernel : choice.kernel;
}

/** Choose the kernel that the curriculum's notebooks open on, and give it to the copy that is there. */
async function chooseKernel(
  context: IKernelContext,
  { item, progress }: INotebookTarget,
  args: ReadonlyPartialJSONObject
): Promise<void> {
  const { copies, machine, model, trans, view, workspace } = context;
  await machine.look();
  const { hardware, kernels } = machine;
  if (!hardware || !kernels) {
    return;
  }
  const panel = copies?.panelOf(item.id);
  const choice = machine.of(item.id);
  const hasCopy = !!progress?.path;
  const kernel =
    typeof args.kernel === 'string' || args.kernel === null
      ? args.kernel
      : await chosenKernel(
          {
            trans,
            hardware,
            item,
            choice,
            chosen: hasCopy ? (choice?.kernel ?? null) : kernels.kernel,
            orNone: !hasCopy
          },
          !!panel?.sessionContext.session
        );
  if (kernel === undefined) {
    return;
  }
  const changed = await attempt(context, async () => {
    await model.patchProgress({ kernel });
    if (kernel && hasCopy) {
      await model.open(item.id, workspace(), { kernel });
      if (panel && panel.sessionContext.session?.kernel?.name !== kernel) {
        await panel.sessionContext.changeKernel({ name: kernel });
      }
    }
  });
  await machine.look();
  if (changed) {
    const name = machine.of(item.id)?.kernel ?? '';
    view.tell(
      trans.__(
        '“%1” opens on %2.',
        item.title,
        kernelName(name, machine.hardware, trans)
      )
    );
  }
}

async function shutDown(
  context: IKernelContext,
  session: string | undefined
): Promise<void> {
  const { machine, sessions, trans, view } = context;
  const notebooks = machine.notebooks.filter(
    ({ session_id }) => !session || session_id === session
  );
  const asks = !session || notebooks.some(({ state }) => state === 'busy');
  if (!notebooks.length || (asks && !(await mayShutDown(notebooks, trans)))) {
    return;
  }
  await Promise.all(
    notebooks.map(({ session_id }) => sessions.shutdown(session_id))
  );
  await machine.look();
  view.tell(
    trans._n('%1 kernel shut down.', '%1 kernels shut down.', notebooks.length)
  );
  // The button that was pressed is gone.
  view.reveal('machine', 'machine');
}
