/** The notebook in front, as a person works in it, and what is on the disk. */
import { type Locator, type Page, expect } from '@playwright/test';
import * as fs from 'fs';
import * as path from 'path';

import type { Jupyter } from './jupyter';

/** The sources of a notebook on the disk, by cell. */
export function onDisk(jupyter: Jupyter, file: string): Record<string, string> {
  const { cells } = JSON.parse(
    fs.readFileSync(path.join(jupyter.root, file), 'utf-8')
  );
  return Object.fromEntries(
    cells.map(({ id, source }: any) => [id, [source].flat().join('')])
  );
}

/** The sources of the notebook in front, by cell. */
export function inFront(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() =>
    Object.fromEntries(
      (
        window as any
      ).jupyterapp.shell.currentWidget.content.model.sharedModel.cells.map(
        (cell: any) => [cell.id, cell.getSource()]
      )
    )
  );
}

export function isDirty(page: Page): Promise<boolean> {
  return page.evaluate(
    () => (window as any).jupyterapp.shell.currentWidget.context.model.dirty
  );
}

/** Which cell is active in the notebook in front. */
export function activeCell(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      (window as any).jupyterapp.shell.currentWidget.content.activeCell.model.id
  );
}

/** Makes a cell of the notebook in front the active one, and writes it anew as a person would. */
export async function writeCell(
  page: Page,
  id: string,
  text: string
): Promise<void> {
  // A kernel that comes, or a cell that is only drawn now, may take the keyboard away in the middle.
  await expect(async () => {
    await page.evaluate(id => {
      const { content } = (window as any).jupyterapp.shell.currentWidget;
      content.activeCellIndex = content.widgets.findIndex(
        (cell: any) => cell.model.id === id
      );
      content.mode = 'edit';
      return content.scrollToItem(content.activeCellIndex);
    }, id);
    const editor = page.locator(
      '.jp-Notebook .jp-Cell.jp-mod-active .cm-content'
    );
    await editor.click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(text);
    expect((await inFront(page))[id]).toBe(text);
  }).toPass();
}

export function run(page: Page, command: string, args = {}): Promise<unknown> {
  return page.evaluate(
    ([command, args]) =>
      (window as any).jupyterapp.commands.execute(command, args),
    [command, args] as const
  );
}

/**
 * Saves the notebook in front. JupyterLab skips a save while another is under way, which may be of what was there
 * before, and then takes the notebook for saved; so the disk is asked.
 */
export async function save(page: Page): Promise<void> {
  await expect(async () => {
    await run(page, 'docmanager:save');
    expect(await saved(page)).toEqual(await inFront(page));
    expect(await isDirty(page)).toBe(false);
  }).toPass();
}

/** The sources of the notebook in front as they are saved, by cell. */
function saved(page: Page): Promise<Record<string, string>> {
  return page.evaluate(async () => {
    const { serviceManager, shell } = (window as any).jupyterapp;
    const { path } = shell.currentWidget.context;
    const { content } = await serviceManager.contents.get(path);
    return Object.fromEntries(
      content.cells.map(({ id, source }: any) => [id, [source].flat().join('')])
    );
  });
}

/** Waits until the kernel of the notebook in front has nothing to do. */
export async function idle(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      (window as any).jupyterapp.shell.currentWidget?.sessionContext?.session
        ?.kernel?.status === 'idle'
  );
}

/** Opens an exercise from the panel, and waits for its notebook. */
export async function openExercise(
  page: Page,
  panel: Locator,
  title: string,
  file: string
): Promise<void> {
  await panel.getByRole('button', { name: title, exact: true }).click();
  await page.getByRole('tab', { name: file, exact: true }).waitFor();
  await page.locator('.jp-Notebook .jp-Cell').first().waitFor();
  await page.waitForFunction(
    file =>
      (window as any).jupyterapp.shell.currentWidget?.context?.path.endsWith(
        file
      ),
    file
  );
}
