/** Kernels that live elsewhere, behind a real Jupyter Kernel Gateway: all is as it is with kernels of one's own. */
import type { Page } from '@playwright/test';

import { test as base, expect, openPanel, tick, choose } from '../fixtures';
import { Gateway } from '../gateway';
import { writeKernelPack } from '../kernelpack';
import { idle, openExercise, run, save, writeCell } from '../notebooks';

const test = base.extend<{ gateway: Gateway }>({
  gateway: async ({}, use) => {
    const gateway = new Gateway();
    await gateway.start();
    await use(gateway);
    await gateway.remove();
  },
  jupyterOptions: async ({ gateway }, use) => {
    await use({
      prepare: writeKernelPack,
      options: [`--gateway-url=${gateway.url}`]
    });
  }
});

test.describe.configure({ timeout: 300_000 });

/**
 * Waits for the kernel of the notebook in front. JupyterLab connects twice to one behind a gateway, as that speaks the
 * older protocol; where the kernel answers the connection that was given up, a person chooses Reconnect.
 */
async function answered(lab: Page): Promise<void> {
  await expect(async () => {
    const status = await lab.evaluate(
      () =>
        (window as any).jupyterapp.shell.currentWidget?.sessionContext?.session
          ?.kernel?.status
    );
    if (status === 'unknown') {
      await run(lab, 'notebook:reconnect-to-kernel');
    }
    expect(status).toBe('idle');
  }).toPass({ intervals: [5000] });
}

test('through a gateway an exercise opens, ticks, and is checked from a clean start', async ({
  lab,
  gateway
}) => {
  const panel = await openPanel(lab);
  const chip = panel.getByTitle('What computes here');
  await expect(chip).toContainText('on another machine');
  await chip.click();
  const details = panel.getByRole('group', { name: 'What computes here' });
  await expect(details).toContainText('through a gateway');
  // The environment was looked into where it is.
  await expect(details).toContainText('Has all that “Adding” needs.');

  await openExercise(lab, panel, 'Adding', 'adding.ipynb');
  await answered(lab);
  await expect.poll(() => gateway.kernels()).toHaveLength(1);

  await writeCell(
    lab,
    'adding-sum',
    `import os\nassert os.getppid() == ${gateway.pid}, 'not there'\ndef add(a, b):\n    return a + b`
  );
  await writeCell(lab, 'adding-double', 'def double(a):\n    return 2 * a');
  await lab.evaluate(() =>
    (window as any).jupyterapp.commands.execute('notebook:run-all-cells')
  );
  await expect(tick(panel, 'Adding')).toBeChecked();
  await expect(panel.getByText(/checks passed/).first()).toBeVisible();
  await expect(details).toContainText('adding.ipynb');

  await idle(lab);
  await save(lab);
  await choose(lab, panel, 'Adding', 'Check from a Clean Start');
  const check = panel.getByRole('group', {
    name: 'Check of Adding from a clean start'
  });
  const saveFirst = lab.getByRole('button', { name: 'Save and go on' });
  await expect(check.or(saveFirst).first()).toBeVisible();
  if (await saveFirst.isVisible()) {
    await saveFirst.click();
  }
  await expect(
    check.getByRole('heading', { name: 'Right, from a clean start' })
  ).toBeVisible();

  await details.getByRole('button', { name: 'Shut down adding.ipynb' }).click();
  await expect(panel.getByText('1 kernel shut down.')).toBeVisible();
  await expect.poll(() => gateway.kernels()).toEqual([]);
});
