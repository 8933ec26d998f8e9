import type { TranslationBundle } from '@jupyterlab/translation';
import type { INewer } from '../newer';
import type { Guidance } from '../guidance';
import type { IMachine, IRuns } from '../tokens';
import type { Item } from '../types';

/** What a component may ask for; it never asks the server itself. */
export interface IActions {
  refresh(): void;
  chooseCurriculum(name: string): void;
  /** Open what an item is about, or lead to it where it is done in the panel. */
  open(item: Item): void;
  /** Lead to an item in the list. */
  reveal(item: string): void;
  revealRoutes(stage: string): void;
  mark(item: string, done: boolean): void;
  takeUp(item: string): void;
  bringBack(item: string): void;
  /** Show an item's menu at a point of the page; focus goes back to the element. */
  menu(item: string, x: number, y: number, from: HTMLElement): void;
  followRoutes(stage: string, routes: string[]): void;
  setGoal(goal: string, hoursPerWeek: number | null): void;
  editGoal(editing: boolean): void;
  tick(item: string, entry: string, steps: string[]): void;
  addEntry(item: string, title: string, url: string): void;
  removeEntry(item: string, entry: string): void;
  write(item: string, text: string): void;
  saveNow(item: string): void;
  settle(item: string, text: string): void;
  fold(key: string, open: boolean): void;
  dismissNotice(): void;
  /** Show what a newer version of the curriculum would change in the learner's copy. */
  seeNew(item: string): void;
  /** Lead to a check's cell in the learner's notebook. */
  goToCheck(item: string, check: string): void;
  /** Show an exercise's hints, beside its cell. */
  showHint(item: string, exercise: string): void;
  /** Run an item's notebook from a clean start. */
  checkFresh(item: string): void;
  cancelRun(item: string): void;
  dismissRun(item: string): void;
  /** Lead to a cell of the learner's own notebook. */
  goToCell(item: string, cell: string, index?: number): void;
  showSolution(item: string): void;
  compare(item: string): void;
  /** Unfold what computes here, and hand it the keyboard. */
  showMachine(): void;
  /** Ask which kernel an item is to open on. */
  chooseKernel(item: string): void;
  /** Install what a kernel lacks for an item, in a terminal. */
  install(item: string, kernel: string): void;
  copyText(text: string): void;
  /** Make an item's copy with its smaller settings, and open it. */
  openSmaller(item: string): void;
  /** Have every kernel looked into anew. */
  lookAgain(): void;
  /** End a notebook's session; those of all the curriculum's notebooks where none is named. */
  shutDown(session?: string): void;
}

/** What every component shares; the same object at every drawing. */
export interface IUi {
  trans: TranslationBundle;
  actions: IActions;
  /** Draw Markdown, sanitised, into an element. */
  markdown(source: string, host: HTMLElement): void;
  now(): Date;
  /** What is known of newer versions; left out where nothing is ever to be offered. */
  newer?: INewer;
  /** Null where there are no notebooks to help in. */
  help: Pick<Guidance, 'changed' | 'hints'> | null;
  /** Drawn again by whoever shows one, not with the rest. */
  runs: IRuns;
  /** Likewise. */
  machine: IMachine;
}

/** Class names, with those left out that do not hold. */
export function classes(
  ...names: (string | false | null | undefined)[]
): string {
  return names.filter(Boolean).join(' ');
}
