import type { Notebook } from '@jupyterlab/notebook';
import type { PanelLayout, Widget } from '@lumino/widgets';

export type Cell = Notebook['widgets'][number];

/** Lead the eye to a cell and make it the active one, also where it was not drawn yet. */
export async function reach(
  notebook: Notebook,
  index: number,
  align: 'center' | 'smart'
): Promise<void> {
  const cell = notebook.widgets[index];
  notebook.deselectAll();
  notebook.activeCellIndex = index;
  notebook.mode = 'command';
  await notebook.scrollToItem(index, align).catch(() => undefined);
  await cell.ready;
  const { top, bottom } = notebook.outerNode.getBoundingClientRect();
  const here = cell.node.getBoundingClientRect();
  if (here.bottom < top || here.top > bottom) {
    // What is drawn on the way there may have pushed it out of sight again.
    cell.node.scrollIntoView({ block: 'center' });
  }
}

/**
 * Shows a widget inside a cell, between its source and its output. It is no part of the notebook: nothing of it is
 * saved, and it goes with the cell.
 */
export function placeInCell(cell: Cell, widget: Widget): void {
  // A cell out of sight may have no parts yet.
  void cell.ready.then(() => {
    if (cell.isDisposed || widget.isDisposed) {
      return;
    }
    const layout = cell.layout as PanelLayout;
    const above = layout.widgets.findIndex(({ node }) =>
      node.classList.contains('jp-Cell-inputWrapper')
    );
    layout.insertWidget(above + 1 || layout.widgets.length, widget);
  });
}
