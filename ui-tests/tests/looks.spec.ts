/** How it looks and whether everyone can use it: axe in both themes, and the pictures that the README shows. */
import AxeBuilder from '@axe-core/playwright';
import * as fs from 'fs';
import * as path from 'path';

import { expect, openPanel, test } from '../fixtures';

const PICTURES =
  process.env.PICTURES ??
  path.join(__dirname, '..', 'test-results', 'pictures');

for (const theme of ['Light', 'Dark']) {
  test(`axe finds nothing serious in the ${theme.toLowerCase()} theme`, async ({
    lab
  }) => {
    const panel = await openPanel(lab);
    await lab.evaluate(
      name =>
        (window as any).jupyterapp.commands.execute('apputils:change-theme', {
          theme: name
        }),
      `JupyterLab ${theme}`
    );
    await expect(lab.locator('body')).toHaveAttribute(
      'data-jp-theme-name',
      `JupyterLab ${theme}`
    );
    await panel
      .getByRole('button', { name: /The deep dive|Deep dive|deep dive/i })
      .first()
      .click();
    await panel
      .getByRole('button', {
        name: 'Recreate every course notebook',
        exact: true
      })
      .click();
    const { violations } = await new AxeBuilder({ page: lab })
      .include('.jp-Curriculum')
      .analyze();
    const serious = violations.filter(
      ({ impact }) => impact === 'serious' || impact === 'critical'
    );
    expect(
      serious.map(
        ({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join('\n')}`
      )
    ).toEqual([]);
  });

  test(`a picture of the panel beside an exercise, ${theme.toLowerCase()}`, async ({
    lab
  }) => {
    await lab.setViewportSize({ width: 1360, height: 860 });
    const panel = await openPanel(lab);
    await lab.evaluate(
      name =>
        (window as any).jupyterapp.commands.execute('apputils:change-theme', {
          theme: name
        }),
      `JupyterLab ${theme}`
    );
    await panel.getByRole('button', { name: 'Not now' }).click();
    await panel
      .getByRole('button', { name: /The mathematics underneath/ })
      .click();
    await panel
      .getByRole('button', { name: 'Going downhill', exact: true })
      .click();
    await expect(
      lab.locator('.jp-Notebook .MathJax, .jp-Notebook mjx-container').first()
    ).toBeVisible();
    fs.mkdirSync(PICTURES, { recursive: true });
    await lab.screenshot({
      path: path.join(PICTURES, `panel-${theme.toLowerCase()}.png`)
    });
  });
}
