import React from 'react';
import { heldText, holdsText } from '../machinewords';
import type { RunningNotebook } from '../types';
import type { IUi } from './ui';

/** The curriculum's notebooks whose kernels are alive, with what they hold; nothing where there is none. */
export function RunningList(props: {
  ui: IUi;
  notebooks: readonly RunningNotebook[];
}): JSX.Element | null {
  const { ui, notebooks } = props;
  const { trans, actions } = ui;
  if (!notebooks.length) {
    return null;
  }
  return (
    <section>
      <h4 className="jp-Curriculum-overline">
        {trans.__('Notebooks with a kernel')}
      </h4>
      <p>{heldText(notebooks, trans)}</p>
      <ul className="jp-Curriculum-running">
        {notebooks.map(notebook => (
          <li key={notebook.session_id}>
            <div>
              {fileName(notebook.path)}
              <div className="jp-Curriculum-meta">
                {holdsText(notebook, trans)}
              </div>
            </div>
            <button
              type="button"
              className="jp-Curriculum-chip"
              aria-label={trans.__('Shut down %1', fileName(notebook.path))}
              onClick={() => actions.shutDown(notebook.session_id)}
            >
              {trans.__('Shut down')}
            </button>
          </li>
        ))}
      </ul>
      {notebooks.length > 1 && (
        <button
          type="button"
          className="jp-Curriculum-chip"
          onClick={() => actions.shutDown()}
        >
          {trans.__('Shut down all of them…')}
        </button>
      )}
    </section>
  );
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
