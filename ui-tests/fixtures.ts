/** What every browser test starts from: a Jupyter server of its own and a page of it, nothing mocked. */
import {
  IJupyterLabPageFixture,
  expect,
  test as galata
} from '@jupyterlab/galata';
import type { Locator, Page } from '@playwright/test';

import { IJupyterOptions, Jupyter } from './jupyter';
import { writePack } from './packs';

export { expect };

export const test = galata.extend<{
  jupyter: Jupyter;
  jupyterOptions: IJupyterOptions;
  /** The page, with JupyterLab ready on it. */
  lab: IJupyterLabPageFixture;
}>({
  jupyterOptions: [{}, { option: true }],
  jupyter: async ({ jupyterOptions }, use) => {
    const jupyter = new Jupyter(jupyterOptions);
    await jupyter.start();
    await use(jupyter);
    await jupyter.remove();
  },
  baseURL: async ({ jupyter }, use) => {
    await use(jupyter.url);
  },
  autoGoto: false,
  mockConfig: false,
  mockSettings: false,
  mockState: false,
  kernels: null,
  sessions: null,
  terminals: null,
  // Galata gives up after some seconds, which are not enough where the machine has much else to do.
  waitForApplication: async ({}, use) => {
    await use(page =>
      page.evaluate(() => (window as any).jupyterapp.restored as Promise<void>)
    );
  },
  lab: async ({ page, jupyter }, use) => {
    // Galata would give a busy machine fifteen seconds for this; a test has its own time.
    const { page: plain } = page as unknown as { page: Page };
    await plain.goto(`${jupyter.url}lab`, { waitUntil: 'domcontentloaded' });
    await page.waitForFunction(() => !!(window as any).jupyterapp);
    await page.evaluate(() => (window as any).jupyterapp.restored);
    // It comes after all else on a first visit, and takes the keyboard.
    await plain.locator('.jp-Launcher').waitFor();
    await use(page);
  }
});

/** Starts the test's server with the small pack in place of the bundled one. */
export const withSmallPack: IJupyterOptions = {
  prepare: jupyter => writePack(jupyter)
};

/** The panel, shown where it is not. */
export async function openPanel(page: Page): Promise<Locator> {
  const panel = page.getByRole('region', { name: 'Curriculum', exact: true });
  await page.waitForFunction(() => !!(window as any).jupyterapp);
  await page.evaluate(() => (window as any).jupyterapp.restored);
  await page.evaluate(() =>
    (window as any).jupyterapp.commands.execute('dl-curriculum:show-panel')
  );
  await panel.waitFor();
  return panel;
}

/** Waits until a dialog has the keyboard, before which a key would go elsewhere. */
export async function hasKeyboard(dialog: Locator): Promise<void> {
  await expect(dialog.locator(':focus')).toHaveCount(1);
}

/** The tick of an item, by its title. */
export function tick(panel: Locator, title: string): Locator {
  return panel.getByRole('checkbox', { name: `Mark ${title} done` });
}

/** Chooses from an item's menu. */
export async function choose(
  page: Page,
  panel: Locator,
  title: string,
  action: string
): Promise<void> {
  await panel.getByRole('button', { name: `More on ${title}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

/** Loads the page again; Galata's own would wait for a launcher that need not be in front, and not long enough. */
export async function reload(page: IJupyterLabPageFixture): Promise<void> {
  const { page: plain } = page as unknown as { page: Page };
  await plain.reload({ waitUntil: 'domcontentloaded' });
  await plain.waitForFunction(() => !!(window as any).jupyterapp);
  await plain.evaluate(() => (window as any).jupyterapp.restored);
}

/** Unfolds a stage where it is folded. */
export async function unfold(panel: Locator, stage: RegExp): Promise<void> {
  const button = panel.getByRole('button', { name: stage, expanded: false });
  const open = panel.getByRole('button', { name: stage, expanded: true });
  await button.or(open).first().waitFor();
  if (await button.isVisible()) {
    await button.click();
  }
}
