import { Signal } from '@lumino/signaling';

/** Something to tell the learner quietly, with a way back where there is one. */
export interface INotice {
  text: string;
  kind: 'info' | 'problem';
  undo?: () => void;
}

/** What is remembered of the view from one visit to the next. */
export interface IRemembered {
  curriculum?: string;
  open?: Record<string, boolean>;
}

/**
 * How the learner looks at the curriculum: what is unfolded, what was just said, where to look. Nothing here is progress.
 *
 * Keys of what unfolds: `stage:<id>`, `item:<id>`, `details:<id>`, `later`, `why` and so on.
 */
export class View {
  constructor(private _remember: (state: IRemembered) => void) {}

  readonly changed = new Signal<this, void>(this);

  /** What was unfolded or folded by hand; everything else is as its section thinks best. */
  get open(): Readonly<Record<string, boolean>> {
    return this._open;
  }

  get curriculum(): string | undefined {
    return this._curriculum;
  }

  get notice(): INotice | null {
    return this._notice;
  }

  get editingGoal(): boolean {
    return this._editingGoal;
  }

  /** The key of the element to scroll to and focus at the next drawing. */
  get target(): string | null {
    return this._target;
  }

  /** Take up what an earlier visit left; what was done since then stays. */
  recall(remembered: IRemembered): void {
    this._curriculum ??= remembered.curriculum;
    this._open = { ...remembered.open, ...this._open };
    this.changed.emit();
  }

  setOpen(key: string, open: boolean): void {
    this._open = { ...this._open, [key]: open };
    this._save();
  }

  setCurriculum(name: string): void {
    this._curriculum = name;
    this._save();
  }

  editGoal(editing: boolean): void {
    this._editingGoal = editing;
    this.changed.emit();
  }

  /** Unfold sections and lead the eye and the keyboard to an element. */
  reveal(target: string, ...sections: string[]): void {
    for (const key of sections) {
      this._open = { ...this._open, [key]: true };
    }
    this._target = target;
    this._forEyes = false;
    this._save();
  }

  /** As `reveal`, for the eye alone: the keyboard stays where it is. */
  show(target: string, ...sections: string[]): void {
    this.reveal(target, ...sections);
    this._forEyes = true;
  }

  /** The element was reached; tells whether it is to have the keyboard, too. */
  arrived(): boolean {
    this._target = null;
    const focus = !this._forEyes;
    this._forEyes = false;
    return focus;
  }

  tell(text: string, undo?: () => void): void {
    this._notice = { text, kind: 'info', undo };
    this.changed.emit();
  }

  tellProblem(text: string): void {
    this._notice = { text, kind: 'problem' };
    this.changed.emit();
  }

  dismiss(): void {
    this._notice = null;
    this.changed.emit();
  }

  private _save(): void {
    this._remember({ curriculum: this._curriculum, open: this._open });
    this.changed.emit();
  }

  private _curriculum: string | undefined;
  private _open: Readonly<Record<string, boolean>> = {};
  private _notice: INotice | null = null;
  private _editingGoal = false;
  private _target: string | null = null;
  private _forEyes = false;
}
