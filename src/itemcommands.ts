import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { CommandIDs, itemArgs } from './commandids';
import { ICommandContext, ITarget, attempt, target, turnTo } from './context';
import { askReason, askUntil } from './dialogs';
import { openItem } from './opening';
import type { ItemPatch, ItemProgress } from './types';
import { day } from './words';

/** Commands on one item: the one of the arguments, or the next one to do. */
export function addItemCommands(context: ICommandContext): void {
  const { trans, view, showPanel, now } = context;

  add(context, CommandIDs.openItem, {
    label: trans.__('Open'),
    next: trans.__('Open the Next Item'),
    run: ({ item, progress }) => openItem(context, item, progress)
  });

  add(context, CommandIDs.markDone, {
    label: trans.__('Mark Done'),
    next: trans.__('Mark the Next Item Done'),
    holds: status => status !== 'done',
    run: found =>
      change(
        context,
        found,
        { status: 'done' },
        trans.__('“%1” is done.', found.item.title)
      )
  });

  add(context, CommandIDs.markNotDone, {
    label: trans.__('Mark Not Done'),
    holds: status => status === 'done',
    run: found =>
      change(
        context,
        found,
        { status: 'todo' },
        trans.__('“%1” is to do again.', found.item.title)
      )
  });

  add(context, CommandIDs.skip, {
    label: trans.__('Skip…'),
    next: trans.__('Skip the Next Item…'),
    holds: status => status !== 'skipped' && status !== 'done',
    run: async (found, args) => {
      const reason =
        typeof args.reason === 'string'
          ? args.reason
          : await askReason(found.item.title, trans);
      if (reason !== undefined) {
        await change(
          context,
          found,
          { status: 'skipped', reason },
          trans.__('“%1” is skipped.', found.item.title)
        );
      }
    }
  });

  add(context, CommandIDs.takeUp, {
    label: trans.__('Take Up Again'),
    holds: status => status === 'skipped',
    run: found =>
      change(
        context,
        found,
        { status: 'todo' },
        trans.__('“%1” is in the list again.', found.item.title)
      )
  });

  add(context, CommandIDs.park, {
    label: trans.__('Park Until…'),
    next: trans.__('Park the Next Item…'),
    holds: status => status !== 'parked' && status !== 'done',
    run: async (found, args) => {
      const { title } = found.item;
      const parking =
        typeof args.until === 'string'
          ? { until: args.until, reason: '' }
          : await askUntil(title, now(), trans);
      if (parking) {
        await change(
          context,
          found,
          { status: 'parked', ...parking },
          parking.until
            ? trans.__('“%1” is parked until %2.', title, day(parking.until))
            : trans.__('“%1” is parked.', title)
        );
      }
    }
  });

  add(context, CommandIDs.bringBack, {
    label: trans.__('Bring Back'),
    holds: status => status === 'parked',
    run: found =>
      change(
        context,
        found,
        { status: 'todo' },
        trans.__('“%1” is in the list again.', found.item.title)
      )
  });

  add(context, CommandIDs.details, {
    label: trans.__('Details'),
    next: trans.__('Details of the Next Item'),
    run: ({ item }) => {
      view.setOpen(`details:${item.id}`, !view.open[`details:${item.id}`]);
      showPanel();
      return Promise.resolve();
    }
  });
}

interface IItemCommand {
  label: string;
  /** What it is called where it is about the next item; left out where that makes no sense. */
  next?: string;
  /** Whether there is anything to do at that status. */
  holds?(status: ItemProgress['status']): boolean;
  run(found: ITarget, args: ReadonlyPartialJSONObject): Promise<void>;
}

function add(
  context: ICommandContext,
  id: string,
  command: IItemCommand
): void {
  const { holds, label, next, run } = command;
  const applies: CommandRegistry.CommandFunc<boolean> = args => {
    const found = target(context, args);
    return !!found && (holds?.(found.progress?.status ?? 'todo') ?? true);
  };
  context.commands.addCommand(id, {
    label: args => (args.item || !next ? label : next),
    isEnabled: args => otherCurriculum(context, args) || applies(args),
    isVisible: args => otherCurriculum(context, args) || applies(args),
    describedBy: { args: itemArgs },
    execute: async args => {
      await turnTo(context, args);
      const found = target(context, args);
      if (found) {
        await run(found, args);
      }
    }
  });
}

/** Nothing is known of a curriculum that is not shown. */
function otherCurriculum(
  { model }: ICommandContext,
  args: ReadonlyPartialJSONObject
): boolean {
  return !!args.curriculum && args.curriculum !== model.curriculum?.name;
}

/** Change a status, say so, and offer the way back. */
async function change(
  context: ICommandContext,
  { item, progress }: ITarget,
  patch: ItemPatch,
  text: string
): Promise<void> {
  const { model, view, trans } = context;
  const back: ItemPatch = {
    status: progress?.status ?? 'todo',
    reason: progress?.reason ?? '',
    until: progress?.until ?? null
  };
  const changed = await attempt(context, () => model.patchItem(item.id, patch));
  if (changed) {
    view.tell(text, () => {
      void attempt(context, () => model.patchItem(item.id, back)).then(
        undone => {
          if (undone) {
            view.tell(trans.__('Undone.'));
          }
        }
      );
    });
  }
}
