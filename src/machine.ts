import type { Event } from '@jupyterlab/services';
import { JSONExt, ReadonlyPartialJSONValue } from '@lumino/coreutils';
import { DisposableDelegate, IDisposable } from '@lumino/disposable';
import { Debouncer, Poll } from '@lumino/polling';
import { ISignal, Signal } from '@lumino/signaling';
import type { ICurriculumApi } from './api';
import { asFailure } from './answers';
import { PROGRESS_EVENT } from './following';
import type { Failure, ICurriculumModel, IMachine } from './tokens';
import type {
  Curriculum,
  CurriculumKernels,
  Hardware,
  ItemKernel,
  RunningNotebook
} from './types';

/** The schema under which the server tells that it has looked into a kernel's environment. */
export const KERNELS_EVENT =
  'https://events.jupyter.org/dl-curriculum/kernels/v1';

/** Kinds of progress that may change on what a notebook opens, or how long it takes. */
const CONCERNS = new Set<unknown>([
  'opened',
  'deleted',
  'restored',
  'kernel-chosen',
  'kernel-set',
  'run-ended'
]);

interface IKnown {
  hardware: Hardware | null;
  kernels: CurriculumKernels | null;
  notebooks: readonly RunningNotebook[];
}

type Part = keyof IKnown;

/**
 * What computes here. The server is asked when something may have changed: it told of a kernel, a notebook was opened or
 * shut down; and every few seconds only while someone sees the memory.
 */
export class Machine implements IMachine {
  constructor(options: Machine.IOptions) {
    this._options = options;
    this._soon = new Debouncer(() => this.look(), 300);
    this._poll = new Poll({
      name: 'dl-curriculum-ext:memory',
      auto: false,
      factory: () => this._follow(),
      frequency: { interval: 4000, backoff: true, max: 60_000 },
      standby: () =>
        document.visibilityState !== 'visible' ||
        ![...this._watchers].some(isSeen => isSeen())
    });
    options.events.connect(this._onEvent, this);
    options.model.stateChanged.connect(this._onModel, this);
    options.running?.connect(this._later, this);
    options.specs?.connect(this._later, this);
    this._onModel();
  }

  get changed(): ISignal<this, Part> {
    return this._changed;
  }

  get hardware(): Hardware | null {
    return this._known.hardware;
  }

  get kernels(): CurriculumKernels | null {
    return this._known.kernels;
  }

  get notebooks(): readonly RunningNotebook[] {
    return this._known.notebooks;
  }

  get failure(): Failure | null {
    return this._failure;
  }

  of(item: string): ItemKernel | undefined {
    return this._known.kernels?.items[item];
  }

  look(): Promise<void> {
    // One under way may have been asked before what the caller just did; one that still waits was not.
    this._waiting ??= this._next(() => {
      this._waiting = null;
      return this._ask(['hardware', 'kernels', 'notebooks']);
    });
    return this._waiting;
  }

  async lookAgain(): Promise<void> {
    this._take('hardware', await this._options.api.lookAgain());
    await this.look();
  }

  watch(isSeen: () => boolean): IDisposable {
    this._watchers.add(isSeen);
    if (this._watchers.size === 1) {
      void this._poll.start();
      this._later();
    }
    return new DisposableDelegate(() => {
      this._watchers.delete(isSeen);
      if (!this._watchers.size && !this._poll.isDisposed) {
        void this._poll.stop();
      }
    });
  }

  dispose(): void {
    const { events, model, running, specs } = this._options;
    events.disconnect(this._onEvent, this);
    model.stateChanged.disconnect(this._onModel, this);
    running?.disconnect(this._later, this);
    specs?.disconnect(this._later, this);
    this._soon.dispose();
    this._poll.dispose();
    Signal.clearData(this);
  }

  private _onModel(): void {
    const { curriculum, failure } = this._options.model;
    if (curriculum?.name !== this._curriculum?.name) {
      this._take('kernels', null);
      this._take('notebooks', []);
    }
    if (curriculum !== this._curriculum || (this._wasAway && !failure)) {
      this._curriculum = curriculum;
      this._later();
    }
    this._wasAway = failure !== null;
  }

  private _onEvent(_: unknown, event: Event.Emission): void {
    const { curriculum, progress } = this._options.model;
    if (
      event.schema_id === KERNELS_EVENT ||
      (event.schema_id === PROGRESS_EVENT &&
        event.curriculum === curriculum?.name &&
        event.learner === progress?.learner &&
        CONCERNS.has(event.kind))
    ) {
      this._later();
    }
  }

  private _later(): void {
    this._soon.invoke().catch(() => {
      // Disposed while waiting: nobody looks any more.
    });
  }

  /** The memory and who holds it; what fits is asked only where that may have changed. */
  private async _follow(): Promise<void> {
    const before = roundedMemory(this.hardware);
    await this._next(() => this._ask(['hardware', 'notebooks']));
    if (this._failure) {
      throw new Error(this._failure.kind);
    }
    if (roundedMemory(this.hardware) !== before) {
      await this._next(() => this._ask(['kernels']));
    }
  }

  /** One after the other, so that the last answer is the newest. */
  private _next(ask: () => Promise<void>): Promise<void> {
    this._last = this._last.then(ask);
    return this._last;
  }

  private async _ask(parts: Part[]): Promise<void> {
    const { api, model } = this._options;
    const name = model.curriculum?.name;
    const { hardware, kernels, notebooks } = this._known;
    const wants = (part: Part) => parts.includes(part);
    try {
      const found = await Promise.all([
        wants('hardware') ? api.hardware() : hardware,
        wants('kernels') && name ? api.kernels(name) : kernels,
        wants('notebooks') && name ? api.notebooks(name) : notebooks
      ]);
      this._failure = null;
      this._take('hardware', found[0]);
      if (name === model.curriculum?.name) {
        this._take('kernels', found[1]);
        this._take('notebooks', found[2]);
      }
    } catch (error) {
      this._failure = asFailure(error);
      this._changed.emit('hardware');
    }
  }

  private _take<P extends Part>(part: P, value: IKnown[P]): void {
    const known = this._known[part] as ReadonlyPartialJSONValue;
    if (!JSONExt.deepEqual(known, value)) {
      this._known[part] = value;
      this._changed.emit(part);
    }
  }

  private _options: Machine.IOptions;
  private _curriculum: Curriculum | null = null;
  private _known: IKnown = { hardware: null, kernels: null, notebooks: [] };
  private _failure: Failure | null = null;
  private _wasAway = false;
  private _last: Promise<void> = Promise.resolve();
  private _waiting: Promise<void> | null = null;
  private _watchers = new Set<() => boolean>();
  private _soon: Debouncer;
  private _poll: Poll;
  private _changed = new Signal<this, Part>(this);
}

export namespace Machine {
  export interface IOptions {
    api: ICurriculumApi;
    model: ICurriculumModel;
    /** What happens on the server, from any tab. */
    events: Event.Stream;
    /** Emitted when a kernel of a notebook was started or shut down. */
    running?: ISignal<unknown, unknown>;
    /** Emitted when kernels were installed or removed. */
    specs?: ISignal<unknown, unknown>;
  }
}

/** Free memory so coarse that only what matters changes it. */
function roundedMemory(hardware: Hardware | null): string {
  return [
    hardware?.memory_free_gb,
    ...(hardware?.accelerators.map(({ free_gb }) => free_gb) ?? [])
  ]
    .map(gb => Math.round((gb ?? 0) * 2))
    .join();
}
