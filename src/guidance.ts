import { ISignal, Signal } from '@lumino/signaling';
import type { ICurriculumApi } from './api';
import type { ICurriculumModel } from './tokens';
import type { Curriculum, ExerciseHints, Hints, OwnCheck } from './types';

/** What the server knows of an item's notebook: its own checks, and the hints that the learner asked for. */
export class Guidance {
  constructor(private _model: ICurriculumModel) {
    this._model.stateChanged.connect(this._onModel, this);
  }

  /** Emitted when something came that was not here before. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** The item's checks as the curriculum has them; undefined until the server told, for which it is asked now. */
  checks(item: string): readonly OwnCheck[] | undefined {
    const { checks } = this._known();
    if (!checks.has(item)) {
      void this._ask(item, 'checks', async (api, name) => {
        checks.set(item, await api.checks(name, item));
      });
    }
    return checks.get(item);
  }

  /** The exercises of an item that have hints, with those shown so far; undefined until the server told. */
  hints(item: string): readonly ExerciseHints[] | undefined {
    const { hints } = this._known();
    const here = hints.get(item);
    if (!here || this._isOld(item, here)) {
      void this._ask(item, 'hints', async (api, name) => {
        hints.set(item, withHints(await api.hints(name, item)));
      });
    }
    return here;
  }

  /** Resolves when the server told all of an item, or could not. */
  async ready(item: string): Promise<void> {
    this.checks(item);
    this.hints(item);
    const { asked } = this._known();
    for (const kind of KINDS) {
      await asked.get(`${kind} ${item}`);
    }
  }

  /** Show an exercise's hints up to a number; rejects with what the server said. */
  async show(item: string, exercise: string, shown: number): Promise<void> {
    const { hints } = this._known();
    const found = await this._model.ask(item, (api, name) =>
      api.showHints(name, item, exercise, shown)
    );
    hints.set(item, withHints(found));
    this._changed.emit();
  }

  dispose(): void {
    this._model.stateChanged.disconnect(this._onModel, this);
    Signal.clearData(this);
  }

  /** Whether another tab has shown more since. */
  private _isOld(item: string, hints: readonly ExerciseHints[]): boolean {
    const asked = this._model.progress?.items[item]?.hints ?? {};
    return hints.some(
      ({ exercise, shown, total }) =>
        Math.min(asked[exercise] ?? 0, total) > shown.length
    );
  }

  /** Asks once; again only after the server was away. */
  private _ask(
    item: string,
    kind: (typeof KINDS)[number],
    send: (api: ICurriculumApi, name: string) => Promise<void>
  ): Promise<void> {
    const { asked } = this._known();
    const what = `${kind} ${item}`;
    const asking = asked.get(what);
    if (asking || !this._model.curriculum) {
      return asking ?? Promise.resolve();
    }
    const answer = this._model.ask(item, send).then(
      () => {
        asked.delete(what);
        this._changed.emit();
      },
      () => {
        // Help that cannot come now is no news; that the server is away is said in the panel.
      }
    );
    asked.set(what, answer);
    return answer;
  }

  private _onModel(): void {
    const lost = this._model.failure !== null;
    if (this._wasLost && !lost) {
      this._known().asked.clear();
      this._changed.emit();
    }
    this._wasLost = lost;
  }

  /** Of this edition of the curriculum. */
  private _known(): IKnown {
    const edition = this._model.curriculum;
    let known = edition && this._editions.get(edition);
    if (!known) {
      known = { checks: new Map(), hints: new Map(), asked: new Map() };
      if (edition) {
        this._editions.set(edition, known);
      }
    }
    return known;
  }

  private _editions = new WeakMap<Curriculum, IKnown>();
  private _changed = new Signal<this, void>(this);
  private _wasLost = false;
}

const KINDS = ['checks', 'hints'] as const;

function withHints({ exercises }: Hints): ExerciseHints[] {
  return exercises.filter(({ total }) => total > 0);
}

interface IKnown {
  checks: Map<string, readonly OwnCheck[]>;
  hints: Map<string, readonly ExerciseHints[]>;
  /** What was asked for and has not come. */
  asked: Map<string, Promise<void>>;
}
