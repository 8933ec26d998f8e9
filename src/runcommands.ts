import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { CheckIDs, itemArgs } from './commandids';
import { attempt, revealItem, turnTo } from './context';
import { saved } from './copies';
import {
  INotebookContext,
  INotebookTarget,
  notebookTarget,
  selectCell,
  shownCopy
} from './notebooktarget';
import { isLive } from './runs';
import { headline } from './runwords';
import type { IRunEnd, IRuns } from './tokens';
import { findItem } from './outline';

export interface IRunContext extends INotebookContext {
  runs: IRuns;
}

/** What the palette offers of it. */
export const RUN_PALETTE = [
  CheckIDs.checkFresh,
  CheckIDs.cancelRun,
  CheckIDs.showRun
];

const itemOnly = {
  type: 'object',
  properties: {
    curriculum: itemArgs.properties.curriculum,
    item: {
      type: 'string',
      description:
        'The item; that of the notebook in front, or the next one, where left out.'
    }
  }
};

const cellArgs = {
  ...itemOnly,
  properties: {
    ...itemOnly.properties,
    cell: { type: 'string', description: 'The id of the cell.' },
    index: {
      type: 'number',
      description: 'Its place from 0, for a notebook without ids.'
    }
  }
};

/** Commands on a run from a clean start, and what is said at its end. */
export function addRunCommands(context: IRunContext): void {
  const { commands, runs, trans } = context;

  add(context, CheckIDs.checkFresh, {
    label: trans.__('Check from a Clean Start'),
    holds: ({ progress }) => !!progress?.path,
    run: found => check(context, found)
  });

  add(context, CheckIDs.cancelRun, {
    label: trans.__('Cancel the Check'),
    holds: ({ item }) => isLive(runs.of(item.id)?.run),
    run: async ({ item }) => {
      await attempt(context, () => runs.cancel(item.id));
    }
  });

  add(context, CheckIDs.showRun, {
    label: trans.__('Show the Last Check'),
    holds: ({ item }) => !!runs.of(item.id),
    run: ({ item }) => {
      context.showPanel();
      lookAt(context, item.id, true);
    }
  });

  add(context, CheckIDs.dismissRun, {
    label: trans.__('Dismiss the Last Check'),
    holds: ({ item }) => {
      const run = runs.of(item.id)?.run;
      return !!run && !isLive(run);
    },
    run: ({ item }) => {
      runs.dismiss(item.id);
      revealItem(context, item.id);
    }
  });

  add(context, CheckIDs.goToCell, {
    label: trans.__('Go to the Cell'),
    args: cellArgs,
    holds: ({ progress }) => !!progress?.path,
    run: async (found, { cell, index }) => {
      const panel = await shownCopy(context, found);
      if (
        panel &&
        !(await selectCell(
          panel,
          typeof cell === 'string' ? cell : '',
          typeof index === 'number' ? index : undefined
        ))
      ) {
        context.view.tell(
          trans.__('That cell is not in your notebook any more.')
        );
      }
    }
  });

  runs.changed.connect(() => commands.notifyCommandChanged());
  runs.ended.connect((_, end) => tellEnd(context, end));
}

interface IRunCommand {
  label: string;
  args?: typeof itemOnly;
  holds(found: INotebookTarget): boolean;
  run(
    found: INotebookTarget,
    args: ReadonlyPartialJSONObject
  ): Promise<void> | void;
}

function add(context: IRunContext, id: string, command: IRunCommand): void {
  const holds = (args: ReadonlyPartialJSONObject) => {
    const found = notebookTarget(context, args);
    return !!found && command.holds(found);
  };
  context.commands.addCommand(id, {
    label: command.label,
    isEnabled: holds,
    isVisible: holds,
    describedBy: { args: command.args ?? itemOnly },
    execute: async args => {
      await turnTo(context, args);
      const found = notebookTarget(context, args);
      if (found) {
        await command.run(found, args);
      }
    }
  });
}

/** Save with consent, ask for the run, and let it be seen without taking the keyboard away. */
async function check(
  context: IRunContext,
  { item }: INotebookTarget
): Promise<void> {
  const { copies, runs, showPanel, trans } = context;
  const why = trans.__(
    'The check runs your notebook as it is saved, from top to bottom in a fresh kernel. There are changes in it that are not saved yet.'
  );
  await attempt(context, async () => {
    if (await saved(copies?.panelOf(item.id), why, trans)) {
      await runs.start(item.id);
      showPanel();
      lookAt(context, item.id, false);
    }
  });
}

/** Bring a run into sight. */
function lookAt(context: IRunContext, id: string, focus: boolean): void {
  const { model, view } = context;
  const place = model.curriculum && findItem(model.curriculum, id);
  if (place) {
    const section = place.stage ? `stage:${place.stage.id}` : 'closing';
    if (focus) {
      view.reveal(`run:${id}`, section);
    } else {
      view.show(`run:${id}`, section);
    }
  }
}

/** Say quietly how it ended; where the item became done by it, with the way back. */
function tellEnd(context: IRunContext, end: IRunEnd): void {
  const { model, trans, view } = context;
  const { item, run, before } = end;
  const title =
    (model.curriculum && findItem(model.curriculum, item)?.item.title) ?? item;
  if (run.state !== 'passed') {
    view.tell(trans.__('“%1”: %2', title, headline(run, trans)));
    return;
  }
  if (before?.status === 'done') {
    view.tell(trans.__('“%1” holds from a clean start.', title));
    return;
  }
  const back = {
    status: before?.status ?? ('todo' as const),
    reason: before?.reason ?? '',
    until: before?.until ?? null
  };
  view.tell(
    trans.__('“%1” is done, checked from a clean start.', title),
    () => {
      void attempt(context, () => model.patchItem(item, back)).then(undone => {
        if (undone) {
          view.tell(trans.__('Undone. The result of the check stays here.'));
        }
      });
    }
  );
}
