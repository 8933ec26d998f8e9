import React from 'react';
import { stageNumber } from '../outline';
import type { Curriculum, Progress } from '../types';
import { Fold } from './Fold';
import { Markdown } from './Markdown';
import type { IUi } from './ui';

export interface IMotivationProps {
  ui: IUi;
  curriculum: Curriculum;
  progress: Progress;
  open: boolean | undefined;
}

/** Feats that make one curious, each with its paper and the stage that explains it; folded once the work has begun. */
export function Motivation(props: IMotivationProps): JSX.Element | null {
  const { ui, curriculum, progress, open } = props;
  const { trans, actions } = ui;
  if (!curriculum.motivation.length) {
    return null;
  }
  return (
    <Fold
      id="why"
      level={3}
      open={open ?? progress.totals.done === 0}
      onToggle={actions.fold}
      label={
        <span className="jp-Curriculum-stageTitle">
          {trans.__('Why learn this')}
        </span>
      }
      className="jp-Curriculum-motivation"
    >
      <ul>
        {curriculum.motivation.map(({ title, about, paper, stage }) => (
          <li key={title} className="jp-Curriculum-card">
            <h4>{title}</h4>
            <Markdown ui={ui} source={about} className="jp-mod-small" />
            <div className="jp-Curriculum-meta">
              <a
                className="jp-Curriculum-link"
                href={paper.url}
                target="_blank"
                rel="noopener noreferrer"
              >
                {paper.title}
              </a>
              {' · '}
              <button
                type="button"
                className="jp-Curriculum-link"
                aria-label={trans.__(
                  'Go to stage %1',
                  stageNumber(curriculum, stage)
                )}
                onClick={() => actions.fold(`stage:${stage}`, true)}
              >
                {trans.__('stage %1', stageNumber(curriculum, stage))}
              </button>
            </div>
          </li>
        ))}
      </ul>
    </Fold>
  );
}
