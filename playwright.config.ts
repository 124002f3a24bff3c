import { defineConfig } from '@playwright/test';
import { chromiumPath } from './tests/browsers.mjs';
import { full } from './tests/full.ts';

/** Of the served build; another one for a second checkout on the same machine. */
const port = process.env['PORT'] ?? '4172';
const url = `http://127.0.0.1:${port}`;

export default defineConfig({
  testDir: 'tests/e2e',
  timeout: 90_000,
  workers: 2,
  // Neither worker waits for a file that the other has begun.
  fullyParallel: true,
  reporter: [['list']],
  forbidOnly: true,
  // What says once more, at another size say, what is said by day.
  ...(full ? {} : { grepInvert: /@night/ }),
  use: {
    baseURL: url,
    // What one test downloads must not reach another; offline.spec.ts has its own contexts.
    serviceWorkers: 'block',
    // Says what it waits for, long before the test's own time is up.
    actionTimeout: 20_000,
    viewport: { width: 1280, height: 720 },
    deviceScaleFactor: 1,
    colorScheme: 'light',
    timezoneId: 'UTC',
    locale: 'en-US',
    launchOptions: {
      executablePath: chromiumPath(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        // There is none: what stands in for it needs no process of its own, which saves a twelfth.
        '--in-process-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-dev-shm-usage',
        '--font-render-hinting=none',
        // A page of a test is gone before V8's last tier pays for itself: a third of the time of
        // both cores. What is computed with all tiers is compared in engines.spec.ts.
        '--js-flags=--no-turbofan',
      ],
    },
  },
  projects: [{ name: 'chromium', use: { browserName: 'chromium' } }],
  webServer: {
    // As `npm start` does, and there in no time.
    command: 'node tests/serve.mjs',
    env: { PORT: port },
    url,
    timeout: 30_000,
  },
});
