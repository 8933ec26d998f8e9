import type { Event } from '@jupyterlab/services';
import { VDomModel } from '@jupyterlab/ui-components';
import type { ISignal } from '@lumino/signaling';
import type { ICurriculumApi } from './api';
import { asFailure, keepUnchanged } from './answers';
import { Following } from './following';
import { ProblemError, UnreachableError } from './request';
import type { Failure, ICurriculumModel, IWishes, IWriting } from './tokens';
import type {
  Attempted,
  Curriculum,
  CurriculumSummary,
  Imported,
  ItemPatch,
  Problem,
  Progress,
  ProgressPatch,
  SeenCell
} from './types';
import { Turns } from './turns';
import { IDraftStore, Writing } from './writing';

/** The server's answers, kept as they came: this page computes no progress of its own. */
export class CurriculumModel extends VDomModel implements ICurriculumModel {
  constructor(options: CurriculumModel.IOptions) {
    super();
    this._api = options.api;
    this._writing = new Writing({
      save: (item, text, revision) =>
        this._change(name =>
          this._api.patchItem(name, item, { text, revision })
        ),
      saved: item => {
        const { text = '', revision = 0 } = this._progress?.items[item] ?? {};
        return { text, revision };
      },
      refresh: () => this.refresh(),
      drafts: options.drafts,
      pause: options.pause ?? 1200
    });
    this._writing.changed.connect(() => this.stateChanged.emit());
    this._following = new Following({
      events: options.events,
      lost: options.lost,
      concerns: (curriculum, learner) =>
        curriculum === this._curriculum?.name &&
        learner === this._progress?.learner,
      refreshProgress: () => this._refreshProgress(),
      reconnect: async () => {
        await this.refresh();
        return this._failure?.kind !== 'unreachable';
      },
      onLost: () => this._noteLoss(new UnreachableError())
    });
  }

  get curricula(): readonly CurriculumSummary[] {
    return this._curricula;
  }

  get problems(): readonly Problem[] {
    return this._problems;
  }

  get curriculum(): Curriculum | null {
    return this._curriculum;
  }

  get progress(): Progress | null {
    return this._progress;
  }

  get loading(): boolean {
    return this._loading;
  }

  get failure(): Failure | null {
    return this._failure;
  }

  get busy(): ReadonlySet<string> {
    return this._turns.busy;
  }

  get writings(): ReadonlyMap<string, IWriting> {
    return this._writing.states;
  }

  async refresh(): Promise<void> {
    // A retry in the background does not take away the word that it is needed.
    if (this._failure?.kind !== 'unreachable') {
      this._failure = null;
    }
    this._loading = true;
    this.stateChanged.emit();
    try {
      const { curricula, problems } = await this._api.curricula();
      this._curricula = curricula;
      this._problems = problems;
      await this._load();
      this._failure = null;
    } catch (error) {
      this._fail(error);
    } finally {
      this._loading = false;
      this.stateChanged.emit();
    }
  }

  async choose(name: string): Promise<void> {
    this._chosen = name;
    await this.refresh();
  }

  patchItem(item: string, patch: ItemPatch): Promise<void> {
    return this._turns.whileBusy(item, () =>
      this._change(name => this._api.patchItem(name, item, patch))
    );
  }

  patchProgress(patch: ProgressPatch): Promise<void> {
    return this._change(name => this._api.patchProgress(name, patch));
  }

  open(item: string, folder: string, wishes: IWishes = {}) {
    const where = folder ? { folder } : {};
    return this.ask(item, (api, name) =>
      api.open(name, item, { missing: 'ask', ...where, ...wishes })
    );
  }

  ask<T>(
    item: string,
    send: (api: ICurriculumApi, name: string) => Promise<T>
  ): Promise<T> {
    return this._turns.whileBusy(item, async () => {
      try {
        return await send(this._api, this._name());
      } catch (error) {
        this._noteLoss(error);
        throw error;
      } finally {
        this._following.soon();
      }
    });
  }

  async attempt(item: string, cells: SeenCell[]): Promise<Attempted> {
    let attempted: Attempted | undefined;
    await this._change(async name => {
      attempted = await this._api.attempt(name, item, cells);
      return attempted.progress;
    });
    return attempted!;
  }

  async exportProgress(): Promise<string> {
    return this._api.exportProgress(this._name());
  }

  async importProgress(lines: string): Promise<Imported> {
    const imported = await this._api.importProgress(this._name(), lines);
    await this.refresh();
    return imported;
  }

  write(item: string, text: string): void {
    this._writing.edit(item, text);
  }

  saveNow(item: string): void {
    this._writing.saveNow(item);
  }

  settle(item: string, text: string): void {
    this._writing.settle(item, text);
  }

  dispose(): void {
    this._following.dispose();
    this._writing.dispose();
    super.dispose();
  }

  /** The chosen curriculum, or the first where that one is gone. */
  private async _load(): Promise<void> {
    const chosen = this._curricula.find(({ name }) => name === this._chosen);
    const name = (chosen ?? this._curricula[0])?.name;
    if (!name) {
      this._curriculum = this._progress = null;
      return;
    }
    const known = this._curriculum?.name === name ? this._etag : '';
    const changes = this._turns.count;
    const [edition, progress] = await Promise.all([
      this._api.curriculum(name, known),
      this._api.progress(name)
    ]);
    if (edition) {
      this._curriculum = edition.curriculum;
      this._etag = edition.etag;
    }
    const another = this._progress?.curriculum !== name;
    if (another || this._turns.count === changes) {
      this._progress = keepUnchanged(this._progress, progress);
    }
    if (another) {
      this._writing.restore(Object.keys(progress.items));
    } else {
      this._writing.follow();
    }
  }

  private async _refreshProgress(): Promise<void> {
    if (!this._curriculum) {
      return this.refresh();
    }
    const changes = this._turns.count;
    try {
      const progress = await this._api.progress(this._name());
      // An answer that was asked for before a change may be older than the change's own answer.
      if (this._turns.count !== changes) {
        this._following.soon();
        return;
      }
      this._progress = keepUnchanged(this._progress, progress);
      this._failure = null;
      this._writing.follow();
    } catch (error) {
      this._fail(error);
    }
    this.stateChanged.emit();
  }

  private _change(send: (name: string) => Promise<Progress>): Promise<void> {
    return this._turns.next(async () => {
      const name = this._name();
      try {
        const progress = await send(name);
        if (this._curriculum?.name === name) {
          this._progress = keepUnchanged(this._progress, progress);
          this.stateChanged.emit();
        }
      } catch (error) {
        this._noteLoss(error);
        this._following.soon();
        throw error;
      }
    });
  }

  private _name(): string {
    if (!this._curriculum) {
      throw new ProblemError('', 'no-curriculum', 0);
    }
    return this._curriculum.name;
  }

  private _fail(error: unknown): void {
    this._failure = asFailure(error);
    if (this._failure.kind === 'unreachable') {
      this._following.startRetrying();
    }
  }

  private _noteLoss(error: unknown): void {
    if (error instanceof UnreachableError) {
      this._fail(error);
      this.stateChanged.emit();
    }
  }

  private _api: ICurriculumApi;
  private _chosen: string | null = null;
  private _curricula: readonly CurriculumSummary[] = [];
  private _problems: readonly Problem[] = [];
  private _curriculum: Curriculum | null = null;
  private _etag = '';
  private _progress: Progress | null = null;
  private _loading = false;
  private _failure: Failure | null = null;
  private _turns = new Turns(() => this.stateChanged.emit());
  private _writing: Writing;
  private _following: Following;
}

export namespace CurriculumModel {
  export interface IOptions {
    api: ICurriculumApi;
    /** What happens on the server, from any tab. */
    events: Event.Stream;
    /** Emitted when the connection to the server failed. */
    lost?: ISignal<unknown, unknown>;
    drafts: IDraftStore;
    /** Milliseconds without a key pressed before a text is saved. */
    pause?: number;
  }
}
