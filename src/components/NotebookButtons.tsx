import React from 'react';
import { hasSolution } from '../outline';
import type { Item, ItemProgress } from '../types';
import type { IUi } from './ui';

/** What can be asked for about an item's notebook, in its details. */
export function NotebookButtons(props: {
  ui: IUi;
  item: Item;
  progress: ItemProgress;
}): JSX.Element | null {
  const { ui, item, progress } = props;
  const { trans, actions } = ui;
  if (item.kind !== 'exercise' && item.kind !== 'capstone') {
    return null;
  }
  const hasCopy = progress.path !== null;
  return (
    <div className="jp-Curriculum-buttons">
      {hasCopy && (
        <button
          type="button"
          className="jp-Curriculum-chip"
          onClick={() => actions.checkFresh(item.id)}
        >
          {trans.__('Check from a clean start')}
        </button>
      )}
      {hasSolution(item) && (
        <button
          type="button"
          className="jp-Curriculum-chip"
          onClick={() => actions.showSolution(item.id)}
        >
          {item.kind === 'capstone'
            ? trans.__('See a finished example')
            : trans.__('Show the solution')}
        </button>
      )}
      {item.kind === 'exercise' && hasCopy && (
        <button
          type="button"
          className="jp-Curriculum-chip"
          onClick={() => actions.compare(item.id)}
        >
          {trans.__('Compare with the solution')}
        </button>
      )}
      <button
        type="button"
        className="jp-Curriculum-chip"
        onClick={() => actions.chooseKernel(item.id)}
      >
        {trans.__('Change kernel…')}
      </button>
    </div>
  );
}
