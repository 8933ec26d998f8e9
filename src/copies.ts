import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { findItem } from './outline';
import type { ICurriculumModel } from './tokens';
import type { Item } from './types';

/** Under this key a notebook, and each of its cells, says what the curriculum gave. */
export const KEY = 'dl_curriculum';

/** What the metadata of a copy says of where it comes from. */
interface IOrigin {
  curriculum?: string;
  item?: string;
}

/** The learner's copies among the notebooks that are open. */
export class Copies {
  constructor(
    readonly tracker: INotebookTracker,
    private _model: ICurriculumModel
  ) {}

  /** The item that a notebook is the learner's copy of: by its path or, where it was moved, by what it says itself. */
  itemOf(panel: NotebookPanel): Item | undefined {
    const { curriculum, progress } = this._model;
    if (!curriculum || !progress) {
      return undefined;
    }
    const path = panel.context.path;
    const says = origin(panel);
    const id =
      Object.keys(progress.items).find(
        item => progress.items[item].path === path
      ) ?? (says.curriculum === curriculum.name ? says.item : undefined);
    return id === undefined ? undefined : findItem(curriculum, id)?.item;
  }

  /** The open notebook that is the learner's copy of an item; the one in front where there are several. */
  panelOf(item: string): NotebookPanel | undefined {
    const path = this._model.progress?.items[item]?.path;
    const panels: NotebookPanel[] = [];
    this.tracker.forEach(panel => {
      if (panel.context.path === path) {
        panels.push(panel);
      }
    });
    return panels.find(panel => panel.isVisible) ?? panels[0];
  }
}

/**
 * Whether a notebook is as it is on the disk: asks before it saves what is not, and is false where the learner would
 * rather not go on. Rejects where the notebook cannot be saved.
 *
 * @param why - what is about to happen, in a sentence
 */
export async function saved(
  panel: NotebookPanel | undefined,
  why: string,
  trans: TranslationBundle
): Promise<boolean> {
  if (!panel?.context.model.dirty) {
    return true;
  }
  const { button } = await showDialog({
    title: trans.__('Save %1 first?', panel.title.label),
    body: why,
    buttons: [
      Dialog.cancelButton(),
      Dialog.okButton({ label: trans.__('Save and go on') })
    ]
  });
  if (!button.accept) {
    return false;
  }
  await panel.context.save();
  // A save that was declined, such as over a newer file, leaves it unsaved.
  return !panel.context.model.dirty;
}

function origin(panel: NotebookPanel): IOrigin {
  const says: unknown = panel.model?.getMetadata(KEY);
  return typeof says === 'object' && says !== null ? says : {};
}
