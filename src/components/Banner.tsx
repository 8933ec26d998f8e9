import type { TranslationBundle } from '@jupyterlab/translation';
import { closeIcon } from '@jupyterlab/ui-components';
import React from 'react';
import type { CellChange, Item } from '../types';
import { cellTitle } from '../workwords';

export interface IBannerProps {
  trans: TranslationBundle;
  item: Item;
  /** Where an update kept both the learner's cell and the newer one. */
  conflicts: readonly CellChange[];
  onGo?(cell: string): void;
  onSee?(): void;
  onDismiss(): void;
}

/** One quiet line above a notebook. */
export function Banner(props: IBannerProps): JSX.Element {
  const { trans, item, conflicts, onGo, onSee, onDismiss } = props;
  return (
    <div
      className="jp-Curriculum-bannerLine"
      role="region"
      aria-label={trans.__('From the curriculum')}
    >
      <div className="jp-Curriculum-bannerText">
        {conflicts.length > 0 ? (
          <>
            <span role="status">
              {trans.__(
                'You and the curriculum both changed these. Yours stays; the newer one is shown below it:'
              )}
            </span>{' '}
            <ul>
              {conflicts.map(change => (
                <li key={change.cell}>
                  <button
                    type="button"
                    className="jp-Curriculum-bannerLink"
                    onClick={() => onGo?.(change.cell)}
                  >
                    {cellTitle(change, trans)}
                  </button>
                </li>
              ))}
            </ul>
          </>
        ) : (
          <>
            <span role="status">
              {item.kind === 'capstone'
                ? trans.__('There is a newer version of this project.')
                : trans.__('There is a newer version of this exercise.')}
            </span>{' '}
            <button
              type="button"
              className="jp-Curriculum-bannerLink"
              onClick={onSee}
            >
              {trans.__('See what is new')}
            </button>
          </>
        )}
      </div>
      <button
        type="button"
        className="jp-Curriculum-bannerClose"
        aria-label={trans.__('Dismiss')}
        title={trans.__('Dismiss')}
        onClick={onDismiss}
      >
        <closeIcon.react tag="span" />
      </button>
    </div>
  );
}
