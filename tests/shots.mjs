// `npm run shots`: the pictures of the README, taken from the page as it is.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { chromiumPath } from './browsers.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const vite = join(root, 'node_modules/.bin/vite');
const PORT = 4170;
const SIZE = { width: 1280, height: 720 };
const SHOTS = [
  ['storm-light', 'light', '#retry-storm?v=1&t=66'],
  ['breaker-dark', 'dark', '#breaker-saves-the-caller?v=1&t=75', 'Circuit breaker'],
];

spawnSync(process.execPath, [vite, 'build', '--logLevel', 'error'], { cwd: root });
const options = ['--host', '127.0.0.1', '--port', String(PORT), '--strictPort'];
const server = spawn(process.execPath, [vite, 'preview', ...options], { cwd: root });
await once(server.stdout, 'data');
const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
try {
  for (const [name, colorScheme, fragment, press] of SHOTS) {
    const page = await browser.newPage({ viewport: SIZE, colorScheme });
    await page.goto(`http://127.0.0.1:${PORT}/${fragment}`);
    await page.waitForFunction(() => globalThis.faultline?.result);
    if (press) await page.getByRole('button', { name: press, exact: true }).last().click();
    await page.waitForTimeout(1000);
    await page.screenshot({ path: join(root, `tests/e2e/shots/${name}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
  server.kill();
}
