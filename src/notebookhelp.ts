import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IToolbarWidgetRegistry } from '@jupyterlab/apputils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { ToolbarButton } from '@jupyterlab/ui-components';
import { UUID } from '@lumino/coreutils';
import { Attempts, BrowserAttempts, ITaken } from './attempts';
import { CommandIDs } from './commandids';
import { Companion } from './companion';
import type { IUi } from './components/ui';
import { ICommandContext, attempt } from './context';
import { Copies } from './copies';
import { Guidance } from './guidance';
import { addHelpCommands } from './helpcommands';
import { Hinting } from './hinting';
import { hintIcon } from './icon';
import { LiveChecks } from './livechecks';
import { findItem } from './outline';
import { sentence } from './words';

export interface INotebookHelp {
  app: JupyterFrontEnd;
  tracker: INotebookTracker;
  toolbars: IToolbarWidgetRegistry | null;
  context: ICommandContext;
  guidance: Guidance;
  markdown: IUi['markdown'];
}

/** Live checks, the marks beside them, and hints, in every open notebook that is the learner's copy of an item. */
export function helpInNotebooks(options: INotebookHelp): void {
  const { app, context, guidance, markdown, toolbars, tracker } = options;
  const { model, trans, view } = context;
  const copies = new Copies(tracker, model);
  const attempts = new Attempts({
    model,
    store: new BrowserAttempts(
      window.localStorage,
      () =>
        [
          app.serviceManager.serverSettings.baseUrl,
          model.progress?.learner
        ].join(':'),
      UUID.uuid4()
    ),
    pause: 30_000
  });
  attempts.taken.connect((_, taken) => sayWhereDone(context, taken));
  attempts.refused.connect((_, error) =>
    view.tellProblem(sentence(error, trans))
  );
  attempts.heldChanged.connect((_, held) =>
    view.tell(
      held
        ? trans.__(
            'Your results could not be sent yet. They are kept, and sent when the server is back.'
          )
        : trans.__('The results that were kept are with the server now.')
    )
  );
  new LiveChecks({
    model,
    copies,
    guidance,
    attempts,
    leftOut: () =>
      view.tell(
        trans.__(
          'A number that your notebook reported is not kept: it has no name, or is not a finite number.'
        )
      )
  });

  const companions = new WeakMap<NotebookPanel, Companion>();
  const hintings = new WeakMap<NotebookPanel, Hinting>();
  const companionOf = (panel: NotebookPanel): Companion => {
    let companion = companions.get(panel);
    if (!companion) {
      companion = new Companion(panel, {
        model,
        copies,
        guidance,
        attempts,
        trans,
        restored: () =>
          view.tell(
            trans.__(
              'The curriculum’s check is back. What stood there is in the cell below it; undo takes both back.'
            )
          )
      });
      companions.set(panel, companion);
    }
    return companion;
  };
  const hintingOf = (panel: NotebookPanel): Hinting => {
    let hinting = hintings.get(panel);
    if (!hinting) {
      hinting = new Hinting(companionOf(panel), {
        guidance,
        ui: { trans, markdown },
        sentence: error => sentence(error, trans),
        further: item =>
          [
            {
              command: 'dl-curriculum:show-solution',
              label: trans.__('Show the solution')
            },
            { command: CommandIDs.park, label: trans.__('Park this exercise…') }
          ]
            .filter(({ command }) => context.commands.hasCommand(command))
            .map(({ command, label }) => ({
              label,
              run: () => void context.commands.execute(command, { item })
            }))
      });
      hintings.set(panel, hinting);
    }
    return hinting;
  };
  const accompany = (panel: NotebookPanel) => void hintingOf(panel);
  tracker.forEach(accompany);
  tracker.widgetAdded.connect((_, panel) => accompany(panel));

  addHelpCommands({
    ...context,
    copies,
    companionOf,
    hintingOf,
    activate: id => app.shell.activateById(id)
  });
  toolbars?.addFactory<NotebookPanel>('Notebook', 'curriculum-hint', panel => {
    const button = new ToolbarButton({
      icon: hintIcon,
      tooltip: trans.__('Show a hint for this exercise'),
      onClick: () => {
        const hinting = hintingOf(panel);
        void hinting.show();
      }
    });
    const hinting = hintingOf(panel);
    const follow = () => button.setHidden(!hinting.hints.length);
    companionOf(panel).refreshed.connect(follow);
    follow();
    return button;
  });
}

/** Say quietly what the checks made of an item, with a way back. */
function sayWhereDone(
  context: ICommandContext,
  { item, before, attempted }: ITaken
): void {
  const { model, trans, view } = context;
  const title =
    model.curriculum && findItem(model.curriculum, item)?.item.title;
  if (!attempted.completed || !title) {
    return;
  }
  if (before?.status === 'done') {
    view.tell(trans.__('All checks of “%1” pass.', title));
    return;
  }
  view.tell(trans.__('All checks pass: “%1” is done.', title), () => {
    void attempt(context, () =>
      model.patchItem(item, { status: 'started' })
    ).then(undone => {
      if (undone) {
        view.tell(trans.__('Undone.'));
      }
    });
  });
}
