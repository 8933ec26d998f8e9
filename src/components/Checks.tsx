import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import React from 'react';
import { readable } from '../ownchecks';
import type { Item, ItemProgress } from '../types';
import { StateIcon, stateName } from './CheckMark';
import type { IUi } from './ui';

export interface IChecksProps {
  ui: IUi;
  item: Item;
  progress: ItemProgress;
  open: boolean;
  /** Also where none ran yet, or nothing is left to do. */
  always: boolean;
}

/** Of the words that say how many pass. */
export const checksId = ({ id }: Item) => `jp-Curriculum-checks-${id}`;

/** How many checks of an item pass and, unfolded, which; each leads to its cell. */
export function Checks(props: IChecksProps): JSX.Element | null {
  const { ui, item, progress, open, always } = props;
  const { trans, actions } = ui;
  const checks = Object.entries(progress.checks);
  const hasRun = checks.some(([, state]) => state !== 'not-run');
  if (!checks.length || !(always || (hasRun && progress.status !== 'done'))) {
    return null;
  }
  const passed = checks.filter(([, state]) => state === 'passed').length;
  const body = `${checksId(item)}-list`;
  const Caret = open ? caretDownIcon.react : caretRightIcon.react;
  return (
    <div className="jp-Curriculum-checks">
      <button
        type="button"
        id={checksId(item)}
        className="jp-Curriculum-foldButton jp-Curriculum-checksButton"
        aria-expanded={open}
        aria-controls={open ? body : undefined}
        onClick={() => actions.fold(`checks:${item.id}`, !open)}
      >
        <Caret tag="span" className="jp-Curriculum-caret" aria-hidden />
        {hasRun
          ? trans.__('%1 of %2 checks pass', passed, checks.length)
          : trans._n('%1 check', '%1 checks', checks.length)}
      </button>
      {open && (
        <ul id={body} aria-label={trans.__('Checks of %1', item.title)}>
          {checks.map(([name, state]) => (
            <li key={name} data-check={name} data-state={state}>
              <button
                type="button"
                className="jp-Curriculum-link jp-Curriculum-check"
                onClick={() => actions.goToCheck(item.id, name)}
              >
                <StateIcon state={state} />
                <span className="jp-Curriculum-checkName">
                  {readable(name)}
                </span>
                <span className="jp-Curriculum-meta">
                  {stateName(state, trans)}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
