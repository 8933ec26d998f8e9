/** Other places than the usual one: Notebook 7, a base URL, odd folder names. */
import * as fs from 'fs';
import * as path from 'path';

import { expect, openPanel, test, tick, withSmallPack } from '../fixtures';
import { writePack } from '../packs';

test.describe('in Notebook 7', () => {
  test.use({ jupyterOptions: { ...withSmallPack, app: 'notebook' } });

  test('the panel opens, marks and opens an exercise', async ({
    browser,
    jupyter
  }) => {
    const page = await browser.newPage();
    await page.goto(`${jupyter.url}tree`);
    await page.waitForFunction(() => !!(window as any).jupyterapp);
    await page.evaluate(() => (window as any).jupyterapp.restored);
    await page.evaluate(() =>
      (window as any).jupyterapp.commands.execute('dl-curriculum:show-panel')
    );
    const panel = page.getByRole('region', { name: 'Curriculum', exact: true });
    await tick(panel, 'Reading').click();
    await expect(tick(panel, 'Reading')).toBeChecked();
    const opened = page.context().waitForEvent('page');
    await panel.getByRole('button', { name: 'Adding', exact: true }).click();
    const notebook = await opened;
    await expect(
      notebook.locator('.jp-Notebook .jp-Cell').first()
    ).toContainText('Adding');
    expect(notebook.url()).toContain('adding.ipynb');
  });
});

test.describe('below a base URL, with an odd workspace folder', () => {
  test.use({
    jupyterOptions: {
      ...withSmallPack,
      options: [
        '--ServerApp.base_url=/user/zoe/',
        '--CurriculumExtension.workspace=100 % tiefes Lernen/ü'
      ]
    }
  });

  test('an exercise opens where the folder says', async ({ lab, jupyter }) => {
    const panel = await openPanel(lab);
    await panel.getByRole('button', { name: 'Adding', exact: true }).click();
    await expect(lab.getByRole('tab', { name: 'adding.ipynb' })).toBeVisible();
    expect(
      fs.existsSync(
        path.join(jupyter.root, '100 % tiefes Lernen', 'ü', 'adding.ipynb')
      )
    ).toBe(true);
  });
});

test.describe('by keyboard alone', () => {
  test.use({ jupyterOptions: { prepare: jupyter => writePack(jupyter) } });

  test('an item is marked, its menu opened, and the mark taken back', async ({
    lab
  }) => {
    const panel = await openPanel(lab);
    await tick(panel, 'Reading').press('Space');
    await expect(tick(panel, 'Reading')).toBeChecked();
    await expect(tick(panel, 'Reading')).toBeFocused();
    await panel.getByRole('button', { name: 'More on Reading' }).press('Enter');
    await expect(
      lab.getByRole('menuitem', { name: 'Mark Not Done' })
    ).toBeVisible();
    await lab.keyboard.press('Escape');
    await expect(
      panel.getByRole('button', { name: 'More on Reading' })
    ).toBeFocused();
  });
});
