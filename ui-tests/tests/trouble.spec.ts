/** When something is wrong, the panel says what and how to mend it. */
import * as fs from 'fs';
import * as path from 'path';

import {
  expect,
  openPanel,
  reload,
  test,
  tick,
  withSmallPack
} from '../fixtures';
import { BUNDLED, writePack } from '../packs';

test.describe('with a broken pack beside a good one', () => {
  test.use({
    jupyterOptions: {
      prepare: jupyter => {
        writePack(jupyter);
        writePack(jupyter, 'broken');
        const stage = path.join(
          jupyter.share,
          'curricula',
          'broken',
          'stages',
          'first',
          'stage.yaml'
        );
        fs.writeFileSync(
          stage,
          fs.readFileSync(stage, 'utf-8').replace('minutes: 30', 'minuts: 30')
        );
      }
    }
  });

  test('the good one works, and the file, the line and the remedy of the other are told', async ({
    lab
  }) => {
    const panel = await openPanel(lab);
    await expect(tick(panel, 'Adding')).toBeVisible();
    await panel.getByRole('button', { name: /faults? in / }).click();
    await expect(panel.getByText(/stage\.yaml/).first()).toBeVisible();
    await expect(
      panel.getByText(/Line 8.*minuts.*minutes/).first()
    ).toBeVisible();
  });
});

test.describe('without the server extension', () => {
  test.use({
    jupyterOptions: {
      options: ['--ServerApp.jpserver_extensions={"dl_curriculum_ext": False}']
    }
  });

  test('the panel names the command that mends it', async ({ lab }) => {
    const panel = await openPanel(lab);
    await expect(
      panel.getByText('jupyter server extension enable dl_curriculum_ext')
    ).toBeVisible();
  });
});

test.describe('with one more pack copied in', () => {
  test.use({ jupyterOptions: withSmallPack });

  test('it appears beside the first one after a reload', async ({
    lab,
    jupyter
  }) => {
    let panel = await openPanel(lab);
    await expect(
      panel.getByRole('heading', { name: 'Small steps' })
    ).toBeVisible();
    writePack(jupyter, 'another', 'Another way');
    await reload(lab);
    panel = await openPanel(lab);
    await panel
      .getByRole('combobox', { name: 'Curriculum' })
      .selectOption({ label: 'Another way' });
    await expect(tick(panel, 'Adding')).toBeVisible();
    await reload(lab);
    panel = await openPanel(lab);
    await expect(
      panel.getByRole('combobox', { name: 'Curriculum' })
    ).toHaveValue('another');
  });
});

test.describe('with a file of the learner’s in the way', () => {
  test.use({
    jupyterOptions: {
      prepare: jupyter => {
        writePack(jupyter);
        jupyter.write(`${BUNDLED}/adding.ipynb`, '{"mine": true}');
      }
    }
  });

  test('a free name is chosen and the file is untouched', async ({
    lab,
    jupyter
  }) => {
    const panel = await openPanel(lab);
    await panel.getByRole('button', { name: 'Adding', exact: true }).click();
    await expect(
      lab.getByRole('tab', { name: 'adding-1.ipynb' })
    ).toBeVisible();
    const mine = fs.readFileSync(
      path.join(jupyter.root, BUNDLED, 'adding.ipynb'),
      'utf-8'
    );
    expect(mine).toBe('{"mine": true}');
  });
});
