import React from 'react';
import { IPlace, itemsThatAre } from '../outline';
import type { Curriculum, Progress } from '../types';
import { SEPARATOR, statusText } from '../words';
import { Fold } from './Fold';
import type { IUi } from './ui';

export interface ILaterProps {
  ui: IUi;
  curriculum: Curriculum;
  progress: Progress;
  open: boolean;
}

/** What was put off or left out, quietly, and what an update took away. */
export function Later(props: ILaterProps): JSX.Element | null {
  const { ui, curriculum, progress, open } = props;
  const { trans, actions } = ui;
  const parked = itemsThatAre(curriculum, progress, 'parked');
  const skipped = itemsThatAre(curriculum, progress, 'skipped');
  const gone = progress.gone.length;
  const summary = [
    parked.length && trans._n('%1 parked', '%1 parked', parked.length),
    skipped.length && trans._n('%1 skipped', '%1 skipped', skipped.length),
    gone &&
      trans._n(
        '%1 no longer in the curriculum',
        '%1 no longer in the curriculum',
        gone
      )
  ].filter(Boolean);
  if (!summary.length) {
    return null;
  }
  return (
    <div className="jp-Curriculum-later">
      <Fold
        id="later"
        open={open}
        onToggle={actions.fold}
        label={
          <>
            <strong>{trans.__('Later')}</strong>{' '}
            <span className="jp-Curriculum-laterSummary">
              {summary.join(SEPARATOR)}
            </span>
          </>
        }
      >
        <PutOff ui={ui} places={parked} progress={progress} parked />
        <PutOff ui={ui} places={skipped} progress={progress} />
        {gone > 0 && (
          <div>
            <h4 className="jp-Curriculum-overline">
              {trans.__('No longer in the curriculum')}
            </h4>
            <ul className="jp-Curriculum-gone">
              {progress.gone.map(({ id, status, path }) => (
                <li key={id}>
                  {id}
                  <span className="jp-Curriculum-meta">
                    {[status, path].filter(Boolean).join(SEPARATOR)}
                  </span>
                </li>
              ))}
            </ul>
          </div>
        )}
      </Fold>
    </div>
  );
}

function PutOff(props: {
  ui: IUi;
  places: readonly IPlace[];
  progress: Progress;
  parked?: boolean;
}): JSX.Element | null {
  const { ui, places, progress, parked } = props;
  const { trans, actions } = ui;
  if (!places.length) {
    return null;
  }
  const heading = parked ? trans.__('Parked') : trans.__('Skipped');
  return (
    <div>
      <h4 className="jp-Curriculum-overline">{heading}</h4>
      <ul className="jp-Curriculum-putOff" aria-label={heading}>
        {places.map(({ item }) => {
          const state = progress.items[item.id];
          return (
            <li key={item.id}>
              <div className="jp-Curriculum-rowBody">
                <button
                  type="button"
                  className="jp-Curriculum-itemTitle"
                  onClick={() => actions.reveal(item.id)}
                >
                  {item.title}
                </button>
                <div className="jp-Curriculum-meta">
                  {[parked && statusText(state, trans), state.reason]
                    .filter(Boolean)
                    .join(SEPARATOR)}
                </div>
              </div>
              <button
                type="button"
                className="jp-Curriculum-link"
                aria-label={
                  parked
                    ? trans.__('Bring back %1', item.title)
                    : trans.__('Take up %1 again', item.title)
                }
                onClick={() =>
                  parked ? actions.bringBack(item.id) : actions.takeUp(item.id)
                }
              >
                {parked ? trans.__('bring back') : trans.__('take up again')}
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
