import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ISignal, Signal } from '@lumino/signaling';
import type { Attempts } from './attempts';
import { Cell, placeInCell } from './cellslots';
import { MarkWidget } from './cellwidgets';
import type { CheckMarkState } from './components/CheckMark';
import type { Copies } from './copies';
import type { Guidance } from './guidance';
import { factsOf } from './livechecks';
import { IPlacedCheck, placedChecks } from './ownchecks';
import { restoreCheck } from './restoring';
import type { ICurriculumModel } from './tokens';
import type { Item } from './types';

/** What stands beside the cells of one open notebook: how its checks are. */
export class Companion {
  constructor(
    readonly panel: NotebookPanel,
    private _options: Companion.IOptions
  ) {
    const { attempts, guidance, model } = _options;
    model.stateChanged.connect(this._soon, this);
    guidance.changed.connect(this._soon, this);
    attempts.heldChanged.connect(this._soon, this);
    panel.content.modelContentChanged.connect(this._soon, this);
    panel.content.modelChanged.connect(this._soon, this);
    panel.context.pathChanged.connect(this._soon, this);
    panel.disposed.connect(this.dispose, this);
    this._soon();
  }

  /** Emitted when what the notebook is, or what is known of it, may have changed. */
  get refreshed(): ISignal<this, void> {
    return this._refreshed;
  }

  /** The item that the notebook is a copy of. */
  get item(): Item | undefined {
    return this._options.copies.itemOf(this.panel);
  }

  /** Resolves when the notebook is there, and all that the server knows of its item. */
  async ready(): Promise<void> {
    await this.panel.context.ready;
    const { item } = this;
    if (item && hasNotebook(item)) {
      await this._options.guidance.ready(item.id);
    }
  }

  /** The checks among the cells, as they are now, by the cell's index. */
  checks(): Map<number, IPlacedCheck> {
    const { item } = this;
    const checks =
      item && hasNotebook(item)
        ? this._options.guidance.checks(item.id)
        : undefined;
    return checks && this.panel.content.model
      ? placedChecks(factsOf(this.panel.content), checks)
      : new Map<number, IPlacedCheck>();
  }

  /** Put the curriculum's own source back into a check; what stood there is kept in a cell below. */
  restore(cell: Cell): void {
    const { content } = this.panel;
    const index = content.widgets.indexOf(cell);
    const placed = this.checks().get(index);
    if (placed?.edited) {
      restoreCheck(content, index, placed.check, this._options.trans);
      this._options.restored();
    }
  }

  dispose(): void {
    const { attempts, guidance, model } = this._options;
    model.stateChanged.disconnect(this._soon, this);
    guidance.changed.disconnect(this._soon, this);
    attempts.heldChanged.disconnect(this._soon, this);
    cancelAnimationFrame(this._frame);
    Signal.clearData(this);
  }

  /** Once for many changes. */
  private _soon(): void {
    cancelAnimationFrame(this._frame);
    this._frame = requestAnimationFrame(() => {
      if (!this.panel.isDisposed) {
        this._refresh();
      }
    });
  }

  private _refresh(): void {
    const { item } = this;
    const placed = this.checks();
    const cells = new Map<Cell, CheckMarkState>();
    if (item) {
      for (const [index, check] of placed) {
        cells.set(this.panel.content.widgets[index], this._state(item, check));
      }
    }
    for (const [cell, mark] of this._marks) {
      if (!cells.has(cell)) {
        this._marks.delete(cell);
        mark.dispose();
      }
    }
    for (const [cell, state] of cells) {
      this._markOf(cell).state = state;
    }
    this._refreshed.emit();
  }

  private _markOf(cell: Cell): MarkWidget {
    const known = this._marks.get(cell);
    if (known) {
      return known;
    }
    const mark = new MarkWidget(this._options.trans, () => this.restore(cell));
    this._marks.set(cell, mark);
    placeInCell(cell, mark);
    return mark;
  }

  private _state(item: Item, { check, edited }: IPlacedCheck): CheckMarkState {
    const { attempts, model } = this._options;
    if (edited) {
      return 'edited';
    }
    return attempts.isHeld(item.id, check.cell)
      ? 'waiting'
      : (model.progress?.items[item.id]?.checks[check.name] ?? 'not-run');
  }

  private _marks = new Map<Cell, MarkWidget>();
  private _frame = 0;
  private _refreshed = new Signal<this, void>(this);
}

export namespace Companion {
  export interface IOptions {
    model: ICurriculumModel;
    copies: Copies;
    guidance: Guidance;
    attempts: Attempts;
    trans: TranslationBundle;
    /** Say that a check was restored, and where the learner's version is. */
    restored(): void;
  }
}

/** Whether an item is worked on in a notebook. */
export function hasNotebook(item: Item): boolean {
  return item.kind === 'exercise' || item.kind === 'capstone';
}
