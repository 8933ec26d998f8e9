import React from 'react';
import type { IWriting } from '../tokens';
import type { IUi } from './ui';

export interface ITextFieldProps {
  ui: IUi;
  item: string;
  label: string;
  /** What the server has. */
  saved: string;
  writing: IWriting | undefined;
  rows?: number;
}

/** A text of the learner's own, saved while they write; of two versions neither is lost. */
export function TextField(props: ITextFieldProps): JSX.Element {
  const { ui, item, label, saved, writing, rows } = props;
  const { trans, actions } = ui;
  const text = writing && writing.state !== 'saved' ? writing.text : saved;
  const state = `jp-Curriculum-writing-${item}`;
  return (
    <div className="jp-Curriculum-writing">
      <textarea
        className="jp-mod-styled"
        rows={rows ?? 5}
        maxLength={100_000}
        aria-label={label}
        aria-describedby={state}
        value={text}
        placeholder={trans.__('Write here; it is saved while you write.')}
        onChange={event => actions.write(item, event.target.value)}
        onBlur={() => actions.saveNow(item)}
      />
      <div id={state} className="jp-Curriculum-meta" role="status">
        {stateText(writing, ui)}
        {writing?.state === 'failed' && (
          <>
            {' '}
            <button
              type="button"
              className="jp-Curriculum-link"
              onClick={() => actions.saveNow(item)}
            >
              {trans.__('Try again')}
            </button>
          </>
        )}
      </div>
      {writing?.state === 'conflict' && (
        <Conflict
          ui={ui}
          item={item}
          mine={writing.text}
          theirs={writing.theirs ?? ''}
        />
      )}
    </div>
  );
}

function stateText(writing: IWriting | undefined, { trans }: IUi): string {
  switch (writing?.state) {
    case 'unsaved':
    case 'saving':
      return trans.__('Saving…');
    case 'saved':
      return trans.__('Saved');
    case 'failed':
      return writing.message
        ? writing.message
        : trans.__('Not saved yet; it is kept in this browser.');
    default:
      return '';
  }
}

function Conflict(props: {
  ui: IUi;
  item: string;
  mine: string;
  theirs: string;
}): JSX.Element {
  const { ui, item, mine, theirs } = props;
  const { trans, actions } = ui;
  return (
    <div className="jp-Curriculum-conflict" role="alert">
      <p>
        {trans.__(
          'This text was also changed elsewhere. Yours is above, the other is here:'
        )}
      </p>
      <blockquote>{theirs || trans.__('(empty)')}</blockquote>
      <div className="jp-Curriculum-buttons">
        <button
          type="button"
          className="jp-mod-styled jp-mod-accept"
          onClick={() => actions.settle(item, `${mine}\n\n${theirs}`)}
        >
          {trans.__('Keep both')}
        </button>
        <button
          type="button"
          className="jp-mod-styled jp-mod-reject"
          onClick={() => actions.settle(item, mine)}
        >
          {trans.__('Keep mine')}
        </button>
        <button
          type="button"
          className="jp-mod-styled jp-mod-reject"
          onClick={() => actions.settle(item, theirs)}
        >
          {trans.__('Keep the other')}
        </button>
      </div>
    </div>
  );
}
