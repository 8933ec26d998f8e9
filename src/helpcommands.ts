import { reach } from './cellslots';
import { HelpCommandIDs, itemArgs } from './commandids';
import { Companion, hasNotebook } from './companion';
import { ICommandContext, ITarget, target, turnTo } from './context';
import type { Copies } from './copies';
import type { Hinting } from './hinting';
import { openItem } from './opening';

export interface IHelpContext extends ICommandContext {
  copies: Copies;
  companionOf(panel: Companion['panel']): Companion;
  hintingOf(panel: Companion['panel']): Hinting;
  /** Bring an open notebook to the front. */
  activate(id: string): void;
}

/** Hints, and the way to a check's cell; for palette, menus, the notebook's toolbar and the panel. */
export function addHelpCommands(context: IHelpContext): void {
  const { commands, copies, trans, view } = context;
  const { tracker } = copies;

  const found = (args: Parameters<typeof target>[1]): ITarget | undefined => {
    const panel = tracker.currentWidget;
    const item = args.item ?? (panel ? copies.itemOf(panel)?.id : undefined);
    const one = item === undefined ? undefined : target(context, { item });
    return one && hasNotebook(one.item) ? one : undefined;
  };

  commands.addCommand(HelpCommandIDs.showHint, {
    label: trans.__('Show a Hint…'),
    caption: trans.__('Show a hint for this exercise'),
    isEnabled: args => found(args)?.item.kind === 'exercise',
    isVisible: args => found(args)?.item.kind === 'exercise',
    describedBy: {
      args: {
        type: 'object',
        properties: {
          ...itemArgs.properties,
          item: {
            type: 'string',
            description: 'The item; that of the current notebook if left out.'
          },
          exercise: {
            type: 'string',
            description:
              'The exercise in it; that of the active cell or the nearest above if left out.'
          }
        }
      }
    },
    execute: async args => {
      await turnTo(context, args);
      const one = found(args);
      const panel = one && (await shown(context, one));
      if (!panel) {
        return;
      }
      const { exercise } = args;
      const hinting = context.hintingOf(panel);
      await context.companionOf(panel).ready();
      const name = typeof exercise === 'string' ? exercise : undefined;
      if (!(await hinting.show(name))) {
        view.tell(trans.__('“%1” has no hints.', one.item.title));
      }
    }
  });

  commands.addCommand(HelpCommandIDs.goToCheck, {
    label: trans.__('Go to the Check'),
    describedBy: {
      args: {
        type: 'object',
        required: ['item', 'check'],
        properties: {
          ...itemArgs.properties,
          check: { type: 'string', description: 'The name of the check.' }
        }
      }
    },
    execute: async args => {
      await turnTo(context, args);
      const one = found(args);
      const panel = one && (await shown(context, one));
      if (!panel) {
        return;
      }
      const companion = context.companionOf(panel);
      await companion.ready();
      const at = [...companion.checks()].find(
        ([, { check }]) => check.name === args.check
      )?.[0];
      const { content } = panel;
      if (at === undefined) {
        view.tell(
          trans.__(
            'That check is not in your notebook any more. A check from a clean start brings its own; resetting the notebook brings it back.'
          )
        );
        return;
      }
      await reach(content, at, 'center');
      content.activate();
    }
  });

  const edited = () => {
    const panel = tracker.currentWidget;
    const cell = panel?.content.activeCell;
    const at = panel?.content.activeCellIndex ?? -1;
    const companion = panel && context.companionOf(panel);
    return cell && companion?.checks().get(at)?.edited
      ? { cell, companion }
      : undefined;
  };
  commands.addCommand(HelpCommandIDs.restoreCheck, {
    label: trans.__('Restore This Check'),
    caption: trans.__(
      'Put the curriculum’s own check back into the active cell'
    ),
    isEnabled: () => edited() !== undefined,
    describedBy: { args: { type: 'object', properties: {} } },
    execute: () => {
      const one = edited();
      one?.companion.restore(one.cell);
    }
  });
}

/** The learner's copy, opened where it is not, in front. */
async function shown(
  context: IHelpContext,
  { item, progress }: ITarget
): Promise<Companion['panel'] | undefined> {
  const { activate, copies } = context;
  const open = () =>
    copies.panelOf(item.id) ??
    copies.tracker.find(panel => copies.itemOf(panel)?.id === item.id);
  if (!open()) {
    await openItem(context, item, progress);
  }
  const panel = open();
  if (panel) {
    await panel.revealed;
    activate(panel.id);
  }
  return panel;
}
