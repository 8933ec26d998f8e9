const fs = require('fs');
const base = require('@jupyterlab/galata/lib/playwright-config');

const chromium =
  process.env.CHROMIUM ||
  (fs.existsSync('/usr/bin/chromium') ? '/usr/bin/chromium' : undefined);

module.exports = {
  ...base,
  testDir: 'tests',
  outputDir: 'test-results',
  timeout: 120000,
  expect: { timeout: 20000 },
  // A machine that is shared may hold a page up for longer than anything waits; what passes only the second time is
  // reported as flaky, and is to be mended.
  retries: process.env.CI ? 1 : 0,
  workers: 1,
  forbidOnly: !!process.env.CI,
  reporter: [
    ['list'],
    ['html', { open: 'never', outputFolder: 'playwright-report' }]
  ],
  use: {
    ...base.use,
    trace: 'retain-on-failure',
    video: 'off',
    launchOptions: {
      executablePath: chromium,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync'
      ]
    }
  }
};
