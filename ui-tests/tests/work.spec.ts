/** The learner's own notebooks: nothing is lost by starting over, restoring, updating or moving them. */
import type { Page } from '@playwright/test';
import { spawn } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';

import {
  choose,
  expect,
  hasKeyboard,
  openPanel,
  reload,
  test,
  withSmallPack
} from '../fixtures';
import { looksGood } from '../looks';
import {
  activeCell,
  idle,
  inFront,
  isDirty,
  onDisk,
  openExercise,
  run,
  save,
  writeCell
} from '../notebooks';
import { BUNDLED, writeSecondEdition } from '../packs';

const COPY = `${BUNDLED}/adding.ipynb`;
const STUB = 'def add(a, b):\n    raise NotImplementedError';
const MINE = 'def add(a, b): return a + b';
const LOCK = `
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
`;

// A click on what a dialog covers fails soon, and does not wait for the whole test's end.
test.use({ jupyterOptions: withSmallPack, actionTimeout: 30_000 });
test.describe.configure({ timeout: 240_000 });

function backups(root: string): string[] {
  const folder = path.join(root, BUNDLED, 'backups');
  return fs.existsSync(folder)
    ? fs
        .readdirSync(folder)
        .filter(name => name.endsWith('.ipynb'))
        .sort()
    : [];
}

/** Closes the notebook in front; the kernel's coming counts as a change, so it is saved once more before that. */
async function closed(page: Page): Promise<void> {
  await idle(page);
  await save(page);
  await run(page, 'application:close-all');
  await expect(page.locator('.jp-Notebook')).toHaveCount(0);
}

test('starting over asks, keeps what was there, leaves the kernel alone and can be undone', async ({
  lab,
  jupyter
}) => {
  const panel = await openPanel(lab);
  await openExercise(lab, panel, 'Adding', 'adding.ipynb');
  await idle(lab);
  await writeCell(lab, 'adding-sum', `${MINE}\nremembered = 41`);
  await lab.keyboard.press('Control+Enter');
  await idle(lab);
  expect(await isDirty(lab)).toBe(true);

  await choose(lab, panel, 'Adding', 'Start Over…');
  const dialog = lab.getByRole('dialog');
  await expect(dialog).toContainText(`in the folder ${BUNDLED}/backups`);
  await looksGood(lab, 'start-over', ['.jp-Dialog']);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toHaveCount(0);
  expect((await inFront(lab))['adding-sum']).toContain('remembered');
  expect(await isDirty(lab)).toBe(true);
  expect(backups(jupyter.root)).toEqual([]);

  await choose(lab, panel, 'Adding', 'Start Over…');
  await dialog.getByRole('button', { name: 'Save and start over' }).click();
  const notice = panel.getByRole('status').filter({ hasText: 'beginning' });
  await expect(notice).toContainText(/Kept as it was: .*-1\.ipynb/);
  expect((await inFront(lab))['adding-sum']).toBe(STUB);
  expect(await isDirty(lab)).toBe(false);
  expect(await activeCell(lab)).toBe('adding-sum');
  const [backup] = backups(jupyter.root);
  expect(onDisk(jupyter, `${BUNDLED}/backups/${backup}`)['adding-sum']).toBe(
    `${MINE}\nremembered = 41`
  );
  await writeCell(lab, 'adding-sum', 'print(remembered + 1)');
  await lab.keyboard.press('Control+Enter');
  await expect(lab.locator('.jp-OutputArea-output')).toContainText('42');

  // The way back asks for what was written since.
  await panel.getByRole('button', { name: 'Undo' }).click();
  await dialog.getByRole('button', { name: 'Save and go on' }).click();
  await expect(
    panel.getByRole('status').filter({ hasText: 'Undone' })
  ).toBeVisible();
  expect((await inFront(lab))['adding-sum']).toContain('remembered = 41');
  expect(onDisk(jupyter, COPY)['adding-sum']).toContain('remembered = 41');
  expect(backups(jupyter.root)).toHaveLength(2);

  // What changed on the disk behind the open notebook is not written over.
  const file = path.join(jupyter.root, COPY);
  const behind = fs.readFileSync(file, 'utf-8').replace('41', '43');
  fs.writeFileSync(file, behind);
  await choose(lab, panel, 'Adding', 'Start Over…');
  await dialog.getByRole('button', { name: 'Start over' }).click();
  await expect(
    panel.getByRole('status').filter({ hasText: 'was changed since' })
  ).toBeVisible();
  expect(fs.readFileSync(file, 'utf-8')).toBe(behind);
  expect(backups(jupyter.root)).toHaveLength(2);
});

test('a cell is put back and an earlier version restored, by keyboard alone', async ({
  lab,
  jupyter
}) => {
  const panel = await openPanel(lab);
  await openExercise(lab, panel, 'Adding', 'adding.ipynb');
  await choose(lab, panel, 'Adding', 'Earlier Versions…');
  const dialog = lab.getByRole('dialog');
  await expect(dialog).toContainText('There is none yet');
  await expect(dialog.getByRole('button', { name: 'Close' })).toBeFocused();
  await lab.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);

  await writeCell(lab, 'adding-check', 'assert True');
  await writeCell(lab, 'adding-sum', MINE);
  await save(lab);
  // The panel is out of sight: JupyterLab's own notifications say what happened.
  await lab.getByRole('tab', { name: 'Curriculum' }).click();
  await expect(panel).toBeHidden();
  const palette = async (command: string) => {
    await run(lab, 'apputils:activate-command-palette');
    await lab.keyboard.type(command);
    await expect(
      lab.locator('.lm-CommandPalette-item.lm-mod-active')
    ).toContainText(command);
    await lab.keyboard.press('Enter');
  };
  await lab.locator('.jp-Notebook .jp-Cell').last().click();
  await lab.keyboard.press('Escape');
  expect(await activeCell(lab)).toBe('adding-check');
  await palette('Put This Cell Back');
  await expect(dialog).toContainText('All others stay as they are');
  await hasKeyboard(dialog);
  await lab.keyboard.press('Enter');
  const said = (text: string | RegExp) =>
    lab.getByText(text).filter({ visible: true }).first();
  await expect(said('The cell is as the curriculum has it.')).toBeVisible();
  expect((await inFront(lab))['adding-check']).toContain('add(2, 3) == 5');
  expect((await inFront(lab))['adding-sum']).toBe(MINE);
  expect(await activeCell(lab)).toBe('adding-check');
  await expect(lab.locator('.jp-Notebook .jp-mod-active')).toBeFocused();

  await palette('Earlier Versions');
  await expect(dialog).toContainText('today at');
  await looksGood(lab, 'earlier-versions', ['.jp-Dialog']);
  await expect(dialog.getByRole('radio')).toBeFocused();
  await lab.keyboard.press('Tab');
  await lab.keyboard.press('Tab');
  await lab.keyboard.press('Tab');
  await expect(dialog.getByRole('button', { name: 'Restore' })).toBeFocused();
  await lab.keyboard.press('Enter');
  await expect(said(/is as it was in .*backups/)).toBeVisible();
  expect((await inFront(lab))['adding-check']).toBe('assert True');

  const undo = lab
    .getByRole('button', { name: 'Undo' })
    .filter({ visible: true });
  // The notification before this one goes.
  await expect(undo).toHaveCount(1);
  await undo.press('Enter');
  await expect(said(/^Undone/)).toBeVisible();
  expect((await inFront(lab))['adding-check']).toContain('add(2, 3) == 5');
  expect(onDisk(jupyter, COPY)['adding-check']).toContain('add(2, 3) == 5');

  // An earlier version opens to be looked at, and is not taken for the copy.
  await palette('Earlier Versions');
  await expect(dialog.getByRole('radio')).toHaveCount(3);
  await hasKeyboard(dialog);
  await lab.keyboard.press('End');
  await lab.keyboard.press('ArrowUp');
  await expect(dialog.getByRole('radio').last()).toBeChecked();
  await dialog.getByRole('button', { name: 'Look at it' }).press('Enter');
  await expect(
    lab.getByRole('tab', { name: backups(jupyter.root)[0] })
  ).toBeVisible();
  await expect(lab.locator('.jp-Notebook .jp-Cell').last()).toBeVisible();
  expect(
    await lab.evaluate(() =>
      (window as any).jupyterapp.commands.isEnabled(
        'dl-curriculum:put-cell-back'
      )
    )
  ).toBe(false);
});

test('what is new in the curriculum is shown, brought in when asked, and taken back', async ({
  lab,
  jupyter
}) => {
  let panel = await openPanel(lab);
  await openExercise(lab, panel, 'Adding', 'adding.ipynb');
  await writeCell(lab, 'adding-sum', MINE);
  await save(lab);
  const before = onDisk(jupyter, COPY);
  writeSecondEdition(jupyter);
  await reload(lab);

  panel = await openPanel(lab);
  // JupyterLab writes down a moment later what is open, and may not have done so before the reload.
  await openExercise(lab, panel, 'Adding', 'adding.ipynb');
  const line = lab.getByRole('region', { name: 'From the curriculum' });
  await expect(line).toContainText('There is a newer version');
  expect(onDisk(jupyter, COPY)).toEqual(before);
  await looksGood(lab, 'newer', ['.jp-Curriculum-banner']);
  await choose(lab, panel, 'Adding', 'Details');
  await panel
    .getByRole('button', { name: 'See what is new in Adding' })
    .click();
  const dialog = lab.getByRole('dialog');
  const row = (text: string) =>
    dialog.getByRole('listitem').filter({ hasText: text });
  await expect(row('Sums are everywhere')).toContainText('new text');
  await expect(row('def add')).toContainText('both kept');
  await looksGood(lab, 'what-is-new', ['.jp-Dialog']);
  await dialog.getByRole('button', { name: 'Not now' }).click();
  expect(onDisk(jupyter, COPY)).toEqual(before);

  await line.getByRole('button', { name: 'See what is new' }).click();
  await dialog.getByRole('button', { name: /bring it in/i }).click();
  await expect(line).toContainText('You and the curriculum both changed');
  expect(await inFront(lab)).toMatchObject({
    'adding-sum': MINE,
    'adding-why': 'Sums are everywhere.'
  });
  await looksGood(lab, 'conflicts', ['.jp-Curriculum-banner']);
  await line.getByRole('button', { name: /add/ }).click();
  await expect.poll(() => activeCell(lab)).toBe('adding-sum');
  await line.getByRole('button', { name: 'Dismiss' }).click();
  await expect(line).toBeHidden();

  await panel.getByRole('button', { name: 'Undo' }).click();
  await expect(
    panel.getByRole('status').filter({ hasText: 'Undone' })
  ).toBeVisible();
  expect(await inFront(lab)).toEqual(before);
  await expect(line).toContainText('There is a newer version');
  await line.getByRole('button', { name: 'Dismiss' }).click();
  await expect(line).toBeHidden();
  await expect(
    panel.getByRole('button', { name: 'See what is new in Adding' })
  ).toBeVisible();
});

test('a renamed copy is followed, and one that was moved away is found or made anew', async ({
  lab,
  jupyter
}) => {
  const panel = await openPanel(lab);
  await openExercise(lab, panel, 'Adding', 'adding.ipynb');
  await writeCell(lab, 'adding-sum', MINE);
  await save(lab);
  await choose(lab, panel, 'Adding', 'Details');
  const details = panel.getByRole('group', { name: 'Details of Adding' });
  await expect(details).toContainText(COPY);
  await lab.evaluate(() =>
    (window as any).jupyterapp.shell.currentWidget.context.rename('sums.ipynb')
  );
  await expect(details).toContainText(`${BUNDLED}/sums.ipynb`);
  await closed(lab);

  jupyter.write(
    'other.ipynb',
    '{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":5}'
  );
  fs.mkdirSync(path.join(jupyter.root, 'elsewhere'));
  const moved = path.join(jupyter.root, 'elsewhere', 'moved.ipynb');
  fs.renameSync(path.join(jupyter.root, BUNDLED, 'sums.ipynb'), moved);
  const open = panel.getByRole('button', { name: 'Adding', exact: true });
  await open.click();
  const dialog = lab.getByRole('dialog');
  await expect(dialog).toContainText('is not at');
  await looksGood(lab, 'missing', ['.jp-Dialog']);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  const left = fs.readdirSync(path.join(jupyter.root, BUNDLED));
  expect(left.filter(name => name.endsWith('.ipynb'))).toEqual([]);

  const find = async (...names: string[]) => {
    await dialog.getByRole('button', { name: 'Find it…' }).click();
    const browser = lab.locator('.jp-Open-Dialog');
    await browser
      .getByTitle('/', { exact: true })
      .or(browser.locator('.jp-BreadCrumbs-home'))
      .first()
      .click();
    for (const folder of names.slice(0, -1)) {
      await browser.getByText(folder, { exact: true }).dblclick();
    }
    await browser.getByText(names[names.length - 1], { exact: true }).click();
    await dialog.getByRole('button', { name: 'Select' }).click();
  };
  await open.click();
  await find('other.ipynb');
  await expect(dialog).toContainText("'other.ipynb' is no copy of 'Adding'");
  await find('elsewhere', 'moved.ipynb');
  await expect(lab.getByRole('tab', { name: 'moved.ipynb' })).toBeVisible();
  await expect(details).toContainText('elsewhere/moved.ipynb');
  await expect(lab.locator('.jp-Notebook .jp-Cell').first()).toBeVisible();
  expect((await inFront(lab))['adding-sum']).toBe(MINE);
  await closed(lab);

  const away = path.join(jupyter.home, 'away.ipynb');
  fs.renameSync(moved, away);
  await open.click();
  await dialog.getByRole('button', { name: 'Start a new copy' }).click();
  await expect(lab.getByRole('tab', { name: 'adding.ipynb' })).toBeVisible();
  expect(onDisk(jupyter, COPY)['adding-sum']).toBe(STUB);
  expect(fs.readFileSync(away, 'utf-8')).toContain(MINE);
});

test('neither another tab nor a database in use costs anyone a word', async ({
  lab,
  jupyter
}) => {
  const panel = await openPanel(lab);
  await openExercise(lab, panel, 'Adding', 'adding.ipynb');
  const other = await lab.context().newPage();
  await other.goto(`${jupyter.url}lab/workspaces/second`);
  const theirs = await openPanel(other);
  await openExercise(other, theirs, 'Adding', 'adding.ipynb');
  await writeCell(other, 'adding-sum', 'in the other tab');

  await writeCell(lab, 'adding-sum', MINE);
  await save(lab);
  await choose(lab, panel, 'Adding', 'Start Over…');
  await lab
    .getByRole('dialog')
    .getByRole('button', { name: 'Start over' })
    .click();
  await expect(
    panel.getByRole('status').filter({ hasText: 'beginning' })
  ).toBeVisible();

  await panel.getByRole('button', { name: 'Undo' }).click();
  await expect(
    panel.getByRole('status').filter({ hasText: 'Undone' })
  ).toBeVisible();

  // The other tab is asked before it writes over what is newer, and what it wrote stays where it is.
  await choose(other, theirs, 'Adding', 'Start Over…');
  const dialog = other.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Save and start over' }).click();
  await expect(dialog).toContainText('has changed on disk');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toHaveCount(0);
  expect((await inFront(other))['adding-sum']).toBe('in the other tab');
  expect(onDisk(jupyter, COPY)['adding-sum']).toBe(MINE);
  expect(backups(jupyter.root)).toHaveLength(2);
  await other.close();

  const database = path.join(
    jupyter.home,
    'data',
    'dl-curriculum',
    'progress.sqlite'
  );
  await writeCell(lab, 'adding-sum', 'def add');
  const holder = spawn('python', ['-c', LOCK, database]);
  await new Promise(resolve => holder.stdout.once('data', resolve));
  await choose(lab, panel, 'Adding', 'Start Over…');
  await lab
    .getByRole('dialog')
    .getByRole('button', { name: 'Save and start over' })
    .click();
  await expect(
    panel.getByRole('status').filter({ hasText: 'in use by another program' })
  ).toContainText('Your notebook was changed and kept as it was');
  expect(await inFront(lab)).toEqual(onDisk(jupyter, COPY));
  expect(await isDirty(lab)).toBe(false);
  const ended = new Promise(resolve => holder.once('exit', resolve));
  holder.stdin.end();
  await ended;
  expect(
    onDisk(jupyter, `${BUNDLED}/backups/${backups(jupyter.root)[2]}`)
  ).toMatchObject({ 'adding-sum': 'def add' });
});
