/** What a person does on the first evening, with the bundled curriculum. */
import { expect, openPanel, reload, test, tick, unfold } from '../fixtures';

const MATHEMATICS = /The mathematics underneath/;

test('an exercise opens, runs, is marked done, and is still done after a reload', async ({
  lab,
  jupyter
}) => {
  const panel = await openPanel(lab);
  await expect(
    panel.getByRole('heading', { name: 'Learning Deep Learning' })
  ).toBeVisible();
  await unfold(panel, MATHEMATICS);
  await panel
    .getByRole('button', { name: 'Going downhill', exact: true })
    .click();

  const notebook = lab.getByRole('tab', { name: 'gradient-descent.ipynb' });
  await expect(notebook).toBeVisible();
  await expect(lab.locator('.jp-Notebook .jp-Cell').first()).toContainText(
    'Gradient descent'
  );
  await lab.waitForFunction(
    () =>
      (window as any).jupyterapp.shell.currentWidget?.sessionContext?.session
        ?.kernel?.status === 'idle'
  );
  await lab.evaluate(() => {
    const { content } = (window as any).jupyterapp.shell.currentWidget;
    content.activeCellIndex = content.widgets.findIndex(
      (cell: any) => cell.model.type === 'code' && !cell.inputHidden
    );
    return (window as any).jupyterapp.commands.execute('notebook:run-cell');
  });
  await expect(
    lab
      .locator('.jp-CodeCell .jp-InputPrompt:not(.jp-Placeholder-prompt)')
      .first()
  ).toContainText('[1]');

  await tick(panel, 'Going downhill').click();
  await expect(tick(panel, 'Going downhill')).toBeChecked();
  await reload(lab);
  const again = await openPanel(lab);
  await unfold(again, MATHEMATICS);
  await expect(tick(again, 'Going downhill')).toBeChecked();

  await jupyter.stop();
  await jupyter.start();
  const page = await lab.context().newPage();
  await page.goto(`${jupyter.url}lab`);
  const later = await openPanel(page);
  await unfold(later, MATHEMATICS);
  await expect(tick(later, 'Going downhill')).toBeChecked();
  await later
    .getByRole('button', { name: 'Going downhill', exact: true })
    .click();
  await expect(
    page.getByRole('tab', { name: 'gradient-descent.ipynb' })
  ).toBeVisible();
  await expect(
    page.getByRole('tab', { name: 'gradient-descent-1.ipynb' })
  ).toHaveCount(0);
});

test('the panel is there at the first start, and where it was left after a reload', async ({
  lab
}) => {
  const panel = lab.getByRole('region', { name: 'Curriculum', exact: true });
  await expect(panel.getByRole('heading', { level: 2 })).toBeVisible();
  const saved = lab.waitForResponse(
    answer =>
      answer.url().includes('/api/workspaces/') &&
      answer.request().method() === 'PUT' &&
      answer.request().postDataJSON().data['layout-restorer:data']?.left
        .collapsed === true
  );
  await lab.getByRole('tab', { name: 'Curriculum' }).click();
  await expect(panel).toBeHidden();
  await saved;
  await reload(lab);
  await expect(lab.getByRole('tab', { name: 'Curriculum' })).toBeVisible();
  await expect(panel).toBeHidden();
});

test('all six stages are there, the first open and the others folded', async ({
  lab
}) => {
  const panel = await openPanel(lab);
  const stages = panel.getByRole('heading', { level: 3 }).getByRole('button');
  await expect(stages.first()).toHaveAttribute('aria-expanded', 'true');
  for (let at = 1; at < 6; at++) {
    await expect(stages.nth(at)).toHaveAttribute('aria-expanded', 'false');
  }
});
