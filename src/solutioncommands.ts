import { Dialog, MainAreaWidget, showDialog } from '@jupyterlab/apputils';
import type { IEditorServices } from '@jupyterlab/codeeditor';
import type { IEditorLanguageRegistry } from '@jupyterlab/codemirror';
import type { INotebookContent } from '@jupyterlab/nbformat';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { Contents } from '@jupyterlab/services';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { CheckIDs, itemArgs } from './commandids';
import { IOwnCell, pairs, textOf } from './comparing';
import { attempt, turnTo } from './context';
import {
  INotebookContext,
  INotebookTarget,
  notebookTarget,
  shownCopy
} from './notebooktarget';
import { hasSolution } from './outline';
import type { SolutionView } from './solutionview';
import type { Item, ItemProgress, Solution } from './types';

export interface ISolutionContext extends INotebookContext {
  /** Whether there is room beside a notebook, as JupyterLab has and Notebook 7 has not. */
  besides: boolean;
  rendermime: IRenderMimeRegistry;
  contentFactory: NotebookPanel.IContentFactory;
  editors: IEditorServices;
  languages: IEditorLanguageRegistry | null;
  contents: Contents.IManager;
}

/** What the palette offers of it. */
export const SOLUTION_PALETTE = [
  CheckIDs.showSolution,
  CheckIDs.sameCell,
  CheckIDs.compare
];

/** Solutions and finished examples to read beside the learner's notebook, and what can be compared with it. */
export function addSolutionCommands(context: ISolutionContext): void {
  const { trans } = context;
  const solutions = new Map<string, SolutionView>();
  const comparisons = new Map<string, MainAreaWidget>();

  add(context, CheckIDs.showSolution, {
    label: item =>
      item?.kind === 'capstone'
        ? trans.__('See a Finished Example')
        : trans.__('Show the Solution'),
    holds: ({ item }) => hasSolution(item),
    run: found => show(context, found, solutions)
  });

  add(context, CheckIDs.sameCell, {
    label: item =>
      item?.kind === 'capstone'
        ? trans.__('Go to the Same Place in the Example')
        : trans.__('Go to the Same Cell in the Solution'),
    holds: ({ item }) => solutions.has(key(context, item.id)),
    run: async ({ item }) => {
      const view = solutions.get(key(context, item.id));
      if (view) {
        context.shell.activateById(view.id);
        await toSameCell(context, item.id, view);
      }
    }
  });

  add(context, CheckIDs.compare, {
    label: () => trans.__('Compare with the Solution'),
    holds: ({ item, progress }) => item.kind === 'exercise' && !!progress?.path,
    run: found => compare(context, found, comparisons)
  });
}

interface ISolutionCommand {
  label(item: Item | undefined): string;
  holds(found: INotebookTarget): boolean;
  run(found: INotebookTarget): Promise<void>;
}

function add(
  context: ISolutionContext,
  id: string,
  command: ISolutionCommand
): void {
  const holds = (args: ReadonlyPartialJSONObject) => {
    const found = notebookTarget(context, args);
    return !!found && command.holds(found);
  };
  context.commands.addCommand(id, {
    label: args => command.label(notebookTarget(context, args)?.item),
    isEnabled: holds,
    isVisible: holds,
    describedBy: { args: itemArgs },
    execute: async args => {
      await turnTo(context, args);
      const found = notebookTarget(context, args);
      if (found && holds(args)) {
        await attempt(context, () => command.run(found));
      }
    }
  });
}

async function show(
  context: ISolutionContext,
  found: INotebookTarget,
  open: Map<string, SolutionView>
): Promise<void> {
  if (!(await mayShow(context, found))) {
    return;
  }
  const { commands, copies, model, shell, trans } = context;
  const { item, progress } = found;
  const solution = await model.ask(item.id, (api, name) =>
    api.solution(name, item.id)
  );
  const beside =
    context.besides && progress?.path
      ? await shownCopy(context, found)
      : copies?.panelOf(item.id);
  const place = key(context, item.id);
  let view = open.get(place);
  if (!view) {
    const { SolutionView } = await import('./solutionview');
    const command = (id: string) => () =>
      void commands.execute(id, { item: item.id });
    view = new SolutionView({
      ...context,
      item,
      notebook: solution.notebook as unknown as INotebookContent,
      sameCell: command(CheckIDs.sameCell),
      compare: context.commands.isEnabled(CheckIDs.compare, { item: item.id })
        ? command(CheckIDs.compare)
        : undefined
    });
    view.id = `dl-curriculum-solution-${place.replace(/\W/g, '-')}`;
    open.set(place, view);
    view.disposed.connect(() => {
      open.delete(place);
      commands.notifyCommandChanged(CheckIDs.sameCell);
    });
    putBeside(context, view, beside);
    commands.notifyCommandChanged(CheckIDs.sameCell);
  }
  shell.activateById(view.id);
  await toSameCell(context, item.id, view);
  context.view.tell(
    item.kind === 'capstone'
      ? trans.__('A finished example for “%1” is open, to read.', item.title)
      : trans.__('The solution of “%1” is open, to read.', item.title)
  );
}

function putBeside(
  { besides, shell }: ISolutionContext,
  view: MainAreaWidget,
  beside: NotebookPanel | undefined
): void {
  if (!besides) {
    shell.add(view, 'right', { rank: 900 });
  } else if (beside) {
    shell.add(view, 'main', { ref: beside.id, mode: 'split-right' });
  } else {
    shell.add(view, 'main');
  }
}

/** Ask, once and before the first attempt only, whether it is not too early; an example of a project never is. */
async function mayShow(
  { view, trans }: ISolutionContext,
  { item, progress }: INotebookTarget
): Promise<boolean> {
  const asked = `asked-solution:${item.id}`;
  if (item.kind === 'capstone' || hasTried(progress) || view.open[asked]) {
    return true;
  }
  view.setOpen(asked, true);
  const { button } = await showDialog({
    title: trans.__('Try it yourself first?'),
    body: trans.__(
      'No check of “%1” has run yet. A first try of your own, even one that fails, is what makes a solution worth reading. It stays here for whenever you want it, and looking counts against nobody.',
      item.title
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Not yet') }),
      Dialog.okButton({ label: trans.__('Show the solution') })
    ]
  });
  return button.accept;
}

function hasTried(progress: ItemProgress | undefined): boolean {
  return (
    !!progress &&
    (progress.solution_seen ||
      progress.run !== null ||
      Object.values(progress.checks).some(state => state !== 'not-run'))
  );
}

/** Scroll to where the learner is in their own notebook: to that cell or, where it is theirs alone, to the one above. */
async function toSameCell(
  { copies }: ISolutionContext,
  item: string,
  view: SolutionView
): Promise<void> {
  const notebook = copies?.panelOf(item)?.content;
  const above = notebook?.widgets
    .slice(0, notebook.activeCellIndex + 1)
    .map(({ model }) => model.id)
    .reverse();
  await view.showCell(above ?? []);
}

async function compare(
  context: ISolutionContext,
  found: INotebookTarget,
  open: Map<string, MainAreaWidget>
): Promise<void> {
  if (!(await mayShow(context, found))) {
    return;
  }
  const { copies, model, shell, trans } = context;
  const { item } = found;
  const place = key(context, item.id);
  const read = async () => {
    const solution: Solution = await model.ask(item.id, (api, name) =>
      api.solution(name, item.id)
    );
    return pairs(solution, await ownCells(context, found));
  };
  const first = await read();
  const { ComparisonView } = await import('./comparisonview');
  open.get(place)?.dispose();
  const view = new ComparisonView({
    ...context,
    title: item.title,
    pairs: first,
    again: read,
    report: action => void attempt(context, action)
  });
  view.id = `dl-curriculum-comparison-${place.replace(/\W/g, '-')}`;
  open.set(place, view);
  view.disposed.connect(() => {
    if (open.get(place) === view) {
      open.delete(place);
    }
  });
  const beside = context.besides ? copies?.panelOf(item.id) : undefined;
  shell.add(view, context.besides ? 'main' : 'right', {
    ...(beside ? { ref: beside.id, mode: 'tab-after' as const } : {})
  });
  shell.activateById(view.id);
  context.view.tell(
    trans.__('“%1” is compared with its solution.', item.title)
  );
}

/** The learner's cells as they are on the screen or, where the notebook is not open, on the disk. */
async function ownCells(
  { copies, contents }: ISolutionContext,
  { item, progress }: INotebookTarget
): Promise<IOwnCell[]> {
  const cells = copies?.panelOf(item.id)?.content.model?.cells;
  if (cells) {
    return Array.from(cells, ({ id, type, sharedModel }) => ({
      id,
      isCode: type === 'code',
      source: sharedModel.getSource()
    }));
  }
  const file = await contents.get(progress?.path ?? '', {
    type: 'notebook',
    content: true
  });
  return (file.content as INotebookContent).cells.map(cell => ({
    id: typeof cell.id === 'string' ? cell.id : '',
    isCode: cell.cell_type === 'code',
    source: textOf(cell.source)
  }));
}

function key({ model }: ISolutionContext, item: string): string {
  return `${model.curriculum?.name}:${item}`;
}
