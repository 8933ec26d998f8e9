import { Dialog, showDialog } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import { FileDialog } from '@jupyterlab/filebrowser';
import type { ICommandContext } from './context';
import { ProblemError } from './request';
import type { IWishes } from './tokens';
import type { Item, Opened } from './types';

/** Whether the server says that there was a copy which it cannot find. */
export function isMissing(error: unknown): error is ProblemError {
  return error instanceof ProblemError && error.code === 'copy-missing';
}

/** The learner's copy, made if there was none; undefined where it cannot be found and they would rather not say. */
export async function openCopy(
  context: ICommandContext,
  item: Item,
  wishes: IWishes = {}
): Promise<Opened | undefined> {
  try {
    return await context.model.open(item.id, context.workspace(), wishes);
  } catch (error) {
    if (isMissing(error)) {
      return askWhere(context, item, error.message);
    }
    throw error;
  }
}

/**
 * Ask where the copy is that cannot be found, until it is found or the learner has enough.
 *
 * @param why - what the server said
 * @param orNew - whether a new copy is a way out
 */
export async function askWhere(
  context: ICommandContext,
  item: Item,
  why: string,
  orNew = true
): Promise<Opened | undefined> {
  const { model, documents, trans, workspace } = context;
  const { button } = await showDialog({
    title: trans.__('Where is your notebook for “%1”?', item.title),
    body: why,
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      ...(orNew
        ? [
            Dialog.cancelButton({
              label: trans.__('Start a new copy'),
              actions: ['new']
            })
          ]
        : []),
      ...(documents
        ? [
            Dialog.okButton({
              label: trans.__('Find it…'),
              actions: ['find']
            })
          ]
        : [])
    ]
  });
  if (button.actions.includes('new')) {
    return model.open(item.id, workspace(), { missing: 'new' });
  }
  return button.actions.includes('find')
    ? locate(context, item, orNew)
    : undefined;
}

/** Let the learner say where their copy is; what is none of that item is asked for again. */
export async function locate(
  context: ICommandContext,
  item: Item,
  orNew = false
): Promise<Opened | undefined> {
  const path = await chosenNotebook(context, item);
  if (path === undefined) {
    return undefined;
  }
  try {
    const located = await context.model.ask(item.id, (api, name) =>
      api.locate(name, item.id, path)
    );
    // What comes next looks for the notebook at its new place.
    await context.model.refresh();
    return located;
  } catch (error) {
    if (error instanceof ProblemError && error.message) {
      return askWhere(context, item, error.message, orNew);
    }
    throw error;
  }
}

async function chosenNotebook(
  { documents, model, trans }: ICommandContext,
  item: Item
): Promise<string | undefined> {
  if (!documents) {
    return undefined;
  }
  const last = PathExt.dirname(model.progress?.items[item.id]?.path ?? '');
  const there = await documents.services.contents
    .get(last, { content: false })
    .then(() => true)
    .catch(() => false);
  const { button, value } = await FileDialog.getOpenFiles({
    manager: documents,
    title: trans.__('Your notebook for “%1”', item.title),
    defaultPath: there ? last : '',
    filter: ({ type }) =>
      type === 'notebook' || type === 'directory' ? {} : null
  });
  return button.accept ? value?.[0]?.path : undefined;
}
