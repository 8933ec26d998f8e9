import { Clipboard, MainAreaWidget } from '@jupyterlab/apputils';
import type { CodeMirrorEditor } from '@jupyterlab/codemirror';
import type { IEditorServices } from '@jupyterlab/codeeditor';
import type { INotebookContent } from '@jupyterlab/nbformat';
import {
  NotebookModel,
  NotebookPanel,
  StaticNotebook
} from '@jupyterlab/notebook';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ToolbarButton, checkIcon, copyIcon } from '@jupyterlab/ui-components';
import { EditorView } from '@codemirror/view';
import { Widget } from '@lumino/widgets';
import { curriculumIcon } from './icon';
import type { Capstone, Exercise } from './types';

/** Nothing to scroll sideways, which a keyboard could not reach. */
const WRAPPED = { lineNumbers: false, lineWrap: true };

/**
 * A solution or a finished example to read: drawn as a notebook is, but made of no file. Nothing in it can be changed, run or saved, and
 * nobody else shares it.
 */
export class SolutionView extends MainAreaWidget<StaticNotebook> {
  constructor(options: SolutionView.IOptions) {
    const { contentFactory, editors, item, notebook, rendermime, trans } =
      options;
    const content = new StaticNotebook({
      rendermime: rendermime.clone(),
      contentFactory,
      mimeTypeService: editors.mimeTypeService,
      editorConfig: {
        code: WRAPPED,
        markdown: WRAPPED,
        raw: WRAPPED
      },
      notebookConfig: {
        ...StaticNotebook.defaultNotebookConfig,
        // Every cell is drawn, so that the browser's own search and a screen reader find all.
        windowingMode: 'none'
      }
    });
    super({ content });
    this._trans = trans;
    this._model = new NotebookModel();
    this._model.fromJSON(locked(notebook));
    content.model = this._model;
    // What JupyterLab offers to a notebook that can be run or edited is not for this one.
    for (const name of ['jpKernelUser', 'jpUndoer', 'jpCodeRunner']) {
      delete content.node.dataset[name];
    }
    content.widgets.forEach(cell => this._settle(cell));

    this.addClass('jp-Curriculum-solution');
    if (item.kind === 'capstone') {
      const { title } = item.example ?? item;
      this.title.label = trans.__('Example: %1', title);
      this.title.caption = trans.__('A finished example: %1, to read', title);
    } else {
      this.title.label = trans.__('Solution: %1', item.title);
      this.title.caption = trans.__('The solution of %1, to read', item.title);
    }
    this.title.icon = curriculumIcon;
    this.title.closable = true;
    this._fill(options);
  }

  /** Scroll to the first of these cells that the solution has, and mark it. */
  async showCell(ids: readonly string[]): Promise<void> {
    await this.revealed;
    const { content } = this;
    const at = ids
      .map(id => content.widgets.findIndex(({ model }) => model.id === id))
      .find(index => index >= 0);
    if (at === undefined) {
      return;
    }
    content.widgets.forEach((cell, index) =>
      cell.toggleClass('jp-mod-same', index === at)
    );
    await content.scrollToItem(at, 'center');
  }

  dispose(): void {
    if (!this.isDisposed) {
      super.dispose();
      this._model.dispose();
    }
  }

  private _fill(options: SolutionView.IOptions): void {
    const { toolbar } = this;
    const { compare, item, sameCell, trans } = options;
    const note = new Widget();
    note.addClass('jp-Curriculum-solutionNote');
    note.node.textContent = trans.__('Read only');
    toolbar.addItem('note', note);
    const same =
      item.kind === 'capstone'
        ? trans.__('Go to where I am')
        : trans.__('Go to my cell');
    toolbar.addItem('same-cell', button(same, sameCell));
    if (compare) {
      toolbar.addItem(
        'compare',
        button(trans.__('Compare with mine'), compare)
      );
    }
  }

  /** No caret to type with, and a button to take the code away. */
  private _settle(cell: StaticNotebook['widgets'][number]): void {
    const editor = cell.editor as CodeMirrorEditor | null;
    editor?.injectExtension([
      EditorView.editable.of(false),
      EditorView.contentAttributes.of({ 'aria-label': this._trans.__('Code') })
    ]);
    if (cell.model.type !== 'code') {
      return;
    }
    const copy = document.createElement('button');
    const label = this._trans.__('Copy this cell');
    copy.type = 'button';
    copy.className = 'jp-Curriculum-copy';
    copy.setAttribute('aria-label', label);
    copy.title = label;
    copyIcon.element({ container: copy, tag: 'span' });
    copy.addEventListener('click', () => {
      Clipboard.copyToSystem(cell.model.sharedModel.getSource());
      checkIcon.element({ container: copy, tag: 'span' });
      copy.setAttribute('aria-label', this._trans.__('Copied'));
    });
    copy.addEventListener('blur', () => {
      copyIcon.element({ container: copy, tag: 'span' });
      copy.setAttribute('aria-label', label);
    });
    cell.node.append(copy);
  }

  private _model: NotebookModel;
  private _trans: TranslationBundle;
}

export namespace SolutionView {
  export interface IOptions {
    item: Exercise | Capstone;
    notebook: INotebookContent;
    rendermime: IRenderMimeRegistry;
    contentFactory: NotebookPanel.IContentFactory;
    editors: IEditorServices;
    trans: TranslationBundle;
    /** Scroll to the cell that the learner is in. */
    sameCell(): void;
    /** Left out where the learner has no notebook to compare with. */
    compare?(): void;
  }
}

function button(label: string, onClick: () => void): ToolbarButton {
  return new ToolbarButton({ label, onClick });
}

/** The same notebook with every cell closed to changes, in the words that nbformat has for it. */
function locked(notebook: INotebookContent): INotebookContent {
  return {
    ...notebook,
    cells: notebook.cells.map(cell => ({
      ...cell,
      metadata: { ...cell.metadata, editable: false, deletable: false }
    }))
  };
}
