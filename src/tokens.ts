import type { VDomRenderer } from '@jupyterlab/ui-components';
import { Token } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import type { ICurriculumApi } from './api';
import type {
  Attempted,
  Curriculum,
  CurriculumKernels,
  CurriculumSummary,
  Hardware,
  Imported,
  ItemKernel,
  ItemPatch,
  ItemProgress,
  OpenRequest,
  Opened,
  Problem,
  Progress,
  ProgressPatch,
  Run,
  RunningNotebook,
  SeenCell
} from './types';

/** Why the panel cannot show, or no longer follow, what the server has. */
export type Failure =
  | { kind: 'missing' }
  | { kind: 'version'; server: string; lab: string }
  | { kind: 'unreachable' }
  | { kind: 'problem'; message: string; code: string };

/** How a text of the learner's own stands between this page and the server. */
export interface IWriting {
  text: string;
  state: 'unsaved' | 'saving' | 'saved' | 'conflict' | 'failed';
  /** In a conflict: what the server has. */
  theirs?: string;
  /** What the server said when it would not take the text; empty where it could not be reached. */
  message?: string;
}

/** How a copy is to be opened, where not as usual. */
export type IWishes = Omit<OpenRequest, 'folder'>;

/** The curriculum and the learner's progress, as the server has them. */
export interface ICurriculumModel extends VDomRenderer.IModel {
  readonly curricula: readonly CurriculumSummary[];
  readonly problems: readonly Problem[];
  /** The curriculum shown; null until there is one. */
  readonly curriculum: Curriculum | null;
  readonly progress: Progress | null;
  readonly loading: boolean;
  readonly failure: Failure | null;
  /** Items with a request under way. */
  readonly busy: ReadonlySet<string>;
  /** Texts being written, by item. */
  readonly writings: ReadonlyMap<string, IWriting>;

  /** Ask for everything again; never rejects, a failure is in `failure`. */
  refresh(): Promise<void>;
  /** Show another curriculum. */
  choose(name: string): Promise<void>;
  /** Change an item; rejects with what the server said, after asking for the truth again. */
  patchItem(item: string, patch: ItemPatch): Promise<void>;
  /** Change goal, hours or routes; rejects likewise. */
  patchProgress(patch: ProgressPatch): Promise<void>;
  /** The learner's copy of an exercise, made if there was none; rejects likewise. */
  open(item: string, folder: string, wishes?: IWishes): Promise<Opened>;
  /** Ask for something else about an item; rejects likewise. */
  ask<T>(
    item: string,
    send: (api: ICurriculumApi, curriculum: string) => Promise<T>
  ): Promise<T>;
  /** Tell of check cells that ran in the learner's own kernel; rejects likewise. */
  attempt(item: string, cells: SeenCell[]): Promise<Attempted>;
  exportProgress(): Promise<string>;
  importProgress(lines: string): Promise<Imported>;
  /** Keep a text at once on this machine, and on the server after a short pause. */
  write(item: string, text: string): void;
  /** Save what is not saved yet, without waiting for the pause. */
  saveNow(item: string): void;
  /** End a conflict with this text. */
  settle(item: string, text: string): void;
}

export const ICurriculumModel = new Token<ICurriculumModel>(
  'dl-curriculum-ext:ICurriculumModel',
  'The curriculum and the progress of the learner, followed live.'
);

/** A run from a clean start, and when this page learnt of it. */
export interface IShownRun {
  run: Run;
  /** Milliseconds, by this page's clock. */
  seenAt: number;
}

/** A run that this page saw going on came to its end. */
export interface IRunEnd {
  item: string;
  run: Run;
  /** How the item stood when the run was first seen. */
  before: ItemProgress | undefined;
}

/** The last run from a clean start of every item, followed live. */
export interface IRuns {
  /** Emitted with the item whose run moved on. */
  readonly changed: ISignal<IRuns, string>;
  readonly ended: ISignal<IRuns, IRunEnd>;
  /** What there is to show of an item's last run; nothing once it was put aside. */
  of(item: string): IShownRun | undefined;
  /** Ask for a run; rejects with what the server said. */
  start(item: string): Promise<void>;
  /** Stop the run under way; rejects likewise. */
  cancel(item: string): Promise<void>;
  /** Put a result aside until the next run. */
  dismiss(item: string): void;
}

export const IRuns = new Token<IRuns>(
  'dl-curriculum-ext:IRuns',
  'The runs from a clean start, followed live.'
);

/** The machine, its kernels, and what each notebook would open on; as the server has it. */
export interface IMachine {
  /** Emitted with what was told anew. */
  readonly changed: ISignal<IMachine, 'hardware' | 'kernels' | 'notebooks'>;
  /** Null until the server told. */
  readonly hardware: Hardware | null;
  /** Of the curriculum shown; null until the server told. */
  readonly kernels: CurriculumKernels | null;
  /** The curriculum's notebooks whose kernels are alive. */
  readonly notebooks: readonly RunningNotebook[];
  /** Why the server could not tell; null where it did. */
  readonly failure: Failure | null;
  /** What an item's notebook would open on; undefined where that is not known, or it has none. */
  of(item: string): ItemKernel | undefined;
  /** Ask for all of it now; never rejects, a failure is in `failure`. */
  look(): Promise<void>;
  /** Have every kernel looked into anew; rejects with what the server said. */
  lookAgain(): Promise<void>;
  /** Follow the memory for as long as someone sees it. */
  watch(isSeen: () => boolean): IDisposable;
}

export const IMachine = new Token<IMachine>(
  'dl-curriculum-ext:IMachine',
  'What computes here, and the kernels of the notebooks.'
);
