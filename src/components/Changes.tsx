import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { isNews } from '../newer';
import type { CellChange } from '../types';
import { cellTitle, changeText } from '../workwords';

export interface IChangesProps {
  trans: TranslationBundle;
  changes: readonly CellChange[];
}

/** What an update does to a copy, cell by cell: the news first, then what stays the learner's. */
export function Changes({ trans, changes }: IChangesProps): JSX.Element {
  const news = changes.filter(isNews);
  const kept = changes.filter(change => !isNews(change));
  return (
    <>
      <p>
        {news.length
          ? trans.__(
              'What you wrote stays as it is, and your notebook as it is now is kept as an earlier version.'
            )
          : trans.__('Nothing in your notebook would change.')}
      </p>
      <ul className="jp-Curriculum-changes">
        {[...news, ...kept].map(change => (
          <li key={`${change.cell} ${change.change}`}>
            <span>{cellTitle(change, trans)}</span>
            <span className="jp-Curriculum-change" data-change={change.change}>
              {changeText(change, trans)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
