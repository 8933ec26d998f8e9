/** What a learner can ask for their own notebooks: start over, put a cell back, restore, bring in what is new. */
import type { NotebookPanel } from '@jupyterlab/notebook';
import { ICommandContext, ITarget, attempt } from './context';
import { KEY, save, saved } from './copies';
import { goToCell } from './place';
import { IReplaced, replaced } from './replacing';
import type { CellChange, Item, Replaced, Updated } from './types';
import { agreed, chosenVersion, wanted } from './workdialogs';
import { backupFolder } from './workwords';

/** The whole copy as it was at the beginning. */
export async function startOver(
  context: ICommandContext,
  { item, progress }: ITarget
): Promise<void> {
  const { copies, trans } = context;
  const panel = copies?.panelOf(item.id);
  const agrees = await agreed(
    {
      title: trans.__('Start “%1” over?', item.title),
      what: trans.__('You get the notebook as it was at the beginning.'),
      folder: backupFolder(progress),
      ...standing(panel),
      accept: trans.__('Start over'),
      acceptUnsaved: trans.__('Save and start over')
    },
    trans
  );
  if (agrees) {
    await reset(
      context,
      item,
      panel,
      undefined,
      trans.__('“%1” is as it was at the beginning.', item.title)
    );
  }
}

/** One of the curriculum's cells as the curriculum has it. */
export async function putBack(
  context: ICommandContext,
  { item, progress }: ITarget,
  cell: string
): Promise<void> {
  const { copies, trans } = context;
  const panel = copies?.panelOf(item.id);
  const agrees = await agreed(
    {
      title: trans.__('Put this cell back?'),
      what: trans.__(
        'You get the cell as the curriculum has it. All others stay as they are.'
      ),
      folder: backupFolder(progress),
      ...standing(panel),
      isRunning: false,
      accept: trans.__('Put it back'),
      acceptUnsaved: trans.__('Save and put it back')
    },
    trans
  );
  if (agrees) {
    await reset(
      context,
      item,
      panel,
      cell,
      trans.__('The cell is as the curriculum has it.')
    );
  }
}

/** The earlier versions of a copy, to look at or to restore. */
export async function earlierVersions(
  context: ICommandContext,
  { item }: ITarget
): Promise<void> {
  const { model, trans, now } = context;
  await attempt(context, async () => {
    const backups = await model.ask(item.id, (api, name) =>
      api.backups(name, item.id)
    );
    const chosen = await chosenVersion(item.title, backups, now(), trans);
    if (chosen?.deed === 'look') {
      await look(context, chosen.backup.path);
    } else if (chosen) {
      await restore(context, item, chosen.backup.path);
    }
  });
}

/** The copy as an earlier version has it. */
export async function restore(
  context: ICommandContext,
  item: Item,
  backup: string,
  text = context.trans.__('“%1” is as it was in %2.', item.title, backup)
): Promise<void> {
  const { copies, trans } = context;
  await attempt(context, async () => {
    const why = trans.__(
      'The notebook is replaced by an earlier version. What is in it now is kept too, once it is saved.'
    );
    if (await saved(copies?.panelOf(item.id), why, trans)) {
      const done = await replaced(context, item, (api, name, expected) =>
        api.restore(name, item.id, { backup, ...expected })
      );
      tell(context, item, done, text);
    }
  });
}

/** Show what a newer version of the curriculum would change, and change it where the learner wants it. */
export async function seeNew(
  context: ICommandContext,
  { item }: ITarget,
  onConflicts: (conflicts: CellChange[]) => void
): Promise<void> {
  const { copies, model, trans } = context;
  await attempt(context, async () => {
    const preview = () =>
      model.ask(item.id, (api, name) =>
        api.update(name, item.id, { preview: true })
      );
    const panel = copies?.panelOf(item.id);
    let found = await preview();
    for (let before = null; !isSame(found, before);) {
      const isDirty = !!panel?.context.model.dirty;
      if (!(await wanted(item.title, found, isDirty, trans))) {
        return;
      }
      if (panel && isDirty && !(await save(panel, trans))) {
        return;
      }
      // What was only now saved may make it another update; then it is shown anew.
      before = found;
      found = await preview();
    }
    // It is made only if the copy is still the one that this was said of.
    const done = await replaced(context, item, (api, name) =>
      api.update(name, item.id, { preview: false, expected: found.hash })
    );
    tell(
      context,
      item,
      done,
      trans.__('“%1” has what is new, and what you wrote.', item.title)
    );
    onConflicts(
      done?.answer.changes.filter(({ change }) => change === 'conflict') ?? []
    );
  });
}

/** Lead to a cell of the learner's copy, which is opened where it is not. */
export async function showCell(
  { commands, copies, model }: ICommandContext,
  item: Item,
  cell: string
): Promise<void> {
  const path = model.progress?.items[item.id]?.path;
  if (path) {
    await commands.execute('docmanager:open', { path });
    const panel = copies?.panelOf(item.id);
    await panel?.revealed;
    if (panel) {
      await goToCell(panel, cell);
    }
  }
}

/** Whether a cell of a copy is one that the curriculum gave, so that it can be put back. */
export function isGiven(panel: NotebookPanel, item: Item): boolean {
  const cell = panel.content.activeCell?.model;
  if (!cell) {
    return false;
  }
  const says = cell.getMetadata(KEY) as { role?: string } | undefined;
  const { cells } = (panel.model?.getMetadata(KEY) ?? {}) as {
    cells?: Record<string, string>;
  };
  return says
    ? says.role !== 'conflict'
    : cell.id in (cells ?? {}) || cell.id.startsWith(`${item.id}-`);
}

function isSame(found: Updated, before: Updated | null): boolean {
  return JSON.stringify(found.changes) === JSON.stringify(before?.changes);
}

function standing(panel: NotebookPanel | undefined) {
  return {
    isUnsaved: !!panel?.context.model.dirty,
    isRunning: panel?.sessionContext.session?.kernel?.status === 'busy'
  };
}

async function reset(
  context: ICommandContext,
  item: Item,
  panel: NotebookPanel | undefined,
  cell: string | undefined,
  text: string
): Promise<void> {
  await attempt(context, async () => {
    const isDirty = panel?.context.model.dirty;
    if (!panel || !isDirty || (await save(panel, context.trans))) {
      const done = await replaced(context, item, (api, name, expected) =>
        api.reset(name, item.id, { ...(cell ? { cell } : {}), ...expected })
      );
      tell(context, item, done, text);
    }
  });
}

/** Say what was done, where the notebook is kept as it was, and how to go back. */
function tell(
  context: ICommandContext,
  item: Item,
  done: IReplaced<Pick<Replaced, 'backup'>> | undefined,
  text: string
): void {
  const { trans, view } = context;
  if (!done) {
    return;
  }
  const { backup } = done.answer;
  const words = [
    text,
    backup && trans.__('Kept as it was: %1', backup),
    !done.shown &&
      trans.__(
        'That is so on the disk. Here you wrote on meanwhile, so this page was left alone: save to keep that, or choose Reload Notebook from Disk in the File menu.'
      )
  ];
  view.tell(
    words.filter(Boolean).join(' '),
    backup
      ? () =>
          void restore(
            context,
            item,
            backup,
            trans.__('Undone: “%1” is as it was before.', item.title)
          )
      : undefined
  );
}

/** Open an earlier version beside everything else, without a kernel of its own. */
async function look(
  { commands, documents }: ICommandContext,
  path: string
): Promise<void> {
  const widget = documents?.openOrReveal(path);
  if (!widget) {
    await commands.execute('docmanager:open', { path });
    return;
  }
  const { sessionContext } = widget.context;
  if (!sessionContext.isReady) {
    sessionContext.kernelPreference = {
      ...sessionContext.kernelPreference,
      shouldStart: false,
      autoStartDefault: false
    };
  }
}
