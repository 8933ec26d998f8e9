import type { Event } from '@jupyterlab/services';
import { ISignal, Signal } from '@lumino/signaling';
import { ProblemError } from './request';
import type { ICurriculumModel, IRunEnd, IRuns, IShownRun } from './tokens';
import type { ItemProgress, Run } from './types';

/** The schema under which the server tells of every step of a run. */
export const RUN_EVENT = 'https://events.jupyter.org/dl-curriculum/run/v1';

/** Whether a run still waits or goes on. */
export function isLive(run: Run | undefined): boolean {
  return run?.state === 'queued' || run?.state === 'running';
}

/**
 * The last run from a clean start of every item. The server tells of each step; it is asked only where something is
 * unknown: when the page was loaded or was away, and at a run's end.
 */
export class Runs implements IRuns {
  constructor(options: Runs.IOptions) {
    this._options = options;
    options.events.connect(this._onEvent, this);
    options.model.stateChanged.connect(this._onModel, this);
    document.addEventListener('visibilitychange', this._onVisible);
    this._onModel();
  }

  get changed(): ISignal<this, string> {
    return this._changed;
  }

  get ended(): ISignal<this, IRunEnd> {
    return this._ended;
  }

  of(item: string): IShownRun | undefined {
    const shown = this._shown.get(item);
    return shown && !this._isDismissed(item, shown.run.run) ? shown : undefined;
  }

  async start(item: string): Promise<void> {
    const { model } = this._options;
    this._take(
      item,
      await model.ask(item, (api, name) => api.startRun(name, item))
    );
  }

  async cancel(item: string): Promise<void> {
    const { model } = this._options;
    const run = this._shown.get(item)?.run;
    if (run && isLive(run)) {
      this._take(
        item,
        await model.ask(item, (api, name) => api.cancelRun(name, item, run.run))
      );
    }
  }

  dismiss(item: string): void {
    const run = this._shown.get(item)?.run;
    if (run && !isLive(run)) {
      this._options.dismissals.write(item, run.run);
      this._changed.emit(item);
    }
  }

  dispose(): void {
    this._options.events.disconnect(this._onEvent, this);
    this._options.model.stateChanged.disconnect(this._onModel, this);
    document.removeEventListener('visibilitychange', this._onVisible);
    this._curriculum = undefined;
    Signal.clearData(this);
  }

  /** Ask for runs that the progress names and that are unknown here. */
  private _onModel(): void {
    const { curriculum, progress, failure } = this._options.model;
    if (curriculum?.name !== this._curriculum) {
      this._curriculum = curriculum?.name;
      const items = [...this._shown.keys()];
      this._shown.clear();
      this._before.clear();
      this._asked.clear();
      items.forEach(item => this._changed.emit(item));
    }
    if (failure) {
      this._wasAway = true;
      return;
    }
    if (!progress || progress.curriculum !== this._curriculum) {
      return;
    }
    if (this._wasAway) {
      this._wasAway = false;
      this._askAgain();
    }
    for (const [item, { run }] of Object.entries(progress.items)) {
      const known = this._shown.get(item)?.run;
      if (
        run &&
        known?.run !== run &&
        !isLive(known) &&
        !this._asked.has(run) &&
        !this._isDismissed(item, run)
      ) {
        this._ask(item, run);
      }
    }
  }

  private _onEvent(_: unknown, event: Event.Emission): void {
    const { progress } = this._options.model;
    if (
      event.schema_id !== RUN_EVENT ||
      event.curriculum !== this._curriculum ||
      event.learner !== progress?.learner
    ) {
      return;
    }
    const step = event as unknown as Partial<Run> & Pick<Run, 'run' | 'item'>;
    const known = this._shown.get(step.item)?.run;
    if (step.state === 'queued' || step.state === 'running') {
      const { state, ahead, cell, cells, cell_id, cell_name, seconds } = step;
      const parts = { state, ahead, cell, cells, cell_id, cell_name, seconds };
      const base = known?.run === step.run ? known : blank(step.item, step.run);
      this._take(step.item, { ...base, ...parts } as Run);
    } else if (known?.run === step.run ? isLive(known) : !isLive(known)) {
      this._ask(step.item, step.run);
    }
  }

  /** A sleeping laptop's tab may have missed events. */
  private _onVisible = (): void => {
    if (document.visibilityState === 'visible') {
      this._askAgain();
    }
  };

  private _askAgain(): void {
    this._asked.clear();
    for (const [item, { run }] of this._shown) {
      if (isLive(run)) {
        this._ask(item, run.run);
      }
    }
  }

  /** One after the other, so that a page that begins does not ask for twenty things at once. */
  private _ask(item: string, run: string): void {
    this._asked.add(run);
    const curriculum = this._curriculum;
    this._last = this._last.then(async () => {
      if (curriculum !== this._curriculum) {
        return;
      }
      try {
        const found = await this._options.model.ask(item, (api, name) =>
          api.run(name, item, run)
        );
        if (curriculum === this._curriculum) {
          this._take(item, found);
        }
      } catch (error) {
        // Unreachable: asked again when the server is back. Not known any more: nothing to show.
        if (
          error instanceof ProblemError &&
          error.status === 404 &&
          this._shown.get(item)?.run.run === run
        ) {
          this._shown.delete(item);
          this._changed.emit(item);
        }
      }
    });
  }

  private _take(item: string, run: Run): void {
    const known = this._shown.get(item)?.run;
    if (known && isOlder(run, known)) {
      return;
    }
    const { now, model } = this._options;
    this._shown.set(item, { run, seenAt: (now ?? Date.now)() });
    if (isLive(run) && known?.run !== run.run) {
      this._before.set(item, model.progress?.items[item]);
    }
    this._changed.emit(item);
    if (isLive(known) && known?.run === run.run && !isLive(run)) {
      this._ended.emit({ item, run, before: this._before.get(item) });
    }
  }

  private _isDismissed(item: string, run: string): boolean {
    return this._options.dismissals.read(item) === run;
  }

  private _options: Runs.IOptions;
  private _curriculum: string | undefined;
  private _shown = new Map<string, IShownRun>();
  /** How an item stood when its run was first seen. */
  private _before = new Map<string, ItemProgress | undefined>();
  private _asked = new Set<string>();
  private _wasAway = false;
  private _last: Promise<void> = Promise.resolve();
  private _changed = new Signal<this, string>(this);
  private _ended = new Signal<this, IRunEnd>(this);
}

export namespace Runs {
  export interface IOptions {
    model: ICurriculumModel;
    /** What happens on the server, from any tab. */
    events: Event.Stream;
    dismissals: IDismissals;
    /** Milliseconds, by this page's clock. */
    now?(): number;
  }
}

/** Which run of an item the learner has put aside. */
export interface IDismissals {
  read(item: string): string | null;
  write(item: string, run: string): void;
}

/**
 * Kept in the browser's own storage, for every tab of it.
 *
 * @param prefix - tells apart servers, learners and curricula; asked for each time
 */
export class BrowserDismissals implements IDismissals {
  constructor(
    private _storage: Storage,
    private _prefix: () => string
  ) {}

  read(item: string): string | null {
    return this._storage.getItem(this._key(item));
  }

  write(item: string, run: string): void {
    try {
      this._storage.setItem(this._key(item), run);
    } catch (error) {
      console.warn('What was put aside is not remembered.', error);
    }
  }

  private _key(item: string): string {
    return `dl-curriculum-ext:dismissed-run:${this._prefix()}:${item}`;
  }
}

/** A run that another tab asked for, before anything but its name is known. */
function blank(item: string, run: string): Run {
  return {
    run,
    item,
    state: 'queued',
    ahead: 0,
    cell: 0,
    cells: 0,
    cell_id: '',
    cell_name: '',
    seconds: 0,
    limit_seconds: 0,
    checks: [],
    message: '',
    broken: null,
    restored: [],
    missing: [],
    notes: [],
    path: '',
    kernel: '',
    device: '',
    versions: {},
    notebook_sha256: '',
    metrics: {},
    at: null
  };
}

/** Whether an answer was overtaken by what is known already. */
function isOlder(next: Run, known: Run): boolean {
  if (next.run !== known.run) {
    return !!next.at && !!known.at && next.at < known.at;
  }
  const rank = (run: Run) =>
    run.state === 'queued' ? 0 : run.state === 'running' ? 1 : 2;
  return (
    rank(next) < rank(known) ||
    (rank(next) === 1 && rank(known) === 1 && next.cell < known.cell)
  );
}
