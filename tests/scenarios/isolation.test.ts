/** What the scenarios claim in which a part fails, and the rest is kept well or pulled along. */
import { expect, test } from 'vitest';
import { busy, callsPerSec, holds, latency, ratios, replicate, served } from './library.ts';

const UP = 0.99;

test('breaker-saves-the-caller: orders are taken while payments hangs, and none without it', () => {
  const during = served('shoppers', 60, 120);
  const runs = replicate('breaker-saves-the-caller');
  holds('breaker-saves-the-caller: orders taken', runs.map(during), { from: UP });
  const disabled = 'services.checkout.steps[1].patterns[0].circuitBreaker.disabled';
  const without = replicate('breaker-saves-the-caller', { [disabled]: 'true' });
  holds('breaker-saves-the-caller without: orders taken', without.map(during), { to: 0.05 });
  // The fallback is there in both: what it lacks is a free thread to run on.
  holds('breaker-saves-the-caller without: checkout busy', without.map(busy('checkout', 65, 120)), {
    from: 0.999,
  });
});

test('breaker-widens-the-outage: of the 25 % that must fail it makes nearly all', () => {
  const during = served('shoppers', 60, 120);
  const runs = replicate('breaker-widens-the-outage');
  holds('breaker-widens-the-outage: served', runs.map(during), { to: 0.02 });
  const disabled = 'clients.shoppers.steps[0].patterns[0].circuitBreaker.disabled';
  const without = replicate('breaker-widens-the-outage', { [disabled]: 'true' });
  holds('breaker-widens-the-outage without: served', without.map(during), {
    from: 0.74,
    to: 0.76,
  });
});

test('breaker-widens-the-outage: a breaker by count does the same', () => {
  const count = '{ like: count, failures: 20, within: 2s, openFor: 10s }';
  const runs = replicate('breaker-widens-the-outage', {
    'clients.shoppers.steps[0].patterns[0].circuitBreaker': count,
  });
  const claim = 'breaker-widens-the-outage by count: served';
  holds(claim, runs.map(served('shoppers', 60, 120)), { to: 0.05 });
});

// 80 % of 200 pages a second show the catalog and never need payments.
const CATALOG_PER_SEC = 160;
const catalog = callsPerSec('web->catalog', 70, 120);

test('thread-exhaustion: pages fail that do not need what is slow', () => {
  const runs = replicate('thread-exhaustion');
  const claim = (what: string) => `thread-exhaustion: ${what}`;
  holds(claim('all pages before'), runs.map(served('shoppers', 10, 60)), { from: UP });
  holds(claim('all pages during'), runs.map(served('shoppers', 60, 120)), { to: 0.1 });
  holds(claim('catalog pages begun per second'), runs.map(catalog), { to: 0.4 * CATALOG_PER_SEC });
  // All threads upstream wait; those of the catalog do not.
  for (const service of ['checkout', 'web'])
    holds(claim(`${service} busy`), runs.map(busy(service, 70, 120)), { from: 0.97 });
  holds(claim('catalog busy'), runs.map(busy('catalog', 70, 120)), { to: 0.1 });
});

test('bulkhead-isolates: the same slowness costs only the pages that need payments', () => {
  const runs = replicate('bulkhead-isolates');
  holds('bulkhead-isolates: all pages during', runs.map(served('shoppers', 60, 120)), {
    from: 0.79,
    to: 0.86,
  });
  holds('bulkhead-isolates: catalog pages begun per second', runs.map(catalog), {
    from: 0.97 * CATALOG_PER_SEC,
  });
  // A page that was given up went on to the catalog all the same, for nobody.
  const given = runs.map(({ result }) => result.services['catalog']!.abandoned);
  holds('bulkhead-isolates: catalog pages given up', given, { to: 0 });
  holds('bulkhead-isolates: web busy', runs.map(busy('web', 70, 120)), { to: 0.35 });
});

const POOL = 'services.web.steps[1].oneOf[1].steps[0].patterns[0].bulkhead';
/** Ten calls at once, none of which waits; and one, behind which all others wait. */
const POOLS: readonly (readonly [string, helps: string, harms: string])[] = [
  ['envoy', 'maxConnections: 10, maxPendingRequests: 0', 'maxConnections: 1'],
  ['istio', 'http2MaxRequests: 10', 'maxConnections: 1'],
  ['hystrix', 'coreSize: 10', 'coreSize: 1, maximumSize: 1, maxQueueSize: 100'],
];
test.each(POOLS)('bulkhead-isolates with the pool of %s, and not if it is small', (...pool) => {
  const [like, helps, harms] = pool;
  const during = served('shoppers', 60, 120);
  const few = replicate('bulkhead-isolates', { [POOL]: `{ like: ${like}, ${helps} }` });
  holds(`bulkhead-isolates with ${like}: all pages`, few.map(during), { from: 0.79, to: 0.86 });
  const one = replicate('bulkhead-isolates', { [POOL]: `{ like: ${like}, ${harms} }` });
  // 20 calls/s × 60 ms need more than one, before anything is slow.
  holds(`bulkhead-isolates with one of ${like}: before`, one.map(served('shoppers', 10, 60)), {
    to: 0.97,
  });
});

test('bulkhead-isolates without its bulkhead is thread-exhaustion, event for event', () => {
  const without = replicate('bulkhead-isolates', { [`${POOL}.disabled`]: 'true' }, 1);
  const exhausted = replicate('thread-exhaustion', {}, 1);
  expect(without[0]!.result.digest).toBe(exhausted[0]!.result.digest);
});

test('graceful-degradation: a page without its lesser parts is served, in its time', () => {
  const runs = replicate('graceful-degradation');
  const pages = runs.map(({ result }) => result.clients['shoppers']!);
  const shares = (of: 'failed' | 'degraded') => pages.map((page) => page[of] / page.offered);
  holds('graceful-degradation: failed', shares('failed'), { to: 0 });
  // Both faults together last 90 s of 180.
  holds('graceful-degradation: degraded', shares('degraded'), { from: 0.45, to: 0.55 });
  // The longest wait is the 200 ms for recommendations.
  holds('graceful-degradation: p99 in ms', runs.map(latency('shoppers', 'p99')), { to: 250 });
});

test('graceful-degradation: without fallbacks the same parts take the whole page along', () => {
  const parts = [0, 1, 2].map((i) => `services.product-page.steps[2].parallel[${i}].fallback`);
  const without = Object.fromEntries(parts.map((path) => [path, 'null']));
  const runs = replicate('graceful-degradation', without);
  holds('graceful-degradation without: served', runs.map(served('shoppers', 60, 150)), {
    to: 0.03,
  });
});

test('fallback-fells-the-spare: it finds next to nothing, and orders fail with it', () => {
  const runs = replicate('fallback-fells-the-spare');
  const buyers = served('buyers', 65, 120);
  holds('fallback-fells-the-spare: orders', runs.map(buyers), { to: 0.05 });
  const found = runs.map((run) => {
    const { 'readers->database': spare } = run.result.links;
    return 1 - spare!.failed / spare!.calls;
  });
  holds('fallback-fells-the-spare: searches that the database answers', found, { to: 0.05 });
  const tried = 'clients.readers.steps[0].fallback';
  const without = replicate('fallback-fells-the-spare', { [tried]: 'nothing-found' });
  holds('fallback-fells-the-spare without: orders', without.map(buyers), { from: UP });
  // Readers are no worse off.
  for (const { result } of without) expect(result.clients['readers']!.failed).toBe(0);
});

test('noisy-neighbour: a rate limit on the flood keeps the others at their speed', () => {
  const during = served('shoppers', 65, 120);
  const runs = replicate('noisy-neighbour');
  holds('noisy-neighbour: shoppers served', runs.map(during), { from: UP });
  const calm = replicate('noisy-neighbour', { faults: '[]' });
  const slower = ratios(runs, calm, latency('shoppers', 'p99'));
  holds('noisy-neighbour: p99 against a day without a flood', slower, { to: 1.1 });
  const limiter = 'clients.reporting.steps[0].patterns[0].rateLimiter.disabled';
  const without = replicate('noisy-neighbour', { [limiter]: 'true' });
  holds('noisy-neighbour without: shoppers served', without.map(during), { to: 0.02 });
});
