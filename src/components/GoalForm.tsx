import { HTMLSelect } from '@jupyterlab/ui-components';
import React from 'react';
import type { IUi } from './ui';

export interface IGoalFormProps {
  ui: IUi;
  /** Null where the learner was never asked. */
  goal: string | null;
  hoursPerWeek: number | null;
  presets: readonly string[];
}

/** The choice that opens a field for words of one's own; no preset can be called so, as theirs are trimmed. */
const OWN = ' own ';

/** What the learner is here for, and their pace; asked once, and never again unless they wish. */
export function GoalForm(props: IGoalFormProps): JSX.Element {
  const { ui, presets } = props;
  const { trans, actions } = ui;
  const [choice, setChoice] = React.useState(
    !presets.length || (props.goal && !presets.includes(props.goal))
      ? OWN
      : (props.goal ?? '')
  );
  const [own, setOwn] = React.useState(props.goal ?? '');
  const [hours, setHours] = React.useState(
    props.hoursPerWeek ? String(props.hoursPerWeek) : ''
  );
  const first = props.goal === null;
  const pace = hours.trim() ? Number(hours) : null;
  const wrong = pace !== null && !(pace > 0 && pace <= 100);
  const question = first
    ? trans.__('What do you want to learn this for?')
    : trans.__('What you learn this for');
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (!wrong) {
      actions.setGoal((choice === OWN ? own : choice).trim(), pace);
    }
  };
  return (
    <form
      className="jp-Curriculum-goalForm"
      data-reveal="goal"
      aria-label={trans.__('Goal and pace')}
      onSubmit={submit}
    >
      {presets.length > 0 && (
        <label className="jp-Curriculum-label">
          {question}
          <HTMLSelect
            value={choice}
            onChange={event => setChoice(event.currentTarget.value)}
            options={[
              {
                label: first
                  ? trans.__('Choose…')
                  : trans.__('Nothing in particular'),
                value: ''
              },
              ...presets.map(preset => ({ label: preset, value: preset })),
              { label: trans.__('In my own words…'), value: OWN }
            ]}
          />
        </label>
      )}
      {choice === OWN && (
        <input
          className="jp-mod-styled"
          aria-label={presets.length ? trans.__('In your own words') : question}
          value={own}
          maxLength={500}
          onChange={event => setOwn(event.target.value)}
        />
      )}
      <label className="jp-Curriculum-label jp-mod-inline">
        {trans.__('Hours a week')}
        <input
          className="jp-mod-styled jp-Curriculum-hours"
          type="number"
          min={0.5}
          max={100}
          step={0.5}
          value={hours}
          aria-invalid={wrong}
          onChange={event => setHours(event.target.value)}
        />
      </label>
      <div className="jp-Curriculum-buttons">
        <button type="submit" className="jp-mod-styled jp-mod-accept">
          {trans.__('Save')}
        </button>
        <button
          type="button"
          className="jp-Curriculum-quiet"
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
