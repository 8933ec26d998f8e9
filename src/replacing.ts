import type { NotebookPanel } from '@jupyterlab/notebook';
import type { ICurriculumApi } from './api';
import type { ICommandContext } from './context';
import { written } from './copies';
import { askWhere, isMissing } from './missing';
import { reloaded } from './place';
import { ProblemError } from './request';
import type { Item } from './types';

/** The hash that the copy must still have on the disk; where it has another one, the server refuses. */
type Expected = { expected?: string };

export interface IReplaced<T> {
  answer: T;
  /** Whether the open notebook shows it; it is left alone where the learner wrote in it meanwhile. */
  shown: boolean;
}

/**
 * Have the server write the learner's copy anew, and let the open notebook follow. Rejects with what the server said;
 * undefined where the copy cannot be found and the learner would rather not say where it is.
 */
export async function replaced<T extends { path: string }>(
  context: ICommandContext,
  item: Item,
  send: (api: ICurriculumApi, name: string, expected: Expected) => Promise<T>
): Promise<IReplaced<T> | undefined> {
  const { model, copies } = context;
  const panels = copies?.panelsOf(item.id) ?? [];
  const before = panels.map(written);
  const hash = panels[0]?.context.contentsModel?.hash;
  const unchanged = (panel: NotebookPanel, at: number) =>
    !panel.isDisposed && written(panel) === before[at];
  let answer: T;
  try {
    answer = await model.ask(item.id, (api, name) =>
      send(api, name, hash ? { expected: hash } : {})
    );
  } catch (error) {
    if (isMissing(error)) {
      return (await askWhere(context, item, error.message, false))
        ? replaced(context, item, send)
        : undefined;
    }
    if (await isAnother(context, panels[0], error)) {
      // It was written before it failed: what is shown must be what is there.
      await reloaded(panels.filter(unchanged));
    }
    throw error;
  }
  const open = panels.filter(({ context }) => context.path === answer.path);
  const shown = open.every(panel => unchanged(panel, panels.indexOf(panel)));
  if (shown) {
    await reloaded(open);
  }
  return { answer, shown };
}

/** Whether the copy on the disk is another after a failure in which it may have been written. */
async function isAnother(
  { documents }: ICommandContext,
  panel: NotebookPanel | undefined,
  error: unknown
): Promise<boolean> {
  const hash = panel?.context.contentsModel?.hash;
  if (
    !panel ||
    !hash ||
    !documents ||
    !(error instanceof ProblemError && error.status >= 500)
  ) {
    return false;
  }
  const { contents } = documents.services;
  const there = await contents
    .get(panel.context.path, { content: false, hash: true })
    .catch(() => null);
  return !!there?.hash && there.hash !== hash;
}
