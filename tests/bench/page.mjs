// How fast the page is, in a Chromium without a graphics card: a real one is faster at drawing.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { chromiumPath } from '../browsers.mjs';
import { atMost, heading, line, median } from './figures.mjs';
import { pauses, reaction, scenario } from './large.mjs';

const PORT = 4171;
const ADDRESS = `http://127.0.0.1:${PORT}/`;
const STARTS = 7;
const CHANGES = 20;
const PLAYED_MS = 4000;
const FEW_EDITS = 10;
const MANY_EDITS = 60;

async function served(root, work) {
  const vite = join(root, 'node_modules/.bin/vite');
  spawnSync(process.execPath, [vite, 'build', '--logLevel', 'error'], { cwd: root });
  const options = ['--host', '127.0.0.1', '--port', String(PORT), '--strictPort'];
  const server = spawn(process.execPath, [vite, 'preview', ...options], { cwd: root });
  await once(server.stdout, 'data');
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    await work(browser);
  } finally {
    await browser.close();
    server.kill();
  }
}

const opened = async (browser, fragment = '') => {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 720 },
    // Downloads for later visits would be measured as well.
    serviceWorkers: 'block',
  });
  const page = await context.newPage();
  await page.goto(ADDRESS + fragment);
  await page.waitForFunction(() => performance.getEntriesByType('measure').length > 0);
  return page;
};

/** From the beginning of the navigation until the first frame of the run has been drawn. */
async function startUp(browser) {
  const times = [];
  for (let i = 0; i < STARTS; i++) {
    const page = await opened(browser);
    const [first] = await page.evaluate(
      `performance.getEntriesByType('measure').map((m) => m.startTime + m.duration)`,
    );
    times.push(first);
    await page.context().close();
  }
  line('cold load to the first frame', times, 'ms');
}

async function perFrame(browser, nodes, fragmentOf) {
  const page = await opened(browser, fragmentOf(scenario(nodes)));
  await page.waitForFunction(() => globalThis.faultline?.result);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const metrics = async () => {
    const { metrics: list } = await session.send('Performance.getMetrics');
    return Object.fromEntries(list.map(({ name, value }) => [name, value]));
  };
  await page.evaluate(`{
    window.frames_ = 0;
    window.long_ = [];
    const count = () => { window.frames_++; requestAnimationFrame(count); };
    requestAnimationFrame(count);
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.long_.push(duration);
    }).observe({ entryTypes: ['longtask'] });
  }`);
  await page.keyboard.press('Space');
  // Until what runs at every frame is compiled.
  await page.waitForTimeout(3000);
  const before = await metrics();
  const from = await page.evaluate('window.frames_');
  await page.waitForTimeout(PLAYED_MS);
  const after = await metrics();
  const frames = (await page.evaluate('window.frames_')) - from;
  const script = ((after.ScriptDuration - before.ScriptDuration) * 1000) / frames;
  const aimMs = { 30: 6, 60: 12 }[nodes];
  const aim = aimMs ? atMost(script, aimMs, ' ms') : '';
  line(`script per animation frame, ${nodes} nodes`, [script], 'ms', aim);
  line('  frames per second', [(frames * 1000) / PLAYED_MS], '');
  const long = await page.evaluate('window.long_');
  line('  longest task', [Math.max(0, ...long)], 'ms', atMost(Math.max(0, ...long), 100, ' ms'));
  await page.context().close();
}

/**
 * From the press of a key on a slider to the first frame that shows the other run.
 * @param kept so many variants stand beside the one that is changed
 */
async function change(browser, kept = 0) {
  const page = await opened(browser, '#retry-storm?v=1&t=120');
  await page.waitForFunction(() => globalThis.faultline?.result);
  await page
    .getByRole('button', { name: /database/ })
    .last()
    .click();
  for (let i = 0; i < kept; i++) await page.getByRole('button', { name: /^Keep as/ }).click();
  const slider = page.getByLabel('inspector').getByRole('slider').first();
  const times = [];
  for (let i = 0; i < CHANGES; i++) {
    await page.evaluate('performance.clearMeasures()');
    await slider.press(i % 2 === 0 ? 'ArrowRight' : 'ArrowLeft');
    await page.waitForFunction(() => performance.getEntriesByType('measure').length > 0);
    times.push(await page.evaluate('performance.getEntriesByType("measure")[0].duration'));
    await page.waitForTimeout(300);
  }
  const name = kept > 0 ? `the same with ${kept + 1} variants` : 'slider to the first new frame';
  line(name, times, 'ms', atMost(median(times), 100, ' ms'));
  await page.context().close();
}

/** What the page keeps in memory, once garbage is gone: after the first edits and after many. */
async function memory(browser) {
  const page = await opened(browser, '#retry-storm?v=1&t=120');
  await page.waitForFunction(() => globalThis.faultline?.result);
  const session = await page.context().newCDPSession(page);
  const used = async () => {
    await page.waitForFunction(() => globalThis.faultline.result);
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize / 2 ** 20;
  };
  await page
    .getByRole('button', { name: /database/ })
    .last()
    .click();
  const slider = page.getByLabel('inspector').getByRole('slider').first();
  const edits = async (count) => {
    for (let i = 0; i < count; i++) {
      await slider.press(i % 2 === 0 ? 'ArrowRight' : 'ArrowLeft');
      await page.waitForFunction(() => !globalThis.faultline.result);
      await page.waitForFunction(() => globalThis.faultline.result, null, { timeout: 60_000 });
    }
    return used();
  };
  const early = await edits(FEW_EDITS);
  const late = await edits(MANY_EDITS - FEW_EDITS);
  line(`heap after ${MANY_EDITS} edits, of that after ${FEW_EDITS}`, [late / early], '×');
  line('  the former', [late], 'MB');
  await page.context().close();
}

/** Ten minutes at 5,000 requests per second: the two tiers, large enough. */
const LONG = {
  version: 1,
  seed: 1,
  duration: '10m',
  clients: {
    web: {
      load: { rate: '5000/s' },
      steps: [{ call: 'a', patterns: [{ retry: {} }, { timeout: { after: '1s' } }] }],
    },
  },
  services: {
    a: { threads: 250, steps: [{ work: { exponential: '8ms' } }, { call: 'b' }] },
    b: { threads: 250, work: { exponential: '20ms' } },
  },
};

/** The same at any instant of a long run. */
async function changeAnywhere(browser, fragmentOf) {
  const page = await opened(browser, fragmentOf(LONG));
  await page.waitForFunction(() => globalThis.faultline?.result, null, { timeout: 120_000 });
  await page.getByRole('button', { name: /^service b,/ }).click();
  const slider = page.getByLabel('inspector').getByRole('slider', { name: 'threads' }).first();
  const times = [];
  for (let i = 0; i < CHANGES; i++) {
    // Spread evenly, in no order.
    const share = ((i * 7 + 3) % CHANGES) / CHANGES;
    // The first edit gets a lane, and the strip moves.
    const strip = await page.getByRole('img', { name: /^Outcomes of calls/ }).boundingBox();
    await page.mouse.click(strip.x + 2 + share * (strip.width - 4), strip.y + strip.height / 2);
    await page.waitForTimeout(300);
    await page.evaluate('performance.clearMeasures()');
    await slider.press('ArrowRight');
    await page.waitForFunction(() => performance.getEntriesByType('measure').length > 0);
    times.push(await page.evaluate('performance.getEntriesByType("measure")[0].duration'));
    await page.waitForFunction(() => globalThis.faultline.result, null, { timeout: 120_000 });
  }
  const late = times.toSorted((a, b) => a - b)[Math.ceil(0.95 * CHANGES) - 1];
  line('the same, ten minutes at 5,000/s, any instant', times, 'ms');
  line('  95 % of them within', [late], 'ms', atMost(late, 100, ' ms'));
  await page.context().close();
}

/** @param fragmentOf the address of a scenario that is data */
export async function page({ root, fragmentOf }) {
  heading('The page, in a browser that draws without a graphics card');
  await served(root, async (browser) => {
    await startUp(browser);
    await change(browser);
    await change(browser, 3);
    await memory(browser);
    await changeAnywhere(browser, fragmentOf);
    await reaction((fragment) => opened(browser, fragment), 500, fragmentOf);
    await pauses((fragment) => opened(browser, fragment), 500, fragmentOf);
    for (const nodes of [10, 30, 60]) await perFrame(browser, nodes, fragmentOf);
  });
}
