/** How it looks and whether everyone can use it: axe in both themes, and the pictures that the README shows. */
import type { Page } from '@playwright/test';
import * as fs from 'fs';
import * as path from 'path';

import { expect, openPanel, test } from '../fixtures';
import type { Jupyter } from '../jupyter';
import { axeFindsNothingSerious } from '../looks';
import { idle, openExercise, run } from '../notebooks';
import { BUNDLED } from '../packs';

const PICTURES =
  process.env.PICTURES ??
  path.join(__dirname, '..', 'test-results', 'pictures');

const SOLVED = path.join(
  __dirname,
  '../../curriculum/stages/mathematical-foundations/gradient-descent.solution.ipynb'
);

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
    await axeFindsNothingSerious(lab, ['.jp-Curriculum']);
  });

  test(`a picture of an evening's work, ${theme.toLowerCase()}`, async ({
    lab,
    jupyter
  }) => {
    await beginStageTwo(lab, jupyter);
    await lab.setViewportSize({ width: 1360, height: 860 });
    const panel = await openPanel(lab);
    await run(lab, 'apputils:change-theme', { theme: `JupyterLab ${theme}` });
    await openExercise(lab, panel, 'Going downhill', 'gradient-descent.ipynb');
    await idle(lab);
    await solveUpTo(lab, 'gradient-descent-valley-why');
    await expect(
      lab.getByText('Passes', { exact: true }).first()
    ).toBeAttached();
    await showEnd(lab, 'gradient-descent-valley');
    await expect(
      lab.locator('.jp-Notebook .jp-OutputArea-output img').last()
    ).toBeInViewport();
    await panel.evaluate(node => {
      (node.querySelector('.jp-Curriculum-scroll') ?? node).scrollTop = 0;
    });
    fs.mkdirSync(PICTURES, { recursive: true });
    await lab.screenshot({
      path: path.join(PICTURES, `panel-${theme.toLowerCase()}.png`)
    });
  });
}

/** A learner with a goal who has the first stage behind them. */
async function beginStageTwo(page: Page, jupyter: Jupyter): Promise<void> {
  const curriculum = `${jupyter.url}dl-curriculum/curricula/${BUNDLED}`;
  const { stages } = await (await page.request.get(curriculum)).json();
  for (const { id } of stages[0].items) {
    await page.request.patch(`${curriculum}/items/${id}`, {
      data: { status: 'done' }
    });
  }
  const goal = { goal: 'Read new papers and try them out', hours_per_week: 4 };
  await page.request.patch(`${curriculum}/progress`, { data: goal });
}

/** Writes the solutions into the notebook in front and runs it as far as a cell. */
async function solveUpTo(page: Page, last: string): Promise<void> {
  const { cells } = JSON.parse(fs.readFileSync(SOLVED, 'utf-8'));
  await page.evaluate(
    async ([solutions, last]) => {
      const { commands, shell } = (window as any).jupyterapp;
      const { content } = shell.currentWidget;
      for (const { model } of content.widgets) {
        if (model.getMetadata('dl_curriculum')?.role === 'exercise') {
          model.sharedModel.setSource(solutions[model.id]);
        }
      }
      content.activeCellIndex = content.widgets.findIndex(
        ({ model }: any) => model.id === last
      );
      await commands.execute('notebook:run-all-above');
    },
    [
      Object.fromEntries(
        cells.map((cell: any) => [cell.id, cell.source.join('')])
      ),
      last
    ] as const
  );
}

/** Scrolls a cell's end, and so its picture, to the foot of the notebook in front. */
async function showEnd(page: Page, id: string): Promise<void> {
  await page.evaluate(async id => {
    const { content } = (window as any).jupyterapp.shell.currentWidget;
    const at = content.widgets.findIndex(({ model }: any) => model.id === id);
    content.activeCellIndex = at;
    content.mode = 'command';
    await content.scrollToItem(at, 'end');
  }, id);
}
