/** Marks: skipping, undoing, checklists, routes, and that none is ever lost. */
import {
  choose,
  expect,
  openPanel,
  reload,
  test,
  tick,
  withSmallPack
} from '../fixtures';

test.use({ jupyterOptions: withSmallPack });

test('skipping is not doing, and can be taken back', async ({ lab }) => {
  const panel = await openPanel(lab);
  await expect(panel.getByText('0 of 4 done').first()).toBeVisible();
  await choose(lab, panel, 'Reading', 'Skip…');
  await lab.getByRole('textbox').last().fill('I know it');
  await lab.getByRole('button', { name: 'Skip', exact: true }).click();
  const row = panel
    .getByRole('listitem')
    .filter({ has: lab.getByRole('checkbox', { name: 'Mark Reading done' }) });
  await expect(row).toHaveAttribute('data-status', 'skipped');
  await expect(panel.getByText('0 of 4 done').first()).toBeVisible();
  await choose(lab, panel, 'Reading', 'Take Up Again');
  await expect(row).toHaveAttribute('data-status', 'todo');
});

test('a mark can be undone where it was made', async ({ lab }) => {
  const panel = await openPanel(lab);
  await tick(panel, 'Reading').click();
  await expect(panel.getByText('1 of 4 done').first()).toBeVisible();
  await panel.getByRole('button', { name: 'Undo' }).click();
  await expect(tick(panel, 'Reading')).not.toBeChecked();
  await expect(panel.getByText('0 of 4 done').first()).toBeVisible();
});

test('a checklist is done entry by entry, its reference only on request', async ({
  lab
}) => {
  const panel = await openPanel(lab);
  await panel.getByRole('button', { name: 'Recreating', exact: true }).click();
  await expect(
    panel.getByRole('link', { name: /reference of Notebook one/ })
  ).toHaveCount(0);
  await panel
    .getByRole('button', { name: 'Show the reference of Notebook one' })
    .click();
  await expect(
    panel.getByRole('link', { name: /reference of Notebook one/ })
  ).toBeVisible();
  await panel.getByRole('checkbox', { name: 'Tick Notebook one' }).click();
  await expect(tick(panel, 'Recreating')).not.toBeChecked();
  await panel.getByRole('checkbox', { name: 'Tick Notebook two' }).click();
  await expect(tick(panel, 'Recreating')).toBeChecked();
});

test('routes are a multiple choice, and any finished one completes the stage', async ({
  lab
}) => {
  const panel = await openPanel(lab);
  for (const title of ['Adding', 'Reading', 'Recreating']) {
    await tick(panel, title).click();
    await expect(tick(panel, title)).toBeChecked();
  }
  await tick(panel, 'Wondering').click();
  await expect(
    panel.getByRole('heading', { name: 'Choose a route' })
  ).toBeVisible();
  await panel.getByRole('checkbox', { name: 'On foot' }).click();
  await panel.getByRole('checkbox', { name: 'By bicycle' }).click();
  await expect(tick(panel, 'Shoes')).toBeVisible();
  await tick(panel, 'Tyres').click();
  await expect(
    panel.getByRole('heading', { name: 'What next' }).first()
  ).toBeVisible();
});

test('what is written is there after a reload', async ({ lab }) => {
  const panel = await openPanel(lab);
  await panel.getByRole('button', { name: 'Wondering', exact: true }).click();
  await panel
    .getByRole('textbox', { name: 'Wondering' })
    .fill('That it works at all.');
  await expect(panel.getByText('Saved', { exact: true })).toBeVisible();
  await reload(lab);
  const again = await openPanel(lab);
  const field = again.getByRole('textbox', { name: 'Wondering' });
  if (!(await field.isVisible())) {
    await again.getByRole('button', { name: 'Wondering', exact: true }).click();
  }
  await expect(field).toHaveValue('That it works at all.');
});

test('two tabs follow each other', async ({ lab, jupyter, context }) => {
  const panel = await openPanel(lab);
  const other = await context.newPage();
  await other.goto(`${jupyter.url}lab/workspaces/other`);
  const otherPanel = await openPanel(other);
  await expect(otherPanel.getByText('0 of 4 done').first()).toBeVisible();
  await tick(panel, 'Reading').click();
  await expect(tick(otherPanel, 'Reading')).toBeChecked();
  await tick(otherPanel, 'Adding').click();
  await expect(tick(panel, 'Adding')).toBeChecked();
  await expect(panel.getByText('2 of 4 done').first()).toBeVisible();
});

test('a mark survives the end of the server right after it', async ({
  lab,
  jupyter
}) => {
  const panel = await openPanel(lab);
  const answered = lab.waitForResponse(
    answer => answer.request().method() === 'PATCH' && answer.ok()
  );
  await tick(panel, 'Reading').click();
  await answered;
  await jupyter.kill();
  await expect(
    panel.getByText(/cannot be reached|not be reached|unreachable/i)
  ).toBeVisible();
  await expect(tick(panel, 'Adding')).toBeVisible();
  await jupyter.start();
  await expect(
    panel.getByText(/cannot be reached|not be reached|unreachable/i)
  ).toHaveCount(0, { timeout: 60000 });
  await expect(tick(panel, 'Reading')).toBeChecked();
});
