import { HTMLSelect } from '@jupyterlab/ui-components';
import React from 'react';
import type { Curriculum, CurriculumSummary, Progress } from '../types';
import { endOf } from '../words';
import { GoalForm } from './GoalForm';
import { Bar } from './Progress';
import type { IUi } from './ui';

export interface IHeaderProps {
  ui: IUi;
  curricula: readonly CurriculumSummary[];
  curriculum: Curriculum;
  progress: Progress;
  editingGoal: boolean;
}

/** What this is, what it is for, and how far it has come. */
export function Header(props: IHeaderProps): JSX.Element {
  const { ui, curricula, curriculum, progress, editingGoal } = props;
  const { trans, actions } = ui;
  const { done, required } = progress.totals;
  const asking = progress.goal === null || editingGoal;
  return (
    <div className="jp-Curriculum-header">
      <h2 className="jp-Curriculum-title">{curriculum.title}</h2>
      {curricula.length > 1 && (
        <HTMLSelect
          className="jp-Curriculum-chooser"
          aria-label={trans.__('Curriculum')}
          value={curriculum.name}
          onChange={event =>
            actions.chooseCurriculum(event.currentTarget.value)
          }
          options={curricula.map(({ name, title }) => ({
            label: title,
            value: name
          }))}
        />
      )}
      {!asking && <GoalLine ui={ui} goal={progress.goal ?? ''} />}
      <Bar
        done={done}
        of={required}
        label={trans.__('Progress of the curriculum')}
      />
      <div className="jp-Curriculum-totals">
        <span>{trans.__('%1 of %2 done', done, required)}</span>
        <span>{estimate(props)}</span>
      </div>
      {asking && (
        <GoalForm
          ui={ui}
          goal={progress.goal}
          hoursPerWeek={progress.hours_per_week}
          presets={curriculum.goals}
        />
      )}
    </div>
  );
}

function GoalLine({ ui, goal }: { ui: IUi; goal: string }): JSX.Element {
  const { trans, actions } = ui;
  return (
    <div className="jp-Curriculum-goal">
      {goal && <span>{trans.__('For: %1', goal)}</span>}
      <button
        type="button"
        className="jp-Curriculum-link"
        data-reveal="goal"
        aria-label={goal ? trans.__('Change goal and pace') : undefined}
        onClick={() => actions.editGoal(true)}
      >
        {goal ? trans.__('change') : trans.__('Set a goal')}
      </button>
    </div>
  );
}

/** When the current stage will be done at the learner's own pace; nothing where no pace is set. */
function estimate({ ui, curriculum, progress }: IHeaderProps): string {
  const { trans } = ui;
  const { current_stage: stage, hours_per_week: hours } = progress;
  const minutes = stage ? progress.stages[stage]?.minutes_left : 0;
  if (!stage || !hours || !minutes) {
    return '';
  }
  const number = curriculum.stages.findIndex(({ id }) => id === stage) + 1;
  return trans.__(
    'stage %1 until %2 at %3 h a week',
    number,
    endOf(minutes, hours, ui.now(), trans),
    hours
  );
}
