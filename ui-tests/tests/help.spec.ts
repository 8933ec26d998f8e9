/** Checks that tick while the learner works, marks beside them, and hints; with a real kernel. */
import type { Locator, Page } from '@playwright/test';

import { CHECKS, SOLVED, writeCheckPack } from '../checkpack';
import { expect, openPanel, test as base, tick } from '../fixtures';
import { looksGood, picture } from '../looks';
import { save } from '../notebooks';

/** A plain page: nothing of these tests needs more, and a busy machine may take its time. */
const test = base.extend<{ desk: Page }>({
  desk: async ({ context, jupyter }, use) => {
    const page = await context.newPage();
    await page.goto(`${jupyter.url}lab`);
    await use(page);
  }
});

test.use({ jupyterOptions: [{ prepare: writeCheckPack }, { option: true }] });

/** Opens the exercise from the panel and waits for its kernel. */
async function openExercise(page: Page): Promise<Locator> {
  const panel = await openPanel(page);
  await panel.getByRole('button', { name: 'Adding', exact: true }).click();
  await kernel(page);
  return panel;
}

async function kernel(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      (window as any).jupyterapp.shell.currentWidget?.sessionContext?.session
        ?.kernel?.status === 'idle'
  );
}

/** A cell of the notebook in front, by its place. */
function cell(page: Page, at: number): Locator {
  return page.locator('.jp-Notebook .jp-Cell').nth(at);
}

/** What the learner wrote, without the typing; locked cells are unlocked as the property inspector would. */
async function write(page: Page, at: number, source: string): Promise<void> {
  await page.evaluate(
    ([index, text]) => {
      const { content } = (window as any).jupyterapp.shell.currentWidget;
      const { model } = content.widgets[index];
      if (model.getMetadata('editable') === false) {
        model.setMetadata('editable', true);
      }
      model.sharedModel.setSource(text);
    },
    [at, source] as const
  );
}

async function source(page: Page, at: number): Promise<string> {
  return page.evaluate(
    index =>
      (
        window as any
      ).jupyterapp.shell.currentWidget.content.model.sharedModel.cells[
        index
      ].getSource(),
    at
  );
}

/** Selects a cell with the mouse, on its prompt, and runs it with the keyboard. */
async function run(page: Page, at: number): Promise<void> {
  await cell(page, at).locator('.jp-InputPrompt').click();
  await page.keyboard.press('Control+Enter');
}

const mark = (page: Page, at: number) =>
  cell(page, at).locator('.jp-CurriculumCheck').getByRole('status');

test('a check that runs ticks at its cell and in the panel; all of them make the exercise done', async ({
  desk
}) => {
  const panel = await openExercise(desk);
  await expect(mark(desk, 2)).toHaveText('Not run yet');
  await run(desk, 2);
  await expect(mark(desk, 2)).toHaveText('Not yet');
  const checks = panel.getByRole('button', { name: /checks pass/ });
  await expect(checks).toHaveText('0 of 2 checks pass');

  await write(desk, 1, SOLVED[0]);
  await run(desk, 1);
  await run(desk, 2);
  await expect(mark(desk, 2)).toHaveText('Passes');
  await expect(checks).toHaveText('1 of 2 checks pass');

  await checks.click();
  const list = panel.getByRole('list', { name: 'Checks of Adding' });
  await expect(list.getByRole('button')).toHaveText([
    /Sum.*Passes/,
    /Product.*Not run yet/
  ]);
  await list.getByRole('button', { name: 'Product' }).click();
  await expect(cell(desk, 4)).toHaveClass(/jp-mod-active/);

  await desk.route(/\/attempts/, route => route.abort());
  await write(desk, 3, SOLVED[1]);
  await run(desk, 3);
  await run(desk, 4);
  await expect(mark(desk, 4)).toHaveText('Ran, and waits for the server');
  await desk.unroute(/\/attempts/);
  await expect(mark(desk, 4)).toHaveText('Passes');
  await expect(
    panel.getByText('All checks pass: “Adding” is done.')
  ).toBeVisible();
  await expect(tick(panel, 'Adding')).toBeChecked();
  await expect(tick(panel, 'Adding')).toHaveAccessibleDescription(
    /all checks passed/
  );
  await panel.getByRole('button', { name: 'Undo' }).click();
  await expect(tick(panel, 'Adding')).not.toBeChecked();
  await expect(tick(panel, 'Adding')).toHaveAccessibleDescription(/started/);

  await save(desk);
  await picture(desk, 'checks-light');
  await desk.reload();
  await openExercise(desk);
  await expect(mark(desk, 2)).toHaveText('Passes');
});

test('an edited check says so, counts for nothing, and can be put back without losing what was written', async ({
  desk
}) => {
  const panel = await openExercise(desk);
  await write(desk, 1, SOLVED[0]);
  await write(desk, 2, 'assert True');
  await expect(mark(desk, 2)).toContainText('its result does not count');
  await desk.evaluate(() =>
    (window as any).jupyterapp.commands.execute('notebook:run-all-cells')
  );
  await expect(mark(desk, 4)).toHaveText('Not yet');
  await expect(
    panel.getByRole('button', { name: '0 of 2 checks pass' })
  ).toBeVisible();

  await picture(desk, 'edited-light');
  await cell(desk, 2)
    .getByRole('button', { name: 'Restore this check' })
    .click();
  await expect(mark(desk, 2)).toHaveText('Not run yet');
  expect(await source(desk, 2)).toBe(CHECKS[0]);
  expect(await source(desk, 3)).toContain('assert True');
  await expect(
    panel.getByText('The curriculum’s check is back.')
  ).toBeVisible();

  await cell(desk, 2).locator('.jp-InputPrompt').click();
  await desk.keyboard.press('z');
  await expect(mark(desk, 2)).toContainText('its result does not count');
  expect(await source(desk, 2)).toBe('assert True');
  await cell(desk, 2)
    .getByRole('button', { name: 'Restore this check' })
    .click();
  await run(desk, 2);
  await expect(mark(desk, 2)).toHaveText('Passes');
});

test('hints come one at a time, from the toolbar and by keyboard alone, and stay', async ({
  desk
}) => {
  const panel = await openExercise(desk);
  await cell(desk, 2).locator('.jp-InputPrompt').click();
  await desk
    .getByRole('button', { name: 'Show a hint for this exercise' })
    .click();
  const box = cell(desk, 1).getByRole('region', { name: 'Hints for Sum' });
  await expect(box).toBeFocused();
  await expect(box.getByRole('listitem')).toHaveCount(1);
  await expect(box.getByText('1 of 3')).toBeVisible();
  await desk.keyboard.press('Tab');
  await desk.keyboard.press('Tab');
  await expect(box.getByRole('button', { name: 'Next hint' })).toBeFocused();
  await desk.keyboard.press('Enter');
  await expect(box.getByRole('listitem')).toHaveCount(2);
  await desk.keyboard.press('Enter');
  await expect(box.getByText('That is all of them.')).toBeVisible();
  await expect(box.getByRole('listitem')).toHaveCount(3);
  await expect(box).toBeFocused();
  await looksGood(desk, 'hints', ['.jp-CurriculumInCell', '.jp-Curriculum']);
  await box.press('Escape');
  await expect(box).toHaveCount(0);

  await panel.getByRole('button', { name: 'More on Adding' }).press('Enter');
  await desk.keyboard.press('S');
  await desk.keyboard.press('Enter');
  await expect(box).toBeFocused();
  await expect(box.getByRole('listitem')).toHaveCount(3);
});
