/** What every browser test starts from: a Jupyter server of its own and a page of it, nothing mocked. */
import { IJupyterLabPageFixture, test as galata } from '@jupyterlab/galata';

import { IJupyterOptions, Jupyter } from './jupyter';

export { expect } from '@jupyterlab/galata';

export const test = galata.extend<{
  jupyter: Jupyter;
  jupyterOptions: IJupyterOptions;
  /** The page, with JupyterLab ready on it. */
  lab: IJupyterLabPageFixture;
}>({
  jupyterOptions: [{}, { option: true }],
  jupyter: async ({ jupyterOptions }, use) => {
    const jupyter = new Jupyter(jupyterOptions);
    await jupyter.start();
    await use(jupyter);
    await jupyter.remove();
  },
  baseURL: async ({ jupyter }, use) => {
    await use(jupyter.url);
  },
  autoGoto: false,
  mockConfig: false,
  mockSettings: false,
  mockState: false,
  kernels: null,
  sessions: null,
  terminals: null,
  lab: async ({ page, jupyter }, use) => {
    await page.goto(`${jupyter.url}lab`);
    await use(page);
  }
});
