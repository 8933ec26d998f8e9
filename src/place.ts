import type { Notebook, NotebookPanel } from '@jupyterlab/notebook';

/** Where the learner is in a notebook. */
interface IPlace {
  cell: string | undefined;
  index: number;
  mode: Notebook['mode'];
  /** The first cell in sight, and how far its top is from the top of the view, in pixels. */
  first: string | undefined;
  offset: number;
  hasFocus: boolean;
}

/** Load the notebook from the disk again, and come back to the same cell, at the same height. */
export async function reloaded(panels: NotebookPanel[]): Promise<void> {
  if (panels.length) {
    const places = panels.map(({ content }) => placeIn(content));
    await panels[0].context.revert();
    // Not waited for: what is out of sight scrolls only when it is looked at again.
    panels.forEach((panel, at) => {
      void comeBack(panel.content, places[at]);
    });
  }
}

/** Lead the eye and the keyboard to a cell; tells whether it is there. */
export async function goToCell(
  { content }: NotebookPanel,
  id: string
): Promise<boolean> {
  const index = indexOf(content, id);
  if (index < 0) {
    return false;
  }
  content.deselectAll();
  content.activeCellIndex = index;
  content.mode = 'command';
  await content.scrollToItem(index, 'start');
  content.activate();
  return true;
}

function placeIn(notebook: Notebook): IPlace {
  const top = notebook.outerNode.getBoundingClientRect().top;
  const first = notebook.widgets.find(
    ({ isAttached, node }) =>
      isAttached && node.getBoundingClientRect().bottom > top
  );
  return {
    cell: notebook.activeCell?.model.id,
    index: notebook.activeCellIndex,
    mode: notebook.mode,
    first: first?.model.id,
    offset: first ? first.node.getBoundingClientRect().top - top : 0,
    hasFocus: notebook.node.contains(document.activeElement)
  };
}

async function comeBack(notebook: Notebook, place: IPlace): Promise<void> {
  const same = place.cell === undefined ? -1 : indexOf(notebook, place.cell);
  notebook.activeCellIndex =
    same >= 0 ? same : Math.min(place.index, notebook.widgets.length - 1);
  notebook.mode = place.mode;
  if (place.hasFocus || document.activeElement === document.body) {
    void takeFocus(notebook);
  }
  const first = place.first === undefined ? -1 : indexOf(notebook, place.first);
  if (first >= 0) {
    await notebook.scrollToItem(first, 'start', 0);
    const { outerNode } = notebook;
    const top = notebook.widgets[first].node.getBoundingClientRect().top;
    outerNode.scrollTop +=
      top - outerNode.getBoundingClientRect().top - place.offset;
  } else {
    await notebook.scrollToItem(notebook.activeCellIndex, 'smart');
  }
}

/** Give the active cell the keyboard, unless something else has it by now. */
async function takeFocus(notebook: Notebook): Promise<void> {
  await notebook.activeCell?.ready;
  // For some frames cells are taken out of the page and put in again, and what is taken out loses the focus.
  for (let frames = 0; frames < 30 && !notebook.isDisposed; frames++) {
    const { activeElement, body } = document;
    if (!activeElement || activeElement === body) {
      notebook.activate();
    } else if (!notebook.node.contains(activeElement)) {
      return;
    }
    await new Promise(requestAnimationFrame);
  }
}

function indexOf(notebook: Notebook, id: string): number {
  return notebook.widgets.findIndex(({ model }) => model.id === id);
}
