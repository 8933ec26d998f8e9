// Times two things a person does in JupyterLab, in turn; prints two lists of milliseconds as JSON.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [what, rounds, token, ...urls] = process.argv.slice(2);
const ITEM = 'Going downhill';
const FILE = 'gradient-descent.ipynb';
const FLAGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? (existsSync('/usr/bin/chromium') ? '/usr/bin/chromium' : undefined),
  args: FLAGS.split(' ')
});
try {
  const series = what === 'start' ? await starts() : await openings();
  console.log(JSON.stringify(series));
} finally {
  await browser.close();
}

/** Each page in a fresh profile, the servers in turn; one start of each goes before, so that files are in memory. */
async function starts() {
  const times = [[], []];
  for (let round = -1; round < Number(rounds); round++) {
    for (const [at, url] of urls.entries()) {
      const page = await (await browser.newContext()).newPage();
      const start = performance.now();
      await page.goto(`${url}lab?reset&token=${token}`);
      await page.locator('.jp-LauncherCard').first().click({ trial: true });
      const took = performance.now() - start;
      if (round >= 0) {
        times[at].push(took);
      }
      await page.context().close();
    }
  }
  return times;
}

/** The same notebook through the panel and through the file browser; closed in between. */
async function openings() {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${urls[0]}lab?token=${token}`);
  const panel = page.getByRole('region', { name: 'Curriculum', exact: true });
  const title = panel.getByRole('button', { name: ITEM, exact: true });
  const stage = panel.getByRole('button', { name: /The mathematics underneath/, expanded: false });
  await panel.getByRole('heading', { level: 2 }).waitFor();
  await stage.click();
  await title.click();
  await shown(page);
  await closed(page);
  const times = [[], []];
  for (let round = 0; round < Number(rounds); round++) {
    if (!(await panel.isVisible())) {
      await page.getByRole('tab', { name: 'Curriculum' }).click();
    }
    times[0].push(await timed(page, () => title.click()));
    await page.getByRole('tab', { name: /File Browser/ }).click();
    const file = page.locator('.jp-DirListing-item', { hasText: FILE });
    if (!(await file.isVisible())) {
      await page.locator('.jp-DirListing-item', { hasText: 'deep-learning' }).dblclick();
    }
    await file.waitFor();
    times[1].push(await timed(page, () => file.dblclick()));
  }
  return times;
}

async function timed(page, act) {
  const start = performance.now();
  await act();
  await shown(page);
  const took = performance.now() - start;
  await closed(page);
  return took;
}

async function shown(page) {
  await page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell').first().waitFor();
}

/** Closes the notebook and ends its kernel, so that every opening is the same. */
async function closed(page) {
  const tab = page.locator('#jp-main-dock-panel .lm-TabBar-tab', { hasText: FILE });
  await tab.locator('.lm-TabBar-tabCloseIcon').click();
  const discard = page.getByRole('button', { name: /Discard|Don't Save/ });
  await Promise.race([tab.waitFor({ state: 'detached' }), discard.waitFor()]);
  if (await discard.isVisible()) {
    await discard.click();
    await tab.waitFor({ state: 'detached' });
  }
}
