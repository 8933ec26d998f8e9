import type { NotebookPanel } from '@jupyterlab/notebook';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { CommandIDs, itemArgs } from './commandids';
import { ICommandContext, ITarget, attempt, target, turnTo } from './context';
import { locate } from './missing';
import type { Item } from './types';
import {
  earlierVersions,
  isGiven,
  putBack,
  restore,
  seeNew,
  showCell,
  startOver
} from './work';

const cellArgs = {
  type: 'object',
  properties: {
    ...itemArgs.properties,
    cell: {
      type: 'string',
      description: 'The id of the cell; the active one where left out.'
    }
  }
};

const backupArgs = {
  type: 'object',
  properties: {
    ...itemArgs.properties,
    backup: {
      type: 'string',
      description: 'The path of the earlier version.'
    }
  }
};

/** Commands on the learner's own notebooks. */
export function addWorkCommands(context: ICommandContext): void {
  const { commands, newer, trans } = context;

  add(context, CommandIDs.startOver, {
    label: trans.__('Start Over…'),
    holds: hasCopy,
    run: found => startOver(context, found)
  });

  add(context, CommandIDs.earlierVersions, {
    label: trans.__('Earlier Versions…'),
    holds: ({ item }) => isNotebook(item),
    run: found => earlierVersions(context, found)
  });

  add(context, CommandIDs.restoreVersion, {
    label: trans.__('Restore an Earlier Version'),
    holds: ({ item }) => isNotebook(item),
    args: backupArgs,
    run: async (found, { backup }) => {
      await (typeof backup === 'string'
        ? restore(context, found.item, backup)
        : earlierVersions(context, found));
    }
  });

  add(context, CommandIDs.seeNew, {
    label: trans.__('See What Is New…'),
    holds: found =>
      hasCopy(found) && (!newer || newer.offer(found.item.id) !== null),
    run: found =>
      seeNew(context, found, conflicts =>
        newer?.noteConflicts(found.item.id, conflicts)
      )
  });

  add(context, CommandIDs.locateCopy, {
    label: trans.__('Find My Notebook…'),
    holds: hasCopy,
    run: async ({ item }) => {
      await attempt(context, async () => {
        await locate(context, item);
      });
    }
  });

  add(context, CommandIDs.showCell, {
    label: trans.__('Show a Cell'),
    holds: hasCopy,
    args: cellArgs,
    run: async ({ item }, { cell }) => {
      if (typeof cell === 'string') {
        await showCell(context, item, cell);
      }
    }
  });

  const isBack = (args: ReadonlyPartialJSONObject) =>
    'cell' in args || active(context) !== undefined;
  commands.addCommand(CommandIDs.putBack, {
    label: trans.__('Put This Cell Back…'),
    isEnabled: isBack,
    isVisible: isBack,
    describedBy: { args: cellArgs },
    execute: async args => {
      await turnTo(context, args);
      const here = active(context);
      const item = args.item ?? here?.item.id;
      const cell = args.cell ?? here?.panel.content.activeCell?.model.id;
      const found = item ? target(context, { item }) : undefined;
      if (found && typeof cell === 'string') {
        await putBack(context, found, cell);
      }
    }
  });
}

interface IWorkCommand {
  label: string;
  holds(found: ITarget): boolean;
  args?: typeof cellArgs | typeof backupArgs;
  run(found: ITarget, args: ReadonlyPartialJSONObject): Promise<void>;
}

/** A command on the item of the arguments or, where none is named, the notebook in front. */
function add(
  context: ICommandContext,
  id: string,
  { label, holds, args: described, run }: IWorkCommand
): void {
  const found = (args: ReadonlyPartialJSONObject) => {
    const item = args.item ?? current(context)?.item.id;
    const found = item ? target(context, { item }) : undefined;
    return found && holds(found) ? found : undefined;
  };
  const other = ({ curriculum }: ReadonlyPartialJSONObject) =>
    !!curriculum && curriculum !== context.model.curriculum?.name;
  context.commands.addCommand(id, {
    label,
    isEnabled: args => other(args) || !!found(args),
    isVisible: args => other(args) || !!found(args),
    describedBy: { args: described ?? itemArgs },
    execute: async args => {
      await turnTo(context, args);
      const about = found(args);
      if (about) {
        await run(about, args);
      }
    }
  });
}

/** The notebook in front, where it is the learner's copy of an item. */
function current({
  copies,
  model
}: ICommandContext): { panel: NotebookPanel; item: Item } | undefined {
  const panel = copies?.tracker.currentWidget;
  const item = panel && copies.itemOf(panel);
  // An earlier version says that it is of the item, too.
  return item && model.progress?.items[item.id].path === panel.context.path
    ? { panel, item }
    : undefined;
}

/** The same, where its active cell can be put back. */
function active(context: ICommandContext): ReturnType<typeof current> {
  const here = current(context);
  return here && isGiven(here.panel, here.item) ? here : undefined;
}

function isNotebook({ kind }: Item): boolean {
  return kind === 'exercise' || kind === 'capstone';
}

function hasCopy({ item, progress }: ITarget): boolean {
  return isNotebook(item) && !!progress?.path;
}
