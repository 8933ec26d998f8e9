import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { findItem } from './outline';
import { ProblemError } from './request';
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
    const panels = this.panelsOf(item);
    return panels.find(panel => panel.isVisible) ?? panels[0];
  }

  /** Every view of the learner's copy of an item. */
  panelsOf(item: string): NotebookPanel[] {
    const path = this._model.progress?.items[item]?.path;
    const panels: NotebookPanel[] = [];
    this.tracker.forEach(panel => {
      if (panel.context.path === path) {
        panels.push(panel);
      }
    });
    return panels;
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
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: trans.__('Save and go on') })
    ]
  });
  return button.accept && save(panel, trans);
}

/** Save a notebook without asking; false where the learner would rather not write over a newer file. */
export async function save(
  panel: NotebookPanel,
  trans: TranslationBundle
): Promise<boolean> {
  for (let tries = 0; tries < 3; tries++) {
    const before = written(panel);
    try {
      await panel.context.save();
    } catch (error) {
      if (/^Modal(Cancel|Duplicate)Error$/.test((error as Error).name)) {
        return false;
      }
      throw new ProblemError(
        trans.__(
          '%1 could not be saved, so nothing was done to it. Save it under another name, or try again later.',
          panel.title.label
        ),
        'not-saved',
        0
      );
    }
    // What is typed while it is being saved is not on the disk, though the notebook then counts as saved.
    if (written(panel) === before) {
      return true;
    }
  }
  return false;
}

/** All that the learner wrote in a notebook; a running cell may print at any time, so outputs do not count. */
export function written({ content }: NotebookPanel): string {
  const cells = content.model?.sharedModel.cells ?? [];
  return JSON.stringify(
    cells.map(cell => [
      cell.id,
      cell.cell_type,
      cell.getSource(),
      'getAttachments' in cell ? cell.getAttachments() : null
    ])
  );
}

function origin(panel: NotebookPanel): IOrigin {
  const says: unknown = panel.model?.getMetadata(KEY);
  return typeof says === 'object' && says !== null ? says : {};
}
