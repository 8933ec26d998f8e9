/** A run from a clean start, the solution and the comparison, each with a real kernel. */
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Locator, Page } from '@playwright/test';

import {
  choose,
  expect,
  hasKeyboard,
  openPanel,
  reload,
  test,
  tick
} from '../fixtures';
import { NOT_OURS, looksGood, picture, widen } from '../looks';
import { idle, run, writeCell } from '../notebooks';
import {
  ADDING,
  holdRuns,
  placeOf,
  writeProject,
  writeRunPack
} from '../runpack';

const CHECK = 'Check from a Clean Start';

test.use({ jupyterOptions: { prepare: jupyter => writeRunPack(jupyter) } });

// Kernels that start, and both themes looked at: much for one test on a busy machine.
test.slow();
// A click on what does not come fails soon, and does not wait for the whole test's end.
test.use({ actionTimeout: 30_000 });

async function openAdding(lab: IJupyterLabPageFixture): Promise<Locator> {
  const panel = await openPanel(lab);
  await panel.getByRole('button', { name: 'Adding', exact: true }).click();
  await expect(ownCell(lab, 'question')).toContainText('Adding');
  return panel;
}

function ownCell(lab: Page, name: string): Locator {
  return lab.locator('.jp-NotebookPanel .jp-Cell').nth(placeOf(name));
}

/** What the item's details say of the numbers that its notebook reported. */
function ownResults(panel: Locator): Locator {
  return panel
    .getByRole('group', { name: 'Details of Adding' })
    .locator('dd', { hasText: 'test accuracy' });
}

async function saveAndGoOn(lab: Page): Promise<void> {
  await lab
    .getByRole('dialog')
    .getByRole('button', { name: 'Save and go on' })
    .click();
}

function theCheck(panel: Locator): Locator {
  return panel.getByRole('group', {
    name: 'Check of Adding from a clean start'
  });
}

test('wrong says what is wrong, right makes the item done, and both can be put aside', async ({
  lab
}) => {
  const panel = await openAdding(lab);
  await writeCell(lab, `${ADDING}-sum`, 'def add(a, b):\n    return a - b');
  await choose(lab, panel, 'Adding', CHECK);
  await saveAndGoOn(lab);
  const check = theCheck(panel);
  await expect(
    check.getByRole('heading', { name: 'Not right yet' })
  ).toBeVisible();
  const outcomes = check.getByRole('listitem');
  await expect(outcomes.first()).toContainText('two and three');
  await expect(outcomes.first()).toContainText('Two and three make five.');
  await expect(outcomes.nth(1)).toContainText('twice four');
  await expect(outcomes.nth(1)).toContainText('not attempted yet');
  await expect(tick(panel, 'Adding')).not.toBeChecked();
  await looksGood(lab, 'check-wrong', ['.jp-Curriculum']);

  await writeCell(lab, `${ADDING}-sum`, 'def add(a, b):\n    return a + b');
  await writeCell(lab, `${ADDING}-double`, 'def double(a):\n    return 2 * a');
  await lab
    .getByRole('button', { name: 'Check from a clean start' })
    .first()
    .click();
  await saveAndGoOn(lab);
  await expect(
    check.getByRole('heading', { name: 'Right, from a clean start' })
  ).toBeVisible();
  await expect(check.getByText('test accuracy 0.9679')).toBeVisible();
  await check.getByRole('button', { name: 'How it ran' }).click();
  await expect(check.getByText(/python 3/)).toBeVisible();
  await expect(tick(panel, 'Adding')).toBeChecked();
  await expect(
    panel.getByText('“Adding” is done, checked from a clean start.')
  ).toBeVisible();
  await picture(lab, 'check-right');
  await panel.getByRole('button', { name: 'Undo' }).click();
  await expect(tick(panel, 'Adding')).not.toBeChecked();

  await check
    .getByRole('button', { name: 'Dismiss the result of Adding' })
    .click();
  await expect(check).toHaveCount(0);
  await reload(lab);
  await expect(tick(await openPanel(lab), 'Adding')).toBeVisible();
  await expect(check).toHaveCount(0);
});

test('a number that a cell reports is in the details, also after a reload, and not twice', async ({
  lab
}) => {
  let panel = await openAdding(lab);
  await choose(lab, panel, 'Adding', 'Details');
  await expect(ownResults(panel)).toHaveCount(0);
  await idle(lab);
  await lab.evaluate(at => {
    const { content } = (window as any).jupyterapp.shell.currentWidget;
    content.activeCellIndex = at;
  }, placeOf('report'));
  await run(lab, 'notebook:run-cell');
  await expect(ownResults(panel)).toHaveText('test accuracy 0.9679 share');
  await expect(tick(panel, 'Adding')).not.toBeChecked();
  await looksGood(lab, 'own-results', ['.jp-Curriculum']);
  await widen(lab, panel, 250);
  await picture(lab, 'own-results-narrow');

  await reload(lab);
  panel = await openPanel(lab);
  await expect(ownResults(panel)).toHaveText('test accuracy 0.9679 share');

  await writeCell(lab, `${ADDING}-sum`, 'def add(a, b):\n    return a + b');
  await writeCell(lab, `${ADDING}-double`, 'def double(a):\n    return 2 * a');
  await choose(lab, panel, 'Adding', CHECK);
  await saveAndGoOn(lab);
  await expect(
    theCheck(panel).getByText('test accuracy 0.9679 share')
  ).toBeVisible();
  await expect(ownResults(panel)).toHaveCount(0);
  await theCheck(panel)
    .getByRole('button', { name: 'Dismiss the result of Adding' })
    .click();
  await expect(ownResults(panel)).toHaveText('test accuracy 0.9679 share');
});

test('a run outlives the page, can be cancelled, and leads to a broken cell', async ({
  lab,
  jupyter
}) => {
  let panel = await openAdding(lab);
  const goOn = holdRuns(jupyter);
  await writeCell(
    lab,
    `${ADDING}-sum`,
    'print(two)\ndef add(a, b):\n    return a + b'
  );
  await choose(lab, panel, 'Adding', CHECK);
  await saveAndGoOn(lab);
  const going = theCheck(panel).getByText('Cell 3 of 6: wait a moment');
  await expect(going).toBeVisible();
  await expect(theCheck(panel).getByRole('progressbar')).toHaveAttribute(
    'aria-valuenow',
    '2'
  );
  await picture(lab, 'check-running');

  await reload(lab);
  panel = await openPanel(lab);
  await expect(going).toBeVisible();
  await theCheck(panel).getByRole('button', { name: 'Cancel' }).click();
  await expect(
    theCheck(panel).getByRole('heading', { name: 'Stopped before its end' })
  ).toBeVisible();
  await expect(
    theCheck(panel).getByText(/your progress are as they were/)
  ).toBeVisible();

  await choose(lab, panel, 'Adding', CHECK);
  // A kernel that has just started writes its language into the notebook, which then wants to be saved.
  const save = lab.getByRole('button', { name: 'Save and go on' });
  await expect(going.or(save).first()).toBeVisible();
  if (await save.isVisible()) {
    await save.click();
  }
  await expect(going).toBeVisible();
  goOn();
  await expect(
    theCheck(panel).getByRole('heading', { name: 'A cell ended in an error' })
  ).toBeVisible();
  await lab.evaluate(() =>
    (window as any).jupyterapp.shell.currentWidget.dispose()
  );
  await expect(ownCell(lab, 'sum')).toHaveCount(0);
  await expect(theCheck(panel).getByRole('listitem').first()).toContainText(
    "NameError: name 'two' is not defined"
  );
  await picture(lab, 'check-broken');
  await theCheck(panel)
    .getByRole('button', { name: 'Go to the cell with the error' })
    .click();
  await expect(ownCell(lab, 'sum')).toHaveClass(/jp-mod-selected/);
  await expect(ownCell(lab, 'sum')).toBeInViewport();
});

test('by keyboard: the solution asks once, opens beside, cannot be changed, and is compared', async ({
  lab
}) => {
  const panel = await openAdding(lab);
  await writeCell(lab, `${ADDING}-double`, 'def double(a):\n    return a * 2');
  await lab.keyboard.press('Escape');
  const fromMenu = async (name: string) => {
    await panel.getByRole('button', { name: 'More on Adding' }).press('Enter');
    await expect(lab.getByRole('menuitem', { name })).toBeVisible();
    for (;;) {
      const active = lab.locator('.lm-Menu-item.lm-mod-active');
      await lab.keyboard.press('ArrowDown');
      if ((await active.textContent())?.startsWith(name)) {
        break;
      }
    }
    await lab.keyboard.press('Enter');
  };
  await fromMenu('Show the Solution');
  const dialog = lab.getByRole('dialog');
  await expect(dialog).toContainText('Try it yourself first?');
  await hasKeyboard(dialog);
  await lab.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);

  await fromMenu('Show the Solution');
  const solution = lab.getByRole('tabpanel', { name: 'Solution: Adding' });
  await expect(solution).toBeVisible();
  const same = solution.locator('.jp-Cell.jp-mod-same');
  await expect(same).toContainText('return add(a, a)');
  await expect(same).toBeInViewport();
  await expect(solution.locator('[contenteditable=true]')).toHaveCount(0);
  await expect(ownCell(lab, 'double')).toBeVisible();
  await looksGood(lab, 'solution', ['.jp-Curriculum-solution'], NOT_OURS);

  await ownCell(lab, 'sum').click();
  await solution.getByRole('button', { name: 'Go to my cell' }).press('Enter');
  await expect(same).toContainText('return a + b');

  await solution
    .getByRole('button', { name: 'Compare with mine' })
    .press('Enter');
  const comparison = lab.getByRole('tabpanel', { name: 'Compare: Adding' });
  const double = comparison.getByRole('region', { name: 'double' });
  await expect(double).toContainText('a * 2');
  await expect(double).toContainText('add(a, a)');
  await expect(comparison.getByRole('region', { name: 'report' })).toHaveCount(
    0
  );
  await looksGood(lab, 'comparison', ['.jp-Curriculum-comparison'], NOT_OURS);
});

test.describe('a project', () => {
  test.use({
    jupyterOptions: {
      prepare: jupyter => {
        writeRunPack(jupyter);
        writeProject(jupyter);
      }
    }
  });

  test('shows a finished example with its pictures, asks nothing first and compares nothing', async ({
    lab
  }) => {
    const panel = await openPanel(lab);
    await panel.getByRole('button', { name: 'Measuring', exact: true }).click();
    const own = lab.locator('.jp-NotebookPanel .jp-Cell');
    await expect(own.first()).toContainText('What do you want to measure?');
    await panel.getByRole('button', { name: 'More on Measuring' }).click();
    await expect(
      lab.getByRole('menuitem', { name: 'See a Finished Example' })
    ).toBeVisible();
    await expect(lab.getByRole('menuitem', { name: /solution/i })).toHaveCount(
      0
    );
    await lab.keyboard.press('Escape');

    await lab
      .locator('.jp-NotebookPanel-toolbar')
      .getByRole('button', { name: 'See a finished example' })
      .click();
    const example = lab.getByRole('tabpanel', {
      name: 'Example: How tall is the tree?'
    });
    await expect(example).toContainText('How tall is the tree in the yard?');
    await expect(lab.getByRole('dialog')).toHaveCount(0);
    await expect(example.locator('.jp-OutputArea img')).toBeVisible();
    await expect(example.locator('[contenteditable=true]')).toHaveCount(0);
    await expect(
      example.getByRole('button', { name: 'Compare with mine' })
    ).toHaveCount(0);
    await looksGood(lab, 'example', ['.jp-Curriculum-solution'], NOT_OURS);

    await own.nth(1).click();
    await example.getByRole('button', { name: 'Go to where I am' }).click();
    await expect(example.locator('.jp-Cell.jp-mod-same')).toContainText(
      'Its shadow, at noon.'
    );
  });
});
