import { ISignal, Signal } from '@lumino/signaling';
import {
  MissingExtensionError,
  ProblemError,
  UnreachableError
} from './request';
import type { ICurriculumModel } from './tokens';
import type { Attempted, ItemProgress, SeenCell } from './types';

/** A cell that ran, a check or one that reported a number, and where it belongs. */
export interface IAttempt {
  curriculum: string;
  item: string;
  cell: SeenCell;
}

/** What the server made of some of them. */
export interface ITaken {
  item: string;
  /** How the item stood before. */
  before: ItemProgress | undefined;
  attempted: Attempted;
}

/** As many as one request may bring. */
const MOST = 200;

/**
 * Checks that ran and numbers that cells reported, on their way to the server: sent at once, together where a request is
 * under way already, and kept until the server has them.
 */
export class Attempts {
  constructor(options: Attempts.IOptions) {
    this._options = options;
    options.model.stateChanged.connect(this._onModel, this);
  }

  /** Emitted when the server has taken some in. */
  get taken(): ISignal<this, ITaken> {
    return this._taken;
  }

  /** Emitted when the server would not have some, with its error; they are not sent again. */
  get refused(): ISignal<this, unknown> {
    return this._refused;
  }

  /** Emitted when there begins, or ceases, to be something that could not be sent. */
  get heldChanged(): ISignal<this, boolean> {
    return this._heldChanged;
  }

  /** Whether a cell's last run could not be sent yet. */
  isHeld(item: string, cell: string): boolean {
    return (
      this._held &&
      this._waiting.some(one => one.item === item && one.cell.cell === cell)
    );
  }

  add(item: string, cell: SeenCell): void {
    const curriculum = this._options.model.curriculum?.name;
    if (curriculum === undefined) {
      return;
    }
    // Only what a cell said last counts, so a server that is away long does not get a flood.
    this._waiting = this._waiting.filter(
      one =>
        this._sent.has(one) ||
        one.curriculum !== curriculum ||
        one.item !== item ||
        one.cell.cell !== cell.cell
    );
    this._waiting.push({ curriculum, item, cell });
    if (this._held) {
      this._keep();
    }
    if (!this._held || this._options.model.failure === null) {
      void this._send();
    }
  }

  dispose(): void {
    this._options.model.stateChanged.disconnect(this._onModel, this);
    clearTimeout(this._timer);
    Signal.clearData(this);
  }

  private async _send(): Promise<void> {
    if (this._sending) {
      return;
    }
    this._sending = true;
    try {
      for (let batch = this._next(); batch.length; batch = this._next()) {
        this._sent = new Set(batch);
        if (!(await this._tell(batch))) {
          return;
        }
        this._waiting = this._waiting.filter(one => !this._sent.has(one));
      }
    } finally {
      this._sent = new Set();
      this._sending = false;
    }
  }

  /** Tells whether these need not be sent again. */
  private async _tell(batch: IAttempt[]): Promise<boolean> {
    const { model } = this._options;
    const { item } = batch[0];
    const before = model.progress?.items[item];
    try {
      const cells = batch.map(({ cell }) => cell);
      const attempted = await model.attempt(item, cells);
      this._hold(false);
      this._taken.emit({ item, before, attempted });
    } catch (error) {
      if (mayPass(error)) {
        this._hold(true);
        return false;
      }
      this._hold(false);
      this._refused.emit(error);
    }
    return true;
  }

  /** The first that waits, with all of the same item. */
  private _next(): IAttempt[] {
    const name = this._options.model.curriculum?.name;
    const here = this._waiting.filter(one => one.curriculum === name);
    return here.filter(({ item }) => item === here[0].item).slice(0, MOST);
  }

  private _onModel(): void {
    const { model, store } = this._options;
    if (!this._restored && model.progress && model.failure === null) {
      this._restored = true;
      const earlier = store.take();
      if (earlier.length) {
        this._waiting.unshift(...earlier);
        // Under this page's own name, until the server has them.
        store.keep(this._waiting);
        this._held = true;
        void this._send();
      }
    }
    const { failure } = model;
    const isBack = this._wasLost && failure === null;
    this._wasLost = failure?.kind === 'unreachable';
    if (isBack && this._held) {
      // Back, though perhaps not for this: no storm of requests.
      const pause = this._failures > 1 ? 500 * 2 ** this._failures : 0;
      this._sendIn(Math.min(pause, this._options.pause));
    } else if (failure === null && !this._held) {
      void this._send();
    }
  }

  private _hold(held: boolean): void {
    clearTimeout(this._timer);
    this._failures = held ? this._failures + 1 : 0;
    if (held) {
      // A server that answers, though not well, tells of no recovery.
      this._sendIn(this._options.pause);
    }
    if (held || this._held) {
      this._held = held;
      this._keep();
      this._heldChanged.emit(held);
    }
  }

  private _sendIn(pause: number): void {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => void this._send(), pause);
  }

  private _keep(): void {
    this._options.store.keep(this._held ? this._waiting : []);
  }

  private _options: Attempts.IOptions;
  private _waiting: IAttempt[] = [];
  private _sent: ReadonlySet<IAttempt> = new Set();
  private _sending = false;
  private _held = false;
  private _wasLost = false;
  private _failures = 0;
  private _restored = false;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _taken = new Signal<this, ITaken>(this);
  private _refused = new Signal<this, unknown>(this);
  private _heldChanged = new Signal<this, boolean>(this);
}

export namespace Attempts {
  export interface IOptions {
    model: ICurriculumModel;
    store: IAttemptStore;
    /** Milliseconds before another try where the server answered that it cannot take them now. */
    pause: number;
  }
}

/** Whether the same request may well be taken later. */
function mayPass(error: unknown): boolean {
  return (
    error instanceof UnreachableError ||
    error instanceof MissingExtensionError ||
    (error instanceof ProblemError &&
      (error.status >= 500 || error.code === 'signed-out'))
  );
}

/** Where attempts outlive the page. */
export interface IAttemptStore {
  keep(attempts: readonly IAttempt[]): void;
  /** All that other pages kept; they are this page's from now on. */
  take(): IAttempt[];
}

/**
 * Attempts in the browser's own storage, each page under a name of its own, so that two tabs lose nothing of each other.
 *
 * @param prefix - tells apart servers and learners; asked for each time
 */
export class BrowserAttempts implements IAttemptStore {
  constructor(
    private _storage: Storage,
    private _prefix: () => string,
    private _page: string
  ) {}

  keep(attempts: readonly IAttempt[]): void {
    const key = this._start() + this._page;
    try {
      if (attempts.length) {
        this._storage.setItem(key, JSON.stringify(attempts));
      } else {
        this._storage.removeItem(key);
      }
    } catch (error) {
      // Full or forbidden storage: they stay on the page and still go to the server.
      console.warn('Check results could not be kept in the browser.', error);
    }
  }

  take(): IAttempt[] {
    const start = this._start();
    const keys = Object.keys(this._storage).filter(
      key => key.startsWith(start) && key !== start + this._page
    );
    return keys.flatMap(key => {
      const text = this._storage.getItem(key) ?? '[]';
      this._storage.removeItem(key);
      try {
        return (JSON.parse(text) as IAttempt[]).filter(isAttempt);
      } catch {
        return [];
      }
    });
  }

  private _start(): string {
    return `dl-curriculum-ext:attempts:${this._prefix()}:`;
  }
}

function isAttempt(value: IAttempt | null): boolean {
  return (
    typeof value?.curriculum === 'string' &&
    typeof value.item === 'string' &&
    typeof value.cell?.source === 'string'
  );
}
