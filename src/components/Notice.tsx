import { closeIcon } from '@jupyterlab/ui-components';
import React from 'react';
import type { INotice } from '../view';
import { IUi, classes } from './ui';

/** What was just done, with a way back; it stays until the next thing happens, so no one has to hurry. */
export function Notice(props: {
  ui: IUi;
  notice: INotice | null;
}): JSX.Element {
  const { ui, notice } = props;
  const { trans, actions } = ui;
  const problem = notice?.kind === 'problem';
  return (
    <div
      className={classes(
        'jp-Curriculum-notice',
        !notice && 'jp-mod-empty',
        problem && 'jp-mod-problem'
      )}
    >
      {/* The live region is there before its text, or screen readers would not tell. */}
      <span
        className="jp-Curriculum-noticeText"
        role="status"
        aria-live="polite"
      >
        {notice?.text}
      </span>
      {notice?.undo && (
        <button
          type="button"
          className="jp-Curriculum-noticeButton"
          onClick={notice.undo}
        >
          {trans.__('Undo')}
        </button>
      )}
      {notice && (
        <button
          type="button"
          className="jp-Curriculum-icon"
          aria-label={trans.__('Dismiss')}
          title={trans.__('Dismiss')}
          onClick={() => actions.dismissNotice()}
        >
          <closeIcon.react tag="span" />
        </button>
      )}
    </div>
  );
}
