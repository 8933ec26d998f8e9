import { Cell, placeInCell, reach } from './cellslots';
import { HintWidget } from './cellwidgets';
import type { Companion } from './companion';
import type { IFurther } from './components/HintBox';
import type { IUi } from './components/ui';
import type { Guidance } from './guidance';
import { oursOf } from './livechecks';
import type { ExerciseHints } from './types';

/** The hints in one open notebook: which exercise they are for, and the boxes that show them. */
export class Hinting {
  constructor(
    private _companion: Companion,
    private _options: Hinting.IOptions
  ) {
    _companion.refreshed.connect(this._refresh, this);
    _companion.panel.disposed.connect(() => this._boxes.clear());
  }

  /** The exercises that have hints; none until the server told. */
  get hints(): readonly ExerciseHints[] {
    const { item } = this._companion;
    return item?.kind === 'exercise'
      ? (this._options.guidance.hints(item.id) ?? [])
      : [];
  }

  /** The exercise of the active cell, else the nearest above, else the first below. */
  get here(): string | undefined {
    const { content } = this._companion.panel;
    const exercises = this._exercises();
    for (let at = content.activeCellIndex; at >= 0; at--) {
      if (exercises[at]) {
        return exercises[at];
      }
    }
    return exercises.find(exercise => exercise !== undefined);
  }

  /**
   * Open the hints of an exercise and lead the keyboard there; the first one is shown, those seen before are there
   * already. Tells whether there are any.
   */
  async show(exercise = this.here): Promise<boolean> {
    const found = this.hints.find(one => one.exercise === exercise);
    if (!found) {
      return false;
    }
    const cell = this._cellOf(found.exercise);
    if (!cell) {
      return false;
    }
    const { content } = this._companion.panel;
    await reach(content, content.widgets.indexOf(cell), 'smart');
    const box = this._box(found, cell);
    if (!found.shown.length) {
      await this._next(found.exercise);
    }
    await Promise.resolve(box.renderPromise);
    box.node.focus({ preventScroll: true });
    box.node.scrollIntoView({ block: 'nearest' });
    return true;
  }

  private _box(hints: ExerciseHints, cell: Cell): HintWidget {
    const { exercise } = hints;
    const known = this._boxes.get(exercise);
    if (known && !known.isDisposed) {
      return known;
    }
    const box = new HintWidget({
      ui: this._options.ui,
      hints,
      busy: false,
      problem: '',
      onNext: () => void this._next(exercise),
      onClose: () => this._close(exercise),
      further: this._options.further(this._companion.item?.id ?? '')
    });
    this._boxes.set(exercise, box);
    placeInCell(cell, box);
    return box;
  }

  private async _next(exercise: string): Promise<void> {
    const { guidance, sentence } = this._options;
    const { item } = this._companion;
    const now = this.hints.find(one => one.exercise === exercise);
    if (!item || !now || this._asking.has(exercise)) {
      return;
    }
    this._asking.add(exercise);
    this._boxes.get(exercise)?.renew({ busy: true, problem: '' });
    let problem = '';
    try {
      await guidance.show(item.id, exercise, now.shown.length + 1);
    } catch (error) {
      problem = sentence(error);
    } finally {
      this._asking.delete(exercise);
      this._boxes.get(exercise)?.renew({ busy: false, problem });
    }
  }

  private _close(exercise: string): void {
    const box = this._boxes.get(exercise);
    const cell = box?.parent as Cell | null;
    this._boxes.delete(exercise);
    box?.dispose();
    cell?.node.focus({ preventScroll: true });
  }

  /** Boxes follow what is known, and their cell where it was moved. */
  private _refresh(): void {
    for (const hints of this._boxes.size ? this.hints : []) {
      const box = this._boxes.get(hints.exercise);
      if (box?.isDisposed) {
        const cell = this._cellOf(hints.exercise);
        if (cell) {
          this._box(hints, cell);
        } else {
          this._boxes.delete(hints.exercise);
        }
      } else {
        box?.renew({ hints });
      }
    }
  }

  /** By the cell's index: the exercise with hints that it is, or that it checks. */
  private _exercises(): (string | undefined)[] {
    const { hints } = this;
    const names = new Set(hints.map(({ exercise }) => exercise));
    const checks = this._companion.checks();
    return this._companion.panel.content.widgets.map(({ model }, index) => {
      const { exercise } = oursOf(model.metadata);
      return (
        hints.find(({ cell }) => cell === model.id)?.exercise ??
        (typeof exercise === 'string' && names.has(exercise)
          ? exercise
          : undefined) ??
        checks.get(index)?.check.exercises.find(name => names.has(name))
      );
    });
  }

  /** The exercise's own cell, else its check, else the active one. */
  private _cellOf(exercise: string): Cell | undefined {
    const { content } = this._companion.panel;
    const index = this._exercises().indexOf(exercise);
    return content.widgets[index] ?? content.activeCell ?? undefined;
  }

  private _boxes = new Map<string, HintWidget>();
  private _asking = new Set<string>();
}

export namespace Hinting {
  export interface IOptions {
    guidance: Guidance;
    ui: Pick<IUi, 'trans' | 'markdown'>;
    /** What else may help with an item. */
    further(item: string): readonly IFurther[];
    /** What went wrong, for the learner. */
    sentence(error: unknown): string;
  }
}
