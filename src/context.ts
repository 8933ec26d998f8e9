import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import { ReadonlyPartialJSONObject, Token } from '@lumino/coreutils';
import type { Copies } from './copies';
import type { Newer } from './newer';
import { findItem } from './outline';
import type { ICurriculumModel, IMachine } from './tokens';
import type { Item, ItemProgress } from './types';
import type { View } from './view';
import { sentence } from './words';

/** What every command works with. */
export interface ICommandContext {
  commands: CommandRegistry;
  model: ICurriculumModel;
  machine: IMachine;
  view: View;
  trans: TranslationBundle;
  /** Bring the panel to the front. */
  showPanel(): void;
  /** The workspace folder of the settings; empty where the server's own is to be used. */
  workspace(): string;
  /** Whether an opened resource counts as started. */
  startsOnOpen(): boolean;
  now(): Date;
  /** The learner's copies among the open notebooks; left out where there are no notebooks. */
  copies?: Copies;
  /** What opens files and lists folders; left out where there is none. */
  documents?: IDocumentManager;
  /** What newer versions of the curriculum would change. */
  newer?: Newer;
}

/** What the panel's plugin hands to those that add more commands. */
export const ICommandContext = new Token<ICommandContext>(
  'dl-curriculum-ext:ICommandContext',
  'What commands of the curriculum work with.'
);

/** An item that a command is about, and how it stands. */
export interface ITarget {
  item: Item;
  progress: ItemProgress | undefined;
}

/** The item of the arguments; the next one to do where none is named. */
export function target(
  { model }: ICommandContext,
  args: ReadonlyPartialJSONObject
): ITarget | undefined {
  const { curriculum, progress } = model;
  const id = args.item ?? progress?.next_item;
  if (!curriculum || !progress || typeof id !== 'string') {
    return undefined;
  }
  const item = findItem(curriculum, id)?.item;
  return item && { item, progress: progress.items[id] };
}

/** Turn to the curriculum of the arguments, and load what is not here yet. */
export async function turnTo(
  { model, view }: ICommandContext,
  args: ReadonlyPartialJSONObject
): Promise<void> {
  const name = args.curriculum;
  if (typeof name === 'string' && name !== model.curriculum?.name) {
    await model.choose(name);
    view.setCurriculum(name);
  } else if (!model.progress) {
    await model.refresh();
  }
}

/** Do something, and say so where it failed; tells whether it went well. */
export async function attempt(
  { view, trans }: ICommandContext,
  action: () => Promise<void>
): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    view.tellProblem(sentence(error, trans));
    return false;
  }
}

/** Lead the eye to an item of the list. */
export function revealItem({ model, view }: ICommandContext, id: string): void {
  const place = model.curriculum && findItem(model.curriculum, id);
  if (place) {
    const { stage } = place;
    view.reveal(`item:${id}`, stage ? `stage:${stage.id}` : 'closing');
  }
}
