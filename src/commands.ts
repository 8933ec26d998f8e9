import { CommandIDs, HelpCommandIDs, itemArgs } from './commandids';
import {
  ICommandContext,
  attempt,
  revealItem,
  target,
  turnTo
} from './context';
import { curriculumIcon } from './icon';
import { addItemCommands } from './itemcommands';
import { openItem, openWorkspace } from './opening';
import { download, upload } from './transfer';
import { addWorkCommands } from './workcommands';
import { isoDay } from './words';

export { CommandIDs, HelpCommandIDs } from './commandids';

/** What the palette offers, in this order, without arguments. */
export const PALETTE = [
  CommandIDs.showPanel,
  CommandIDs.continueNext,
  CommandIDs.whatNext,
  CommandIDs.markDone,
  CommandIDs.skip,
  CommandIDs.park,
  CommandIDs.details,
  CommandIDs.startOver,
  CommandIDs.putBack,
  CommandIDs.earlierVersions,
  CommandIDs.seeNew,
  CommandIDs.locateCopy,
  HelpCommandIDs.showHint,
  HelpCommandIDs.restoreCheck,
  CommandIDs.chooseRoutes,
  CommandIDs.setGoal,
  CommandIDs.openWorkspace,
  CommandIDs.exportProgress,
  CommandIDs.importProgress,
  CommandIDs.refresh
];

const curriculumArgs = {
  type: 'object',
  properties: { curriculum: itemArgs.properties.curriculum }
};

/** Every action of the panel, for palette, shortcuts, menus and other extensions. */
export function addCommands(context: ICommandContext): void {
  const { commands, model, view, trans, showPanel } = context;
  addItemCommands(context);
  addWorkCommands(context);

  commands.addCommand(CommandIDs.showPanel, {
    // In launcher and View menu the name stands for the thing, elsewhere the words for the deed.
    label: args =>
      args.isPlace ? trans.__('Curriculum') : trans.__('Show the Curriculum'),
    caption: trans.__('Learn step by step, from the first net to a portfolio'),
    icon: args => (args.isPlace ? curriculumIcon : undefined),
    describedBy: {
      args: { type: 'object', properties: { isPlace: { type: 'boolean' } } }
    },
    execute: () => showPanel()
  });

  commands.addCommand(CommandIDs.continueNext, {
    label: trans.__('Continue Learning'),
    describedBy: { args: curriculumArgs },
    execute: async args => {
      await turnTo(context, args);
      const next = target(context, {});
      if (next) {
        await openItem(context, next.item, next.progress);
      } else {
        showPanel();
        view.reveal('continue');
      }
    }
  });

  commands.addCommand(CommandIDs.whatNext, {
    label: trans.__('What Is Next?'),
    describedBy: { args: itemArgs },
    execute: async args => {
      await turnTo(context, args);
      showPanel();
      const next = target(context, args);
      if (next) {
        revealItem(context, next.item.id);
      } else {
        view.reveal('continue');
      }
    }
  });

  commands.addCommand(CommandIDs.chooseRoutes, {
    label: trans.__('Choose Routes…'),
    isEnabled: () =>
      !!model.curriculum?.stages.some(({ routes }) => routes.length),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          ...curriculumArgs.properties,
          stage: {
            type: 'string',
            description: 'The stage; the nearest with routes where left out.'
          },
          routes: {
            type: 'array',
            items: { type: 'string' },
            description:
              'The routes to follow. Shown for choice where left out.'
          }
        }
      }
    },
    execute: async args => {
      await turnTo(context, args);
      const stage = args.stage ?? stageWithRoutes(context);
      if (typeof stage !== 'string') {
        return;
      }
      if (Array.isArray(args.routes)) {
        const routes = args.routes.map(String);
        await attempt(context, () =>
          model.patchProgress({ routes: { [stage]: routes } })
        );
      } else {
        showPanel();
        view.reveal(`routes:${stage}`, `stage:${stage}`);
      }
    }
  });

  commands.addCommand(CommandIDs.setGoal, {
    label: trans.__('Set Goal and Pace…'),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          ...curriculumArgs.properties,
          goal: {
            type: 'string',
            description: 'The goal. Asked for where left out.'
          },
          hoursPerWeek: { type: 'number', description: 'The pace.' }
        }
      }
    },
    execute: async args => {
      await turnTo(context, args);
      if (typeof args.goal !== 'string') {
        showPanel();
        view.editGoal(true);
        view.reveal('goal');
        return;
      }
      const hours = args.hoursPerWeek;
      const patch = {
        goal: args.goal,
        ...(hours === undefined
          ? {}
          : { hours_per_week: hours as number | null })
      };
      if (await attempt(context, () => model.patchProgress(patch))) {
        view.editGoal(false);
      }
    }
  });

  commands.addCommand(CommandIDs.exportProgress, {
    label: trans.__('Export Progress'),
    describedBy: { args: curriculumArgs },
    execute: async args => {
      await turnTo(context, args);
      await attempt(context, async () => {
        const lines = await model.exportProgress();
        download(
          lines,
          `${model.curriculum?.name}-${isoDay(context.now())}.jsonl`
        );
      });
    }
  });

  commands.addCommand(CommandIDs.importProgress, {
    label: trans.__('Import Progress…'),
    describedBy: { args: curriculumArgs },
    execute: async args => {
      await turnTo(context, args);
      await attempt(context, async () => {
        const lines = await upload();
        if (lines !== undefined) {
          const { added, known } = await model.importProgress(lines);
          showPanel();
          view.tell(
            trans.__('%1 events added, %2 were here already.', added, known)
          );
        }
      });
    }
  });

  commands.addCommand(CommandIDs.openWorkspace, {
    label: trans.__('Show My Notebooks in the File Browser'),
    describedBy: { args: curriculumArgs },
    execute: async args => {
      await turnTo(context, args);
      await openWorkspace(context);
    }
  });

  commands.addCommand(CommandIDs.refresh, {
    label: trans.__('Refresh'),
    describedBy: { args: { type: 'object', properties: {} } },
    execute: () => model.refresh()
  });
}

/** The current stage where it has routes, else the first that has. */
function stageWithRoutes({ model }: ICommandContext): string | undefined {
  const stages =
    model.curriculum?.stages.filter(({ routes }) => routes.length) ?? [];
  const current = stages.find(({ id }) => id === model.progress?.current_stage);
  return (current ?? stages[0])?.id;
}
