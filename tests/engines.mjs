// Opens a page in a real Chromium, Firefox or WebKit and evaluates expressions in it.
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromiumPath, MINI_BROWSER } from './browsers.mjs';

export const open = (engine, url) => OPENERS[engine](url);

async function chromium(url) {
  const { chromium: launcher } = await import('playwright');
  const browser = await launcher.launch({
    executablePath: chromiumPath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
  const page = await browser.newPage();
  await page.goto(url);
  return {
    version: browser.version(),
    goto: (next) => page.goto(next),
    evaluate: (code) => page.evaluate(code),
    close: () => browser.close(),
  };
}

/** Playwright's own Firefox is a patched build; the one that people have speaks WebDriver BiDi. */
async function firefox(url) {
  const { default: puppeteer } = await import('puppeteer-core');
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: '/usr/bin/firefox-esr',
    headless: true,
  });
  const page = await browser.newPage();
  await page.goto(url);
  return {
    version: await browser.version(),
    goto: (next) => page.goto(next),
    evaluate: (code) => page.evaluate(code),
    close: () => browser.close(),
  };
}

/** A screen that nobody sees, and WebKit's driver on it. */
function startWebkit(port) {
  const display = `:${90 + (process.pid % 400)}`;
  const screen = ['-screen', '0', '1280x800x24', '-nolisten', 'tcp'];
  const xvfb = spawn('Xvfb', [display, ...screen], { stdio: 'ignore' });
  // LANG must name a language, or navigator.language is "C" and Intl throws.
  const language = { LANG: 'en_US.UTF-8', LC_ALL: 'en_US.UTF-8' };
  // There is no graphics card: drawing without the detour over one, a frame takes a tenth.
  const drawing = { WEBKIT_SKIA_ENABLE_CPU_RENDERING: '1', WEBKIT_DISABLE_DMABUF_RENDERER: '1' };
  const env = { ...process.env, ...language, ...drawing, DISPLAY: display };
  const args = [`--port=${port}`, '--host=127.0.0.1'];
  let driver;
  return {
    async start() {
      await sleep(500);
      driver = spawn('WebKitWebDriver', args, {
        env: { ...env, NO_AT_BRIDGE: '1' },
        stdio: 'ignore',
      });
    },
    end() {
      driver?.kill();
      xvfb.kill();
    },
  };
}

/** Until it does not fail: a browser may take its time on a busy machine. */
async function patient(act) {
  for (let tries = 300; ; tries--) {
    try {
      return await act();
    } catch (error) {
      if (tries === 0) throw error;
      await sleep(100);
    }
  }
}

/** Runs in the page: waits for the expression's value and hands it, or the error, to the driver. */
const waiting = (code) =>
  `const done = arguments[arguments.length - 1];
   Promise.resolve().then(() => (${code})).then((value) => done({ value }),
     (error) => done({ error: String(error) }));`;

async function webkit(url) {
  const port = 20000 + (process.pid % 20000);
  const processes = startWebkit(port);
  await processes.start();
  const call = async (method, path, body) => {
    const address = `http://127.0.0.1:${port}${path}`;
    const response = await fetch(address, { method, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (!response.ok) throw new Error(JSON.stringify(value));
    return value;
  };
  await patient(() => call('GET', '/status')).catch((error) => {
    processes.end();
    throw error;
  });
  const options = { binary: MINI_BROWSER, args: ['--automation'] };
  const wanted = { browserName: 'MiniBrowser', 'webkitgtk:browserOptions': options };
  const created = await call('POST', '/session', { capabilities: { alwaysMatch: wanted } });
  const session = `/session/${created.sessionId}`;
  await call('POST', `${session}/timeouts`, { script: 120_000 });
  /** The driver may answer while the former page is still there. */
  const arrived = async (next) => {
    const where = { script: 'return location.href', args: [] };
    const at = await call('POST', `${session}/execute/sync`, where);
    if (!at.startsWith(next)) throw new Error(`wanted ${next}, found ${at}`);
  };
  const goto = async (next) => {
    await call('POST', `${session}/url`, { url: next });
    await patient(() => arrived(next));
  };
  await goto(url);
  return {
    goto,
    version: created.capabilities.browserVersion,
    async evaluate(code) {
      const script = waiting(code);
      const { value, error } = await call('POST', `${session}/execute/async`, { script, args: [] });
      if (error) throw new Error(error);
      return value;
    },
    async close() {
      try {
        await call('DELETE', session);
      } finally {
        processes.end();
      }
    },
  };
}

const OPENERS = { chromium, firefox, webkit };
