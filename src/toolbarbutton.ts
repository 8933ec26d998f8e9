import type { NotebookPanel } from '@jupyterlab/notebook';
import {
  ToolbarButton,
  checkIcon,
  notebookIcon
} from '@jupyterlab/ui-components';
import { CheckIDs } from './commandids';
import type { INotebookContext } from './notebooktarget';

/** Where in a notebook's toolbar the button stands: after those that run cells. */
const PLACE = 10;

/** Buttons in the toolbar of every notebook that is a learner's copy, and of no other. */
export function addCheckButtons(context: INotebookContext): void {
  const { model, tracker } = context;
  if (!tracker) {
    return;
  }
  const having = new WeakSet<NotebookPanel>();
  const look = (panel: NotebookPanel) => {
    const item = context.copies?.itemOf(panel);
    if (!having.has(panel) && item) {
      having.add(panel);
      panel.toolbar.insertItem(
        PLACE,
        'check-from-clean-start',
        button(context, panel)
      );
      if (item.kind === 'capstone' && item.example) {
        panel.toolbar.insertItem(
          PLACE + 1,
          'finished-example',
          exampleButton(context, item.id)
        );
      }
    }
  };
  tracker.widgetAdded.connect((_, panel) => {
    void panel.context.ready.then(() => look(panel));
  });
  // Which notebook is a copy is known only when the curriculum is here.
  model.stateChanged.connect(() => {
    tracker.forEach(panel => {
      if (panel.context.isReady) {
        look(panel);
      }
    });
  });
}

function button(
  { commands, copies, trans }: INotebookContext,
  panel: NotebookPanel
): ToolbarButton {
  return new ToolbarButton({
    icon: checkIcon,
    tooltip: trans.__('Check from a clean start'),
    onClick: () => {
      const item = copies?.itemOf(panel);
      if (item) {
        void commands.execute(CheckIDs.checkFresh, { item: item.id });
      }
    }
  });
}

function exampleButton(
  { commands, trans }: INotebookContext,
  item: string
): ToolbarButton {
  return new ToolbarButton({
    icon: notebookIcon,
    tooltip: trans.__('See a finished example'),
    onClick: () => void commands.execute(CheckIDs.showSolution, { item })
  });
}
