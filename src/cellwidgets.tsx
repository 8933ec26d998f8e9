import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';
import { CheckMark, CheckMarkState } from './components/CheckMark';
import { HintBox, IHintBoxProps } from './components/HintBox';
import { readable } from './ownchecks';

/** What we show inside a cell; the notebook's shortcuts leave its keys alone. */
abstract class InCell extends ReactWidget {
  constructor() {
    super();
    this.addClass('jp-CurriculumInCell');
    this.node.setAttribute('data-lm-suppress-shortcuts', 'true');
  }
}

/** How the check in a cell stands. */
export class MarkWidget extends InCell {
  constructor(
    private _trans: TranslationBundle,
    private _restore: () => void
  ) {
    super();
  }

  get state(): CheckMarkState {
    return this._state;
  }

  set state(state: CheckMarkState) {
    if (state !== this._state) {
      this._state = state;
      this.update();
    }
  }

  protected render(): JSX.Element {
    return (
      <CheckMark
        state={this._state}
        trans={this._trans}
        onRestore={this._restore}
      />
    );
  }

  private _state: CheckMarkState = 'not-run';
}

/** The hints of an exercise, below its source. */
export class HintWidget extends InCell {
  constructor(props: IHintBoxProps) {
    super();
    this._props = props;
    const { node } = this;
    const { trans } = props.ui;
    this.addClass('jp-CurriculumHints');
    node.tabIndex = -1;
    node.setAttribute('role', 'region');
    node.setAttribute(
      'aria-label',
      trans.__('Hints for %1', readable(props.hints.exercise))
    );
    node.addEventListener('keydown', event => {
      if (event.key === 'Escape') {
        event.stopPropagation();
        this._props.onClose();
      }
    });
  }

  /** Show the same box with something new; where a button goes, the box takes the keyboard. */
  renew(props: Partial<IHintBoxProps>): void {
    this._props = { ...this._props, ...props };
    const { shown, total } = this._props.hints;
    const inside = this.node.contains(document.activeElement);
    if (inside && shown.length >= total) {
      this.node.focus({ preventScroll: true });
    }
    this.update();
  }

  protected render(): JSX.Element {
    return <HintBox {...this._props} />;
  }

  private _props: IHintBoxProps;
}
