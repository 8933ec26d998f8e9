import {
  checkIcon,
  circleEmptyIcon,
  editIcon
} from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

/** How a check stands, as its cell says it. */
export type CheckMarkState =
  'passed' | 'failed' | 'not-run' | 'edited' | 'waiting';

/** What a state is called, wherever a check is shown. */
export function stateName(
  state: CheckMarkState,
  trans: TranslationBundle
): string {
  switch (state) {
    case 'passed':
      return trans.__('Passes');
    case 'failed':
      return trans.__('Not yet');
    case 'edited':
      return trans.__('Changed');
    case 'waiting':
      return trans.__('Ran, and waits for the server');
    default:
      return trans.__('Not run yet');
  }
}

export function StateIcon(props: { state: CheckMarkState }): JSX.Element {
  const icon =
    props.state === 'passed'
      ? checkIcon
      : props.state === 'edited'
        ? editIcon
        : circleEmptyIcon;
  return (
    <icon.react
      tag="span"
      className="jp-CurriculumCheck-icon"
      aria-hidden="true"
    />
  );
}

/** The line below a check's source that says how it stands. */
export function CheckMark(props: {
  state: CheckMarkState;
  trans: TranslationBundle;
  onRestore(): void;
}): JSX.Element {
  const { state, trans, onRestore } = props;
  return (
    <div className="jp-CurriculumCheck" data-state={state}>
      <StateIcon state={state} />
      {/* Told when it changes, as the learner looks at the code and not at us. */}
      <span role="status" className="jp-CurriculumCheck-text">
        {state === 'edited'
          ? trans.__(
              'This check differs from the curriculum’s own, so its result does not count.'
            )
          : stateName(state, trans)}
      </span>
      {state === 'edited' && (
        <button
          type="button"
          className="jp-CurriculumCheck-button"
          onClick={onRestore}
        >
          {trans.__('Restore this check')}
        </button>
      )}
    </div>
  );
}
