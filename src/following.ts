import type { Event } from '@jupyterlab/services';
import { Debouncer, Poll } from '@lumino/polling';
import { ISignal, Signal } from '@lumino/signaling';
import { UnreachableError } from './request';

/** The schema under which the server tells of every event that it has stored. */
export const PROGRESS_EVENT =
  'https://events.jupyter.org/dl-curriculum/progress/v1';

/**
 * When to ask the server again: soon after it told of a change, when the page is looked at again, and, only while it
 * cannot be reached, over and over with growing pauses.
 */
export class Following {
  constructor(options: Following.IOptions) {
    this._options = options;
    this._soon = new Debouncer(() => options.refreshProgress(), 150);
    this._retry = new Poll({
      name: 'dl-curriculum-ext:retry',
      auto: false,
      factory: async () => {
        if (!(await options.reconnect())) {
          throw new UnreachableError('still unreachable');
        }
      },
      frequency: { interval: 2000, backoff: true, max: 10_000 },
      standby: 'when-hidden'
    });
    this._retry.ticked.connect((poll, { phase }) => {
      if (phase === 'resolved') {
        void poll.stop();
      }
    });
    options.events.connect(this._onEvent, this);
    options.lost?.connect(this._onLost, this);
    document.addEventListener('visibilitychange', this._onVisible);
  }

  /** Ask for the progress again in a moment, once for many calls. */
  soon(): void {
    if (!this._soon.isDisposed) {
      this._soon.invoke().catch(() => {
        // Disposed while waiting: nobody looks any more.
      });
    }
  }

  /** Try again until the server can be reached. */
  startRetrying(): void {
    void this._retry.start();
  }

  dispose(): void {
    this._options.events.disconnect(this._onEvent, this);
    this._options.lost?.disconnect(this._onLost, this);
    document.removeEventListener('visibilitychange', this._onVisible);
    this._soon.dispose();
    this._retry.dispose();
    Signal.clearData(this);
  }

  private _onEvent(_: unknown, event: Event.Emission): void {
    if (
      event.schema_id === PROGRESS_EVENT &&
      this._options.concerns(event.curriculum, event.learner)
    ) {
      this.soon();
    }
  }

  private _onLost(): void {
    this._options.onLost();
  }

  /** A sleeping laptop's tab may have missed events. */
  private _onVisible = (): void => {
    if (document.visibilityState === 'visible') {
      this.soon();
    }
  };

  private _options: Following.IOptions;
  private _soon: Debouncer;
  private _retry: Poll;
}

export namespace Following {
  export interface IOptions {
    /** What happens on the server, from any tab. */
    events: Event.Stream;
    /** Emitted when the connection to the server failed. */
    lost?: ISignal<unknown, unknown>;
    /** Whether an event is about what is shown. */
    concerns(curriculum: unknown, learner: unknown): boolean;
    refreshProgress(): Promise<void>;
    /** Ask for everything; tells whether the server could be reached. */
    reconnect(): Promise<boolean>;
    onLost(): void;
  }
}
