/** The commands of kernels at a desk: a notebook that is open, terminals, sessions, and dialogs to answer. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { Session, Terminal } from '@jupyterlab/services';
import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import { addCommands } from '../commands';
import { Copies } from '../copies';
import { addKernelCommands } from '../kernelcommands';
import type { ICurriculumModel, IMachine } from '../tokens';
import type { ItemKernel, ItemProgress } from '../types';
import { View } from '../view';
import { fakeMachine, hardware, kernels } from './machinesample';
import { curriculum, itemProgress, progress, trans } from './sample';

export const PATH = 'deep-learning/softmax.ipynb';

export function setUp(
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

export const dialog = () => document.querySelector<HTMLElement>('.jp-Dialog');

export async function answer(button: string) {
  const found = [...(dialog()?.querySelectorAll('button') ?? [])].find(
    ({ textContent }) => textContent === button
  );
  found?.click();
  await new Promise(resolve => setTimeout(resolve));
}

export async function asked(): Promise<string> {
  for (let tries = 0; tries < 200 && !dialog(); tries++) {
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  return dialog()?.textContent ?? '';
}

export const softmax = { item: 'softmax' };
