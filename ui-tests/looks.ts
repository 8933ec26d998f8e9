/** How things look, and whether everyone can use them. */
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import * as path from 'path';

import { expect } from './fixtures';

const PICTURES =
  process.env.PICTURES ?? path.join(__dirname, 'test-results', 'pictures');

/** JupyterLab's own, with faults of their own: a toolbar, and pictures in outputs without a text. */
export const NOT_OURS = ['.jp-Toolbar', '.jp-RenderedImage'];

/** Axe in both themes, and a picture of each. */
export async function looksGood(
  lab: Page,
  name: string,
  where: readonly string[],
  except: readonly string[] = []
): Promise<void> {
  for (const theme of ['Dark', 'Light']) {
    await lab.evaluate(
      wanted =>
        (window as any).jupyterapp.commands.execute('apputils:change-theme', {
          theme: wanted
        }),
      `JupyterLab ${theme}`
    );
    await expect(lab.locator('body')).toHaveAttribute(
      'data-jp-theme-name',
      `JupyterLab ${theme}`
    );
    await lab.waitForLoadState('networkidle');
    await axeFindsNothingSerious(lab, where, except);
    await picture(lab, `${name}-${theme.toLowerCase()}`);
  }
}

export async function axeFindsNothingSerious(
  lab: Page,
  where: readonly string[],
  except: readonly string[] = []
): Promise<void> {
  const axe = new AxeBuilder({ page: lab });
  where.forEach(selector => axe.include(selector));
  except.forEach(selector => axe.exclude(selector));
  const { violations } = await axe.analyze();
  expect(
    violations
      .filter(({ impact }) => /serious|critical/.test(impact ?? ''))
      .map(({ id, nodes }) => `${id}: ${nodes.map(n => n.html).join('\n')}`)
  ).toEqual([]);
}

export async function picture(lab: Page, name: string): Promise<void> {
  await lab.screenshot({ path: path.join(PICTURES, `${name}.png`) });
}

/** Drags the sidebar to a width, as a person would. */
export async function widen(
  lab: Page,
  panel: Locator,
  width: number
): Promise<void> {
  const box = (await panel.boundingBox())!;
  const edge = box.x + box.width + 1;
  await lab.mouse.move(edge, box.y + 200);
  await lab.mouse.down();
  await lab.mouse.move(box.x + width, box.y + 200, { steps: 4 });
  await lab.mouse.up();
  await expect
    .poll(async () => Math.abs((await panel.boundingBox())!.width - width))
    .toBeLessThan(5);
}
