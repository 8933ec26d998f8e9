import React from 'react';
import type { IUi } from './ui';

export interface IGoalFormProps {
  ui: IUi;
  /** Null where the learner was never asked. */
  goal: string | null;
  hoursPerWeek: number | null;
  presets: readonly string[];
}

/** What the learner is here for, and their pace; asked once, and never again unless they wish. */
export function GoalForm(props: IGoalFormProps): JSX.Element {
  const { ui, presets } = props;
  const { trans, actions } = ui;
  const [goal, setGoal] = React.useState(props.goal ?? '');
  const [hours, setHours] = React.useState(
    props.hoursPerWeek ? String(props.hoursPerWeek) : ''
  );
  const first = props.goal === null;
  const pace = Number(hours) || null;
  const tooMuch = pace !== null && (pace <= 0 || pace > 100);
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (!tooMuch) {
      actions.setGoal(goal.trim(), pace);
    }
  };
  return (
    <form
      className="jp-Curriculum-goalForm"
      data-reveal="goal"
      aria-label={trans.__('Goal and pace')}
      onSubmit={submit}
    >
      <label className="jp-Curriculum-label">
        {first
          ? trans.__('What do you want to learn this for?')
          : trans.__('What you learn this for')}
        <input
          className="jp-mod-styled"
          value={goal}
          maxLength={500}
          placeholder={trans.__('in your own words, or one of these')}
          onChange={event => setGoal(event.target.value)}
        />
      </label>
      {presets.length > 0 && (
        <div className="jp-Curriculum-presets" role="group" aria-label={trans.__('Suggestions')}>
          {presets.map(preset => (
            <button
              key={preset}
              type="button"
              className="jp-Curriculum-chip"
              aria-pressed={goal === preset}
              onClick={() => setGoal(preset)}
            >
              {preset}
            </button>
          ))}
        </div>
      )}
      <label className="jp-Curriculum-label jp-mod-inline">
        {trans.__('Hours a week, if you like')}
        <input
          className="jp-mod-styled jp-Curriculum-hours"
          type="number"
          min={0.5}
          max={100}
          step={0.5}
          value={hours}
          aria-invalid={tooMuch}
          onChange={event => setHours(event.target.value)}
        />
      </label>
      <div className="jp-Curriculum-buttons">
        <button type="submit" className="jp-mod-styled jp-mod-accept">
          {trans.__('Save')}
        </button>
        <button
          type="button"
          className="jp-mod-styled jp-mod-reject"
          onClick={() =>
            first ? actions.setGoal('', null) : actions.editGoal(false)
          }
        >
          {first ? trans.__('Not now') : trans.__('Cancel')}
        </button>
      </div>
    </form>
  );
}
