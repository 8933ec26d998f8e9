import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { ICommandContext, ITarget, target } from './context';
import type { Copies } from './copies';
import { openItem } from './opening';
import type { Capstone, Exercise, Item } from './types';

/** What commands about the learner's notebooks work with. */
export interface INotebookContext extends ICommandContext {
  shell: JupyterFrontEnd.IShell;
  /** Null where notebooks are not shown in this page. */
  tracker: INotebookTracker | null;
  copies: Copies | undefined;
}

export interface INotebookTarget extends ITarget {
  item: Exercise | Capstone;
}

/** The item of the arguments, of the notebook in front, or the next one to do, where it has a notebook. */
export function notebookTarget(
  context: INotebookContext,
  args: ReadonlyPartialJSONObject
): INotebookTarget | undefined {
  const found = target(context, {
    ...args,
    item: args.item ?? inFront(context)?.id
  });
  return found && hasNotebook(found.item)
    ? { ...found, item: found.item }
    : undefined;
}

function inFront({ copies, shell, tracker }: INotebookContext) {
  const panel = tracker?.currentWidget;
  return panel && panel === shell.currentWidget
    ? copies?.itemOf(panel)
    : undefined;
}

function hasNotebook(item: Item): item is Exercise | Capstone {
  return item.kind === 'exercise' || item.kind === 'capstone';
}

/** The learner's copy, opened where it is not; nothing where it opens in a page of its own, as in Notebook 7. */
export async function shownCopy(
  context: INotebookContext,
  { item, progress }: INotebookTarget
): Promise<NotebookPanel | undefined> {
  const { copies, shell } = context;
  const open = copies?.panelOf(item.id);
  if (open) {
    shell.activateById(open.id);
    return open;
  }
  await openItem(context, item, progress);
  const panel = copies?.panelOf(item.id);
  await panel?.context.ready;
  return panel;
}

/**
 * Scroll to a cell and select it; tells whether it is there.
 *
 * @param index - its place, for notebooks whose cells have no ids
 */
export async function selectCell(
  panel: NotebookPanel,
  id: string,
  index?: number
): Promise<boolean> {
  await panel.revealed;
  const notebook = panel.content;
  const at = id
    ? notebook.widgets.findIndex(({ model }) => model.id === id)
    : (index ?? -1);
  const cell = notebook.widgets[at];
  if (!cell) {
    return false;
  }
  const { NotebookActions } = await import('@jupyterlab/notebook');
  NotebookActions.expandParent(cell, notebook);
  notebook.deselectAll();
  notebook.activeCellIndex = at;
  notebook.mode = 'command';
  await notebook.scrollToItem(at, 'center');
  notebook.activate();
  return true;
}
