/** Which kernel a notebook opens on and why: three kernels with all, without torch and broken, and too little memory. */
import type { Locator, Page } from '@playwright/test';

import {
  choose,
  expect,
  hasKeyboard,
  openPanel,
  reload,
  test
} from '../fixtures';
import {
  BROKEN,
  LEAN,
  NO_INSTALLS,
  writeKernelPack,
  writeKernels
} from '../kernelpack';
import { looksGood, picture, widen } from '../looks';
import { idle, inFront, openExercise, run } from '../notebooks';

test.use({
  jupyterOptions: {
    env: NO_INSTALLS,
    prepare: jupyter => {
      writeKernelPack(jupyter);
      writeKernels(jupyter);
    }
  },
  actionTimeout: 30_000
});
test.describe.configure({ timeout: 240_000 });

const FULL = 'Python 3';

/** What says what computes here; it says so once the server has looked into the kernels. */
function chip(panel: Locator): Locator {
  return panel.getByTitle('What computes here');
}

function details(panel: Locator): Locator {
  return panel.getByRole('group', { name: 'What computes here' });
}

/** A kernel's part of a list: its name, not followed by a version, begins it. */
function kernel(within: Locator, name: string): Locator {
  return within
    .getByRole('listitem')
    .filter({ hasText: new RegExp(`^${name}(?![.\\d])`) });
}

function row(panel: Locator, title: string): Locator {
  return panel
    .getByRole('list', { name: 'Do it yourself' })
    .getByRole('listitem')
    .filter({ hasText: title });
}

function continueCard(panel: Locator): Locator {
  return panel.getByRole('region', { name: 'Continue' });
}

/** Waits until every kernel was looked into. */
async function lookedInto(panel: Locator): Promise<void> {
  await expect(chip(panel)).toHaveText(/CPU, \d+ cores?$/);
  await chip(panel).press('Enter');
  await expect(details(panel)).toContainText(`Has all that “Adding” needs.`);
  await expect(details(panel)).not.toContainText('is being looked into');
}

function kernelInFront(page: Page): Promise<string | undefined> {
  return page.evaluate(
    () =>
      (window as any).jupyterapp.shell.currentWidget?.sessionContext?.session
        ?.kernel?.name
  );
}

test('the kernel that has all is chosen, and the others say what they lack', async ({
  lab
}) => {
  const panel = await openPanel(lab);
  await panel.getByRole('button', { name: 'Not now' }).click();
  await lookedInto(panel);
  await expect(chip(panel)).toContainText(FULL);
  await expect(continueCard(panel)).toContainText(/computes .+ here/);

  const full = kernel(details(panel), FULL);
  await expect(full).toContainText('opens here');
  await expect(full).toContainText(/Python 3\.\d+.*torch 2/);
  const lean = kernel(details(panel), LEAN);
  await expect(lean).toContainText('Lacks torch, which “Adding” needs.');
  await expect(lean).toContainText(/lean\/bin\/python.* -m pip install.*torch/);
  await expect(kernel(details(panel), BROKEN)).toContainText(/gone\/python/);
  await expect(
    details(panel).getByRole('meter', { name: /^Memory of CPU/ })
  ).toBeVisible();

  await looksGood(lab, 'kernels', ['.jp-Curriculum']);
  await widen(lab, panel, 250);
  await looksGood(lab, 'kernels-narrow', ['.jp-Curriculum']);
  await widen(lab, panel, 480);
  await looksGood(lab, 'kernels-wide', ['.jp-Curriculum']);

  await chip(panel).press('Enter');
  await expect(details(panel)).toHaveCount(0);
  await widen(lab, panel, 250);
  await looksGood(lab, 'chip-narrow', ['.jp-Curriculum']);
});

test('by keyboard: what is missing is installed in a terminal', async ({
  lab
}) => {
  const panel = await openPanel(lab);
  await lookedInto(panel);
  await kernel(details(panel), LEAN)
    .getByRole('button', { name: 'Run it in a terminal' })
    .press('Enter');
  await expect(lab.getByRole('tab', { name: /^Terminal/ })).toBeVisible();
  const screen = () =>
    lab.evaluate(() => {
      const buffer = (window as any).jupyterapp.shell.currentWidget.content
        ?._term?.buffer?.active;
      const lines = Array.from({ length: buffer?.length ?? 0 }, (_, at) =>
        buffer.getLine(at).translateToString(true)
      );
      return lines.join('');
    });
  await expect
    .poll(screen)
    .toMatch(/lean\/bin\/python.* -m pip install.*torch/);
  // It ran: without an index, pip says that there is no such thing.
  await expect.poll(screen).toMatch(/No matching distribution|No module named/);
});

test('another kernel is chosen from the menu, and remembered after a reload', async ({
  lab
}) => {
  let panel = await openPanel(lab);
  await lookedInto(panel);
  await panel.getByRole('button', { name: 'More on Adding' }).press('Enter');
  const item = lab.getByRole('menuitem', { name: 'Change Kernel…' });
  await expect(item).toBeVisible();
  for (;;) {
    await lab.keyboard.press('ArrowDown');
    const active = lab.locator('.lm-Menu-item.lm-mod-active');
    if ((await active.textContent())?.startsWith('Change Kernel')) {
      break;
    }
  }
  await lab.keyboard.press('Enter');
  const dialog = lab.getByRole('dialog');
  await expect(
    dialog.getByRole('radio', { name: /^Choose for me/ })
  ).toBeFocused();
  await expect(
    dialog.getByRole('radio', { name: new RegExp(`^${BROKEN}`) })
  ).toBeDisabled();
  await looksGood(lab, 'choose-kernel', ['.jp-Dialog']);
  const lean = dialog.getByRole('radio', { name: new RegExp(`^${LEAN}`) });
  await expect(async () => {
    await lab.keyboard.press('ArrowDown');
    await expect(lean).toBeChecked({ timeout: 100 });
  }).toPass();
  await lab.keyboard.press('Enter');
  await expect(panel.getByText(`“Adding” opens on ${LEAN}.`)).toBeVisible();
  await expect(chip(panel)).toContainText(LEAN);

  await reload(lab);
  panel = await openPanel(lab);
  await expect(chip(panel)).toContainText(LEAN);
  await expect(continueCard(panel)).toContainText('lacks torch');
  await expect(row(panel, 'Adding')).toContainText('lacks torch');
  await looksGood(lab, 'lacks-torch', ['.jp-Curriculum']);

  await openExercise(lab, panel, 'Adding', 'adding.ipynb');
  await idle(lab);
  expect(await kernelInFront(lab)).toBe('lean');
  await choose(lab, panel, 'Adding', 'Change Kernel…');
  await dialog.getByRole('radio', { name: new RegExp(`^${FULL}`) }).check();
  await dialog.getByRole('button', { name: 'Use this kernel' }).click();
  await expect.poll(() => kernelInFront(lab)).toBe('python3');
  await expect(chip(panel)).toContainText(FULL);
});

test('what is too big says so before it opens, and opens with its smaller settings', async ({
  lab
}) => {
  const panel = await openPanel(lab);
  await expect(row(panel, 'Huge')).toContainText('needs 100000');
  await choose(lab, panel, 'Huge', 'Details');
  await expect(
    panel.getByRole('button', { name: /^Open with smaller settings/ })
  ).toBeVisible();
  await looksGood(lab, 'too-big', ['.jp-Curriculum']);

  await panel.getByRole('button', { name: 'Huge', exact: true }).press('Enter');
  const dialog = lab.getByRole('dialog');
  await expect(dialog).toContainText('STEPS = 30, NAME = "few"');
  await looksGood(lab, 'too-big-dialog', ['.jp-Dialog']);
  await hasKeyboard(dialog);
  await lab.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(lab.getByRole('tab', { name: 'huge.ipynb' })).toHaveCount(0);

  await panel.getByRole('button', { name: 'Huge', exact: true }).press('Enter');
  await hasKeyboard(dialog);
  await lab.keyboard.press('Enter');
  await expect(lab.getByRole('tab', { name: 'huge.ipynb' })).toBeVisible();
  await expect(lab.locator('.jp-Notebook .jp-CodeCell').first()).toContainText(
    'STEPS = 30'
  );
  const source = (await inFront(lab))['huge-knobs'];
  expect(source).toMatch(/STEPS = 30\n/);
  expect(source).toMatch(/NAME = ['"]few['"]/);
  expect(source).toContain('SEED = 0');
});

test('a notebook left behind is shut down from the panel, and only then', async ({
  lab
}) => {
  const panel = await openPanel(lab);
  await lookedInto(panel);
  await openExercise(lab, panel, 'Adding', 'adding.ipynb');
  await idle(lab);
  await run(lab, 'docmanager:save');
  await run(lab, 'application:close-all');
  await expect(lab.locator('.jp-Notebook')).toHaveCount(0);

  await expect(details(panel)).toContainText(
    '1 notebook of this curriculum holds'
  );
  await picture(lab, 'left-behind');
  await details(panel)
    .getByRole('button', { name: 'Shut down adding.ipynb' })
    .press('Enter');
  await expect(panel.getByText('1 kernel shut down.')).toBeVisible();
  await expect(details(panel)).not.toContainText('adding.ipynb');
  await expect(chip(panel)).toBeFocused();
  expect(
    await lab.evaluate(async () => {
      const { sessions } = (window as any).jupyterapp.serviceManager;
      await sessions.refreshRunning();
      return [...sessions.running()].length;
    })
  ).toBe(0);
});
