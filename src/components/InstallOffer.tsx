import React from 'react';
import type { IUi } from './ui';

/** The command that installs what is missing, to be run in a terminal or taken elsewhere. */
export function InstallOffer(props: {
  ui: IUi;
  item: string;
  kernel: string;
  command: string;
}): JSX.Element {
  const { ui, item, kernel, command } = props;
  const { trans, actions } = ui;
  return (
    <div className="jp-Curriculum-install">
      <code>{command}</code>
      <div className="jp-Curriculum-buttons">
        <button
          type="button"
          className="jp-Curriculum-chip"
          onClick={() => actions.install(item, kernel)}
        >
          {trans.__('Run it in a terminal')}
        </button>
        <button
          type="button"
          className="jp-Curriculum-chip"
          onClick={() => actions.copyText(command)}
        >
          {trans.__('Copy')}
        </button>
      </div>
    </div>
  );
}
