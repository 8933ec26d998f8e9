// Times what a person does in JupyterLab, two ways in turn where there are two; prints lists of milliseconds as JSON,
// and for `weigh` one of bytes.
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';

const [what, rounds, token, ...urls] = process.argv.slice(2);
const ITEM = 'Going downhill';
const FILE = 'gradient-descent.ipynb';
const SOLUTION = 'curriculum/stages/mathematical-foundations/gradient-descent.solution.ipynb';
const CHECK = 'gradient-descent-descend-check';
const FLAGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? (existsSync('/usr/bin/chromium') ? '/usr/bin/chromium' : undefined),
  args: FLAGS.split(' ')
});
try {
  const series = await { start: starts, open: openings, tick: ticks, weigh: weights }[what]();
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

/** What is fetched of the extension until the panel shows the curriculum, each file gzipped. */
async function weights() {
  const page = await (await browser.newContext()).newPage();
  const files = [];
  page.on('response', response => {
    if (/\/lab\/extensions\/dl-curriculum-ext\/.*\.js/.test(response.url())) {
      files.push(response.body());
    }
  });
  await page.goto(`${urls[0]}lab?token=${token}`, { waitUntil: 'networkidle' });
  await page.getByRole('region', { name: 'Curriculum', exact: true }).getByRole('heading', { level: 2 }).waitFor();
  return [(await Promise.all(files)).map(body => gzipSync(body, { level: 9 }).length)];
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

/** From the kernel's reply to a check that turned, drawn in the panel. */
async function ticks() {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${urls[0]}lab?token=${token}`);
  const panel = page.getByRole('region', { name: 'Curriculum', exact: true });
  await panel.getByRole('button', { name: /The mathematics underneath/, expanded: false }).click();
  await panel.getByRole('button', { name: ITEM, exact: true }).click();
  await shown(page);
  const { cells } = JSON.parse(readFileSync(SOLUTION, 'utf8'));
  const before = cells.findIndex(({ id }) => id === CHECK);
  const code = cells.slice(0, before).filter(cell => cell.cell_type === 'code');
  const sources = code.map(({ source }) => [source].flat().join(''));
  await page.waitForFunction(() => window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle');
  await page.evaluate(async ([sources, id]) => {
    const { content, sessionContext } = window.jupyterapp.shell.currentWidget;
    for (const code of [...sources, 'good = descend']) {
      await sessionContext.session.kernel.requestExecute({ code }).done;
    }
    content.activeCellIndex = content.widgets.findIndex(({ model }) => model.id === id);
    await window.jupyterapp.commands.execute('notebook:run-cell');
  }, [sources, CHECK]);
  await panel.getByRole('button', { name: /checks pass/ }).click();
  const times = await page.evaluate(async ([rounds, check]) => {
    const { commands, shell } = window.jupyterapp;
    const { kernel } = shell.currentWidget.sessionContext.session;
    const times = [];
    for (let round = 0; round < rounds; round++) {
      const [state, name] = round % 2 ? ['passed', 'good'] : ['failed', 'None'];
      await kernel.requestExecute({ code: `descend = ${name}` }).done;
      // What the round before set going is over.
      await new Promise(resolve => setTimeout(resolve, 500));
      let ended = 0;
      const listen = (_, { msg }) => {
        ended = msg.header.msg_type === 'execute_reply' ? performance.now() : ended;
      };
      kernel.anyMessage.connect(listen);
      const drawn = new Promise(resolve => {
        const look = () =>
          document.querySelector(`[data-check="${check}"][data-state="${state}"]`) &&
          requestAnimationFrame(() => resolve(performance.now()) ?? observer.disconnect());
        const observer = new MutationObserver(look);
        observer.observe(document.querySelector('.jp-Curriculum'), { subtree: true, childList: true, attributes: true });
      });
      await commands.execute('notebook:run-cell');
      times.push((await drawn) - ended);
      kernel.anyMessage.disconnect(listen);
    }
    return times;
  }, [Number(rounds), CHECK.replace('gradient-descent-', '')]);
  return [times];
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
