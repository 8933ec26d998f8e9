import { PathExt } from '@jupyterlab/coreutils';
import { ICommandContext, attempt, revealItem } from './context';
import { howToOpen } from './kerneldialogs';
import { openCopy } from './missing';
import type { IWishes } from './tokens';
import type { Capstone, Exercise, Item, ItemProgress } from './types';

/** Open what an item is about: a page, a notebook, or its place in the panel. */
export async function openItem(
  context: ICommandContext,
  item: Item,
  progress: ItemProgress | undefined,
  wishes?: IWishes
): Promise<void> {
  switch (item.kind) {
    case 'resource':
      // Before anything is awaited, or the browser takes it for a pop-up.
      window.open(item.url, '_blank', 'noopener');
      if (context.startsOnOpen() && (progress?.status ?? 'todo') === 'todo') {
        await attempt(context, () =>
          context.model.patchItem(item.id, { status: 'started' })
        );
      }
      return;
    case 'exercise':
    case 'capstone':
      return openNotebook(context, item, progress, wishes);
    default:
      context.view.setOpen(`item:${item.id}`, true);
      context.showPanel();
      revealItem(context, item.id);
  }
}

async function openNotebook(
  context: ICommandContext,
  item: Exercise | Capstone,
  progress: ItemProgress | undefined,
  wishes: IWishes | undefined
): Promise<void> {
  const { commands, view } = context;
  await attempt(context, async () => {
    const asWished = wishes ?? (await sized(context, item, progress));
    const opened = asWished && (await openCopy(context, item, asWished));
    if (!opened) {
      return;
    }
    await commands.execute('docmanager:open', {
      path: opened.path,
      ...(opened.kernel_name ? { kernel: { name: opened.kernel_name } } : {})
    });
    if (opened.message) {
      view.tell(opened.message);
    }
  });
}

/** How to make the copy of what needs more memory than is free; undefined where the learner would rather not. */
async function sized(
  { machine, trans }: ICommandContext,
  item: Exercise | Capstone,
  progress: ItemProgress | undefined
): Promise<IWishes | undefined> {
  if (progress?.path || machine.of(item.id)?.fits !== false) {
    return {};
  }
  // There may be more room by now.
  await machine.look();
  const choice = machine.of(item.id);
  return choice && !choice.fits ? howToOpen(item, choice, trans) : {};
}

/** Show the folder with the learner's copies in the file browser. */
export async function openWorkspace(context: ICommandContext): Promise<void> {
  const { commands, model, trans, view, workspace } = context;
  const copies = Object.values(model.progress?.items ?? {})
    .map(({ path }) => path)
    .filter((path): path is string => path !== null);
  const folder =
    workspace() || (copies.length ? PathExt.dirname(copies[0]) : '');
  if (!copies.length || !commands.hasCommand('filebrowser:go-to-path')) {
    view.tell(
      copies.length
        ? trans.__('Your notebooks are in the folder %1.', folder)
        : trans.__('The folder is made when you open the first exercise.')
    );
    context.showPanel();
    return;
  }
  await commands.execute('filebrowser:go-to-path', { path: folder });
}
