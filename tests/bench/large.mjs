// Large systems in the page: how soon it answers.
import { atMost, line, median } from './figures.mjs';

const REACTIONS = 7;

/** So many nodes: two clients, and services that call the next two. */
export function scenario(nodes) {
  const services = nodes - 2;
  const id = (i) => `service-${i + 1}`;
  const call = (i) => ({
    call: id(i),
    patterns: [
      { retry: { maxAttempts: 2, base: '20ms' } },
      { circuitBreaker: {} },
      { timeout: { after: '500ms' } },
      { bulkhead: { maxConcurrentCalls: 40 } },
    ],
  });
  const calls = (i) => [2 * i + 1, 2 * i + 2].filter((j) => j < services).map(call);
  const client = { load: { rate: '40/s' }, steps: [call(0)] };
  return {
    version: 1,
    title: `${nodes} nodes`,
    seed: 1,
    duration: '60s',
    clients: { one: client, two: client },
    services: Object.fromEntries(
      Array.from({ length: services }, (_, i) => [
        id(i),
        { threads: 16, errors: '2%', steps: [{ work: { exponential: '4ms' } }, ...calls(i)] },
      ]),
    ),
    faults: [{ at: '20s', for: '20s', on: id(services - 1), slow: '30x' }],
  };
}

/** From the press of a key on a slider until the page has drawn what it sets, in a large system. */
export async function reaction(open, nodes, fragmentOf) {
  const page = await open(fragmentOf(scenario(nodes)));
  await page.waitForFunction(() => globalThis.faultline?.result);
  await page.getByRole('button', { name: 'as table' }).click();
  await page.getByRole('row').getByRole('button', { name: 'service-1', exact: true }).click();
  await page.getByRole('button', { name: 'as table' }).click();
  const slider = page.getByLabel('inspector').getByRole('slider').first();
  await slider.focus();
  const times = [];
  for (let i = 0; i < REACTIONS; i++) {
    await page.evaluate(`addEventListener('keydown', ({ timeStamp }) => {
      requestAnimationFrame(() => setTimeout(() => {
        performance.measure('drawn', { start: timeStamp });
      }));
    }, { once: true, capture: true });`);
    await slider.press(i % 2 === 0 ? 'ArrowRight' : 'ArrowLeft');
    await page.waitForFunction(() => performance.getEntriesByName('drawn').length > 0);
    times.push(await page.evaluate('performance.getEntriesByName("drawn")[0].duration'));
    await page.evaluate('performance.clearMeasures("drawn")');
    await page.waitForTimeout(2000);
  }
  line(
    `slider to the page's reaction, ${nodes} nodes`,
    times,
    'ms',
    atMost(median(times), 200, ' ms'),
  );
  await page.context().close();
}

/** How long the page is deaf while a large system comes, goes and comes back. */
export async function pauses(open, nodes, fragmentOf) {
  const page = await open('#retry-storm?v=1&t=120');
  await page.waitForFunction(() => globalThis.faultline?.result);
  await page.evaluate(`{
    window.deaf_ = { longtask: [], event: [] };
    const note = (list) => {
      for (const { entryType, name, duration } of list.getEntries())
        if (entryType === 'longtask' || name === 'click') window.deaf_[entryType].push(duration);
    };
    new PerformanceObserver(note).observe({ type: 'longtask' });
    new PerformanceObserver(note).observe({ type: 'event', durationThreshold: 16 });
  }`);
  const comes = async (name, act) => {
    await act();
    await page.waitForTimeout(500);
    await page.waitForFunction(() => globalThis.faultline.result, null, { timeout: 60_000 });
    await page.waitForTimeout(3000);
    const { longtask, event } = await page.evaluate('window.deaf_');
    await page.evaluate('window.deaf_ = { longtask: [], event: [] }');
    const most = Math.max(0, ...longtask);
    line(`${name}: longest task`, [most], 'ms', atMost(most, 200, ' ms'));
    if (event.length > 0) line('  the click is answered', [Math.max(...event)], 'ms');
  };
  const fragment = fragmentOf(scenario(nodes));
  await comes(`${nodes} nodes come by a link`, () =>
    page.evaluate(`location.hash = '${fragment}'`),
  );
  for (const name of ['Undo', 'Redo'])
    await comes(`  ${name.toLowerCase()}`, () => page.getByRole('button', { name }).click());
  await page.context().close();
}
