import type { Notebook } from '@jupyterlab/notebook';
import type { PanelLayout, Widget } from '@lumino/widgets';

export type Cell = Notebook['widgets'][number];

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
