import { closeIcon } from '@jupyterlab/ui-components';
import React from 'react';
import { readable } from '../ownchecks';
import type { ExerciseHints } from '../types';
import { Markdown } from './Markdown';
import type { IUi } from './ui';

export interface IHintBoxProps {
  ui: Pick<IUi, 'trans' | 'markdown'>;
  hints: ExerciseHints;
  /** Whether the next one is on its way. */
  busy: boolean;
  /** Why there is no next one now; empty where all is well. */
  problem: string;
  onNext(): void;
  onClose(): void;
  /** What else may help after the last one. */
  further: readonly IFurther[];
}

export interface IFurther {
  label: string;
  run(): void;
}

/** Hints one at a time, next to the work; earlier ones stay, and none is counted. */
export function HintBox(props: IHintBoxProps): JSX.Element {
  const { ui, hints, busy, problem, onNext, onClose, further } = props;
  const { trans } = ui;
  const { shown, total } = hints;
  const isLast = shown.length >= total;
  return (
    <>
      <div className="jp-CurriculumHints-head">
        <span className="jp-CurriculumHints-title">
          {trans.__('Hints: %1', readable(hints.exercise))}
        </span>
        <span className="jp-CurriculumHints-count">
          {trans.__('%1 of %2', shown.length, total)}
        </span>
        <button
          type="button"
          className="jp-CurriculumHints-close"
          aria-label={trans.__('Close the hints')}
          title={trans.__('Close the hints')}
          onClick={onClose}
        >
          <closeIcon.react tag="span" />
        </button>
      </div>
      <ol className="jp-CurriculumHints-list" aria-live="polite">
        {shown.map((hint, index) => (
          <li key={index}>
            <Markdown ui={ui} source={hint} />
          </li>
        ))}
      </ol>
      {problem && (
        <p className="jp-CurriculumHints-more" role="status">
          {problem}
        </p>
      )}
      {isLast ? (
        <div className="jp-CurriculumHints-more">
          <p>
            {trans.__(
              'That is all of them. If it still does not come: a pause often helps, and so does looking at it another day.'
            )}
          </p>
          <div className="jp-CurriculumHints-buttons">
            {further.map(({ label, run }) => (
              <button
                key={label}
                type="button"
                className="jp-CurriculumHints-button"
                onClick={run}
              >
                {label}
              </button>
            ))}
          </div>
        </div>
      ) : (
        <div className="jp-CurriculumHints-buttons">
          <button
            type="button"
            className="jp-CurriculumHints-button"
            aria-busy={busy || undefined}
            onClick={onNext}
          >
            {shown.length ? trans.__('Next hint') : trans.__('Show a hint')}
          </button>
        </div>
      )}
    </>
  );
}
