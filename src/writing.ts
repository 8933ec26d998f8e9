import { Signal } from '@lumino/signaling';
import { ProblemError, UnreachableError } from './request';
import type { IWriting } from './tokens';

/** A text that the server has not confirmed yet, and what it was written against. */
export interface IDraft {
  text: string;
  base: string;
}

/** The text that the server has of an item, and under which revision. */
export interface ISavedText {
  text: string;
  revision: number;
}

/**
 * Texts on their way to the server: kept on this machine until the server has confirmed them, never overwriting what
 * came from elsewhere, never lost to it.
 */
export class Writing {
  constructor(options: Writing.IOptions) {
    this._options = options;
  }

  /** Emitted when the state of any text changed. */
  readonly changed = new Signal<this, void>(this);

  get states(): ReadonlyMap<string, IWriting> {
    return this._states;
  }

  /** Take up the drafts that an earlier visit left. */
  restore(items: Iterable<string>): void {
    this._forget();
    for (const item of items) {
      const draft = this._options.drafts.read(item);
      if (draft) {
        this._drafts.set(item, draft);
        this._set(item, { text: draft.text, state: 'unsaved' });
      }
    }
    this.follow();
  }

  edit(item: string, text: string): void {
    const base = this._drafts.get(item)?.base ?? this._options.saved(item).text;
    const draft = { text, base };
    this._drafts.set(item, draft);
    this._options.drafts.write(item, draft);
    const state = this._states.get(item);
    if (state?.state === 'conflict') {
      this._set(item, { ...state, text });
      return;
    }
    this._set(item, { text, state: 'unsaved' });
    this._schedule(item, this._options.pause);
  }

  saveNow(item: string): void {
    const state = this._states.get(item)?.state;
    if (state === 'unsaved' || state === 'failed') {
      this._schedule(item, 0);
    }
  }

  settle(item: string, text: string): void {
    const draft = { text, base: this._options.saved(item).text };
    this._drafts.set(item, draft);
    this._options.drafts.write(item, draft);
    this._set(item, { text, state: 'unsaved' });
    this._schedule(item, 0);
  }

  /** Compare with what the server has now; what could not be sent before is sent. */
  follow(): void {
    for (const [item, draft] of this._drafts) {
      if (this._saving.has(item)) {
        continue;
      }
      const { text } = this._options.saved(item);
      if (text === draft.text) {
        this._done(item);
      } else if (text !== draft.base) {
        this._set(item, { text: draft.text, state: 'conflict', theirs: text });
      } else {
        this._schedule(item, this._options.pause);
      }
    }
  }

  dispose(): void {
    this._forget();
    Signal.clearData(this);
  }

  private async _save(item: string): Promise<void> {
    const draft = this._drafts.get(item);
    if (!draft || this._saving.has(item)) {
      return;
    }
    this._saving.add(item);
    const { text } = draft;
    const saving = this._saving;
    this._set(item, { text, state: 'saving' });
    try {
      await this._send(item, draft);
      saving.delete(item);
      if (saving === this._saving) {
        this._confirmed(item, text);
      }
    } catch (error) {
      saving.delete(item);
      if (saving === this._saving) {
        this._refused(item, error);
      }
    }
  }

  /** Any event of an item raises its revision, so a 409 is a conflict only where the text itself is another one. */
  private async _send(item: string, draft: IDraft): Promise<void> {
    const { save, saved, refresh } = this._options;
    try {
      await save(item, draft.text, saved(item).revision);
    } catch (error) {
      if (!(error instanceof ProblemError && error.status === 409)) {
        throw error;
      }
      await refresh();
      const now = saved(item);
      if (now.text === draft.text) {
        return;
      }
      if (now.text !== draft.base) {
        throw error;
      }
      await save(item, draft.text, now.revision);
    }
  }

  private _confirmed(item: string, text: string): void {
    const draft = this._drafts.get(item);
    if (draft && draft.text !== text) {
      const next = { text: draft.text, base: text };
      this._drafts.set(item, next);
      this._options.drafts.write(item, next);
      this._set(item, { text: draft.text, state: 'unsaved' });
      this._schedule(item, this._options.pause);
    } else {
      this._done(item);
    }
  }

  private _refused(item: string, error: unknown): void {
    const text = this._drafts.get(item)?.text ?? '';
    if (error instanceof ProblemError && error.status === 409) {
      const theirs = this._options.saved(item).text;
      this._set(item, { text, state: 'conflict', theirs });
    } else {
      const reached = !(error instanceof UnreachableError);
      const message = reached && error instanceof Error ? error.message : '';
      this._set(item, { text, state: 'failed', message });
    }
  }

  private _done(item: string): void {
    const text = this._drafts.get(item)?.text ?? '';
    this._drafts.delete(item);
    this._options.drafts.remove(item);
    this._set(item, { text, state: 'saved' });
  }

  private _set(item: string, state: IWriting): void {
    this._states = new Map(this._states).set(item, state);
    this.changed.emit();
  }

  private _schedule(item: string, pause: number): void {
    clearTimeout(this._timers.get(item));
    this._timers.set(
      item,
      setTimeout(() => void this._save(item), pause)
    );
  }

  private _forget(): void {
    this._timers.forEach(timer => clearTimeout(timer));
    this._timers.clear();
    this._drafts.clear();
    // What is still under way belongs to the curriculum shown before; its draft is kept for the next visit there.
    this._saving = new Set();
    this._states = new Map();
  }

  private _options: Writing.IOptions;
  private _drafts = new Map<string, IDraft>();
  private _states: ReadonlyMap<string, IWriting> = new Map();
  private _saving = new Set<string>();
  private _timers = new Map<string, ReturnType<typeof setTimeout>>();
}

export namespace Writing {
  export interface IOptions {
    /** Send a text, written against that revision. */
    save(item: string, text: string, revision: number): Promise<void>;
    /** What the server has, as far as this page knows. */
    saved(item: string): ISavedText;
    /** Ask for the progress again. */
    refresh(): Promise<void>;
    drafts: IDraftStore;
    /** Milliseconds without a key pressed before a text is sent. */
    pause: number;
  }
}

/** Where drafts outlive the page. */
export interface IDraftStore {
  read(item: string): IDraft | null;
  write(item: string, draft: IDraft): void;
  remove(item: string): void;
}

/**
 * Drafts in the browser's own storage, which is written at once and needs no server.
 *
 * @param prefix - tells apart servers, learners and curricula; asked for each time
 */
export class BrowserDrafts implements IDraftStore {
  constructor(
    private _storage: Storage,
    private _prefix: () => string
  ) {}

  read(item: string): IDraft | null {
    try {
      const draft = JSON.parse(
        this._storage.getItem(this._key(item)) ?? ''
      ) as IDraft;
      return typeof draft.text === 'string' && typeof draft.base === 'string'
        ? draft
        : null;
    } catch {
      // Nothing there, or nothing of ours.
      return null;
    }
  }

  write(item: string, draft: IDraft): void {
    try {
      this._storage.setItem(this._key(item), JSON.stringify(draft));
    } catch (error) {
      // Full or forbidden storage: the text stays on the page and still goes to the server.
      console.warn('A draft could not be kept in the browser.', error);
    }
  }

  remove(item: string): void {
    this._storage.removeItem(this._key(item));
  }

  private _key(item: string): string {
    return `dl-curriculum-ext:draft:${this._prefix()}:${item}`;
  }
}
