import {
  ILabShell,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IEditorServices } from '@jupyterlab/codeeditor';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ICommandContext } from './context';
import { RUN_PALETTE, addRunCommands } from './runcommands';
import { BrowserDismissals, Runs } from './runs';
import { SOLUTION_PALETTE, addSolutionCommands } from './solutioncommands';
import { ICurriculumModel, IRuns } from './tokens';
import { addCheckButtons } from './toolbarbutton';

export const runsPlugin: JupyterFrontEndPlugin<IRuns> = {
  id: 'dl-curriculum-ext:runs',
  description: 'Follows the runs of notebooks from a clean start.',
  autoStart: true,
  requires: [ICurriculumModel],
  provides: IRuns,
  activate: (app: JupyterFrontEnd, model: ICurriculumModel): IRuns => {
    const { events, serverSettings } = app.serviceManager;
    return new Runs({
      model,
      events: events.stream,
      dismissals: new BrowserDismissals(window.localStorage, () =>
        [
          serverSettings.baseUrl,
          model.progress?.learner,
          model.curriculum?.name
        ].join(':')
      )
    });
  }
};

export const checksPlugin: JupyterFrontEndPlugin<void> = {
  id: 'dl-curriculum-ext:checks',
  description: 'Checks notebooks from a clean start.',
  autoStart: true,
  requires: [ICommandContext, IRuns],
  optional: [INotebookTracker, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    base: ICommandContext,
    runs: IRuns,
    tracker: INotebookTracker | null,
    palette: ICommandPalette | null
  ): void => {
    const { copies } = base;
    const context = { ...base, runs, shell: app.shell, tracker, copies };
    addRunCommands(context);
    addCheckButtons(context);
    const category = base.trans.__('Curriculum');
    RUN_PALETTE.forEach(command => palette?.addItem({ command, category }));
  }
};

export const solutionsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'dl-curriculum-ext:solutions',
  description: 'Shows solutions, and compares notebooks with them.',
  autoStart: true,
  requires: [
    ICommandContext,
    IRenderMimeRegistry,
    NotebookPanel.IContentFactory,
    IEditorServices
  ],
  optional: [
    INotebookTracker,
    IEditorLanguageRegistry,
    ILabShell,
    ICommandPalette
  ],
  activate: (
    app: JupyterFrontEnd,
    base: ICommandContext,
    rendermime: IRenderMimeRegistry,
    contentFactory: NotebookPanel.IContentFactory,
    editors: IEditorServices,
    tracker: INotebookTracker | null,
    languages: IEditorLanguageRegistry | null,
    labShell: ILabShell | null,
    palette: ICommandPalette | null
  ): void => {
    addSolutionCommands({
      ...base,
      shell: app.shell,
      tracker,
      copies: base.copies,
      besides: labShell !== null,
      rendermime,
      contentFactory,
      editors,
      languages,
      contents: app.serviceManager.contents
    });
    const category = base.trans.__('Curriculum');
    SOLUTION_PALETTE.forEach(command =>
      palette?.addItem({ command, category })
    );
  }
};
