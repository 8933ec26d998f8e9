import {
  Dialog,
  InputDialog,
  ReactWidget,
  showDialog
} from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { addDays, isoDay } from './words';

/** Ask why an item is left out; undefined where the learner thought better of it. */
export async function askReason(
  title: string,
  trans: TranslationBundle
): Promise<string | undefined> {
  const { button, value } = await InputDialog.getText({
    title: trans.__('Skip “%1”?', title),
    label: trans.__(
      'It will not count as done, and you can take it up again at any time. If you like, say why:'
    ),
    placeholder: trans.__('I know this already; not what I need now; …'),
    okLabel: trans.__('Skip'),
    cancelLabel: trans.__('Cancel')
  });
  return button.accept ? (value ?? '').trim() : undefined;
}

export interface IParking {
  /** Null where it comes back only when asked for. */
  until: string | null;
  reason: string;
}

/** Ask until when an item rests; undefined where the learner thought better of it. */
export async function askUntil(
  title: string,
  now: Date,
  trans: TranslationBundle
): Promise<IParking | undefined> {
  const { button, value } = await showDialog<IParking>({
    title: trans.__('Park “%1”', title),
    body: new ParkBody(now, trans),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: trans.__('Park') })
    ],
    focusNodeSelector: 'input'
  });
  return button.accept && value ? value : undefined;
}

class ParkBody extends ReactWidget implements Dialog.IBodyWidget<IParking> {
  constructor(
    private _now: Date,
    private _trans: TranslationBundle
  ) {
    super();
    this._value = { until: isoDay(addDays(_now, 7)), reason: '' };
  }

  getValue(): IParking {
    return this._value;
  }

  protected render(): JSX.Element {
    return (
      <ParkForm
        now={this._now}
        trans={this._trans}
        initial={this._value}
        onChange={value => {
          this._value = value;
        }}
      />
    );
  }

  private _value: IParking;
}

interface IParkFormProps {
  now: Date;
  trans: TranslationBundle;
  initial: IParking;
  onChange(value: IParking): void;
}

export function ParkForm(props: IParkFormProps): JSX.Element {
  const { now, trans, initial, onChange } = props;
  const [value, setValue] = React.useState(initial);
  const change = (part: Partial<IParking>) => {
    const next = { ...value, ...part };
    setValue(next);
    onChange(next);
  };
  const choices: [string, number][] = [
    [trans.__('in a week'), 7],
    [trans.__('in two weeks'), 14],
    [trans.__('in a month'), 30]
  ];
  return (
    <div className="jp-Curriculum-park">
      <p>{trans.__('It steps aside, and comes back on its day.')}</p>
      <div
        className="jp-Curriculum-presets"
        role="group"
        aria-label={trans.__('Suggestions')}
      >
        {choices.map(([label, days]) => {
          const until = isoDay(addDays(now, days));
          return (
            <button
              key={days}
              type="button"
              className="jp-Curriculum-chip"
              aria-pressed={value.until === until}
              onClick={() => change({ until })}
            >
              {label}
            </button>
          );
        })}
        <button
          type="button"
          className="jp-Curriculum-chip"
          aria-pressed={value.until === null}
          onClick={() => change({ until: null })}
        >
          {trans.__('until I ask for it')}
        </button>
      </div>
      <label className="jp-Curriculum-label">
        {trans.__('Until')}
        <input
          type="date"
          className="jp-mod-styled"
          min={isoDay(addDays(now, 1))}
          value={value.until ?? ''}
          onChange={event => change({ until: event.target.value || null })}
        />
      </label>
      <label className="jp-Curriculum-label">
        {trans.__('Why, if you like')}
        <input
          className="jp-mod-styled"
          maxLength={2000}
          value={value.reason}
          onChange={event => change({ reason: event.target.value })}
        />
      </label>
    </div>
  );
}
