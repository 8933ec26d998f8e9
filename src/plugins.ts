import {
  ILabShell,
  ILayoutRestorer,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, IToolbarWidgetRegistry } from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { ILauncher } from '@jupyterlab/launcher';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry, renderMarkdown } from '@jupyterlab/rendermime';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { announce } from './announcing';
import { CurriculumApi } from './api';
import { Banners } from './banners';
import { CommandIDs, PALETTE, addCommands } from './commands';
import { Copies } from './copies';
import { ICommandContext } from './context';
import { curriculumIcon } from './icon';
import { Guidance } from './guidance';
import { CurriculumModel } from './model';
import { Newer } from './newer';
import { helpInNotebooks } from './notebookhelp';
import { CurriculumPanel } from './panel';
import { followSettings } from './settings';
import { ICurriculumModel, IMachine, IRuns } from './tokens';
import { VERSION } from './version';
import { IRemembered, View } from './view';
import { sentence } from './words';
import { BrowserDrafts } from './writing';

const DOMAIN = 'dl_curriculum_ext';
const PANEL = 'dl-curriculum-ext:panel';

export const modelPlugin: JupyterFrontEndPlugin<ICurriculumModel> = {
  id: 'dl-curriculum-ext:model',
  description: 'Follows the curriculum and the progress of the learner.',
  autoStart: true,
  provides: ICurriculumModel,
  activate: ({ serviceManager }: JupyterFrontEnd): ICurriculumModel => {
    const { serverSettings, events, connectionFailure } = serviceManager;
    const model: CurriculumModel = new CurriculumModel({
      api: new CurriculumApi({ serverSettings, version: VERSION }),
      events: events.stream,
      lost: connectionFailure,
      drafts: new BrowserDrafts(window.localStorage, () =>
        [
          serverSettings.baseUrl,
          model.progress?.learner,
          model.curriculum?.name
        ].join(':')
      )
    });
    return model;
  }
};

export const panelPlugin: JupyterFrontEndPlugin<ICommandContext> = {
  id: PANEL,
  description: 'The panel of the curriculum, and the commands for all it does.',
  autoStart: true,
  provides: ICommandContext,
  requires: [ICurriculumModel, IRuns, IMachine, IRenderMimeRegistry],
  optional: [
    ITranslator,
    ISettingRegistry,
    IStateDB,
    ILabShell,
    ILayoutRestorer,
    ICommandPalette,
    ILauncher,
    INotebookTracker,
    IDocumentManager,
    IToolbarWidgetRegistry
  ],
  activate: (
    app: JupyterFrontEnd,
    model: ICurriculumModel,
    runs: IRuns,
    machine: IMachine,
    rendermime: IRenderMimeRegistry,
    translator: ITranslator | null,
    registry: ISettingRegistry | null,
    state: IStateDB | null,
    labShell: ILabShell | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    tracker: INotebookTracker | null,
    documents: IDocumentManager | null,
    toolbars: IToolbarWidgetRegistry | null
  ): ICommandContext => {
    const { commands, shell } = app;
    const language = translator ?? nullTranslator;
    const trans = language.load(DOMAIN);
    const now = () => new Date();
    const settings = followSettings(registry, PANEL);
    const view = new View(next => void state?.save(PANEL, { ...next }));
    const newer = new Newer(model);
    const markdown = (source: string, host: HTMLElement) =>
      void renderMarkdown({
        host,
        source,
        trusted: false,
        sanitizer: rendermime.sanitizer,
        resolver: null,
        linkHandler: null,
        shouldTypeset: true,
        latexTypesetter: rendermime.latexTypesetter,
        markdownParser: rendermime.markdownParser,
        translator: language
      }).then(() => openLinksOutside(host));
    const guidance = new Guidance(model);
    const panel = new CurriculumPanel({
      model,
      view,
      runs,
      machine,
      commands,
      trans,
      icon: curriculumIcon,
      now,
      newer,
      report: error => view.tellProblem(sentence(error, trans)),
      markdown,
      help: tracker ? guidance : null
    });
    const place = () =>
      shell.add(panel, settings.side, { rank: 300, type: 'Curriculum' });
    // At once, so that the layout finds it when it is restored.
    place();
    restorer?.add(panel, CurriculumPanel.ID);
    let side = settings.side;
    settings.changed.connect(() => {
      panel.showMotivation = settings.showMotivation;
      if (settings.side !== side) {
        side = settings.side;
        place();
      }
    });
    panel.showMotivation = settings.showMotivation;

    announce(view, panel, trans);
    const copies = tracker ? new Copies(tracker, model) : undefined;
    if (copies) {
      new Banners({ copies, model, newer, view, commands, trans });
    }
    const context: ICommandContext = {
      commands,
      model,
      machine,
      view,
      trans,
      now,
      showPanel: () => shell.activateById(panel.id),
      workspace: () => settings.workspaceFolder,
      startsOnOpen: () => settings.startOnOpen,
      copies,
      documents: documents ?? undefined,
      newer
    };
    addCommands(context);
    if (tracker) {
      helpInNotebooks({ app, tracker, toolbars, context, guidance, markdown });
    }
    const category = trans.__('Curriculum');
    PALETTE.forEach(command => palette?.addItem({ command, category }));
    launcher?.add({
      command: CommandIDs.showPanel,
      args: { isPlace: true },
      // JupyterLab's own word, so that the card joins its section.
      category: language.load('jupyterlab').__('Other'),
      rank: 2
    });

    // The page is usable first; the curriculum comes a moment later.
    void Promise.all([
      state?.fetch(PANEL),
      labShell?.restored ?? app.restored,
      settings.ready
    ]).then(([value]) => {
      if (value === undefined && labShell && settings.showOnFirstVisit) {
        labShell.activateById(panel.id);
        void state?.save(PANEL, {});
      }
      const { curriculum, open } = (value ?? {}) as IRemembered;
      view.recall({
        curriculum,
        open: settings.rememberFolding ? open : undefined
      });
      return view.curriculum ? model.choose(view.curriculum) : model.refresh();
    });
    return context;
  }
};

/** A link in a text of the pack leaves JupyterLab where it is. */
function openLinksOutside(host: HTMLElement): void {
  host.querySelectorAll('a[href]').forEach(link => {
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer');
  });
}
