import { ISignal, Signal } from '@lumino/signaling';
import type { ICurriculumModel } from './tokens';
import type { CellChange, Updated } from './types';

/** What is known of newer versions of the curriculum's notebooks. */
export interface INewer {
  readonly changed: ISignal<unknown, void>;
  /** Find out, once, what a newer version would change in the learner's copy; quiet where that cannot be told. */
  look(item: string): void;
  /** What it would change; null where that is nothing, or not known. */
  offer(item: string): Updated | null;
}

/** Whether a change is one that the learner would see; what is kept is no news. */
export function isNews({ change }: CellChange): boolean {
  return change !== 'kept';
}

/** Asks the server what an update would change, where the copy is of another version than the curriculum. */
export class Newer implements INewer {
  constructor(private _model: ICurriculumModel) {}

  readonly changed = new Signal<this, void>(this);

  look(item: string): void {
    const key = this._key(item);
    if (key === null || this._known.has(key)) {
      return;
    }
    this._known.set(key, null);
    this._model
      .ask(item, (api, name) => api.update(name, item, { preview: true }))
      .then(found => {
        this._known.set(key, found.changes.some(isNews) ? found : null);
        this.changed.emit();
      })
      .catch(() => {
        // A copy that cannot be read or found is told of when it is opened; here nothing is offered.
      });
  }

  offer(item: string): Updated | null {
    const key = this._key(item);
    return (key !== null && this._known.get(key)) || null;
  }

  /** The copy and the two versions; null where there is no copy, or no other version. */
  private _key(item: string): string | null {
    const { curriculum, progress } = this._model;
    const { path, version } = progress?.items[item] ?? {};
    return curriculum && path && version !== curriculum.version
      ? JSON.stringify([
          curriculum.name,
          item,
          path,
          version,
          curriculum.version
        ])
      : null;
  }

  /** Where the last update kept both the learner's cell and the newer one; until the learner has seen to it. */
  conflicts(item: string): readonly CellChange[] {
    return this._conflicts.get(item) ?? [];
  }

  noteConflicts(item: string, conflicts: readonly CellChange[]): void {
    this._conflicts.set(item, conflicts);
    this.changed.emit();
  }

  private _conflicts = new Map<string, readonly CellChange[]>();
  private _known = new Map<string, Updated | null>();
}
