/** What the scenarios claim about what is shared: a process, a queue, a pool, a quota. */
import { test } from 'vitest';
import { full } from '../full.ts';
import { holds, latency, ratios, replicate, served } from './library.ts';

const UP = 0.97;
const DOWN = 0.01;
const failed = (id: string) => (run: ReturnType<typeof replicate>[number]) =>
  run.result.clients[id]!.failed;
const within = (id: string) => (run: ReturnType<typeof replicate>[number]) =>
  run.result.clients[id]!.successRate!;

/** In an ordinary run of what takes long. */
const seeds = full ? 20 : 1;

const retries = (more: string): Record<string, string> =>
  Object.fromEntries(
    ['visitors', 'devices'].map((id) => [
      `clients.${id}.steps[0].patterns[0].retry`,
      `{ maxAttempts: 6, ${more} }`,
    ]),
  );

test('congestion-collapse: after one herd immediate retries keep everybody out for good', () => {
  const runs = replicate('congestion-collapse', {}, seeds);
  const claim = 'congestion-collapse: visitors served';
  holds(`${claim} before`, runs.map(served('visitors', 5, 30)), { from: UP });
  holds(`${claim} after`, runs.map(served('visitors', 60, 100)), { to: DOWN });
});

test('congestion-collapse: back-off lets them in, and jitter twice as soon', () => {
  const backoff = 'backoff: exponential, base: 2s, cap: 20s';
  const jitter = replicate('congestion-collapse', retries(`${backoff}, jitter: full`), seeds);
  const none = replicate('congestion-collapse', retries(`${backoff}, jitter: none`), seeds);
  const claim = 'congestion-collapse with back-off';
  for (const [name, runs] of Object.entries({ jitter, none })) {
    holds(`${claim}, ${name}: visitors after`, runs.map(served('visitors', 60, 100)), { from: UP });
    holds(`${claim}, ${name}: devices`, runs.map(within('devices')), { from: 1 });
  }
  const sooner = ratios(none, jitter, latency('devices', 'p50'));
  holds(`${claim}: median of devices without jitter, against with`, sooner, { from: 1.7 });
});

test('congestion-collapse: a gate on retries, or long delays, prevents it as well', () => {
  // A gate stops retries as soon as one attempt in ten fails; what comes is served again.
  const gate = retries('backoff: none, gate: { failures: 10% }');
  const gated = replicate('congestion-collapse', gate, seeds);
  const after = served('visitors', 60, 100);
  holds('congestion-collapse with a gate: after', gated.map(after), { from: UP });
  // The price: the devices that failed in the herd are not tried again.
  holds('congestion-collapse with a gate: devices', gated.map(within('devices')), { to: 0.7 });
  const listed = replicate(
    'congestion-collapse',
    retries('backoff: [2s, 4s, 8s, 16s], jitter: full'),
    seeds,
  );
  holds('congestion-collapse with a list: after', listed.map(after), { from: UP });
  holds('congestion-collapse with a list: devices', listed.map(within('devices')), { from: 1 });
});

test('a cap on the load helps in a rush, and harms where there would have been room', () => {
  const cap = (most: string) => ({ 'clients.shoppers.load.maxInFlight': most });
  const after = served('shoppers', 120, 220);
  // 100 beside the 20 that are served wait half a second at most.
  const capped = replicate('queue-too-long', cap('120'));
  holds('queue-too-long with a cap: served of those let in', capped.map(after), { from: UP });
  const small = replicate('queue-too-long', cap('12'));
  const dropped = small.map(({ result: { clients } }) => {
    const { offered, dropped: lost } = clients['shoppers']!;
    return lost / (lost + offered);
  });
  // Twelve at once are 120/s of the 200/s that there are.
  holds('queue-too-long with a small cap: dropped', dropped, { from: 0.3 });
});

test('shortest-first: the median in a rush is a fiftieth, and fewer give up', () => {
  const runs = replicate('shortest-first');
  const fifo = replicate('shortest-first', { 'services.search.queue.order': 'fifo' });
  const claim = 'shortest-first: fifo against it';
  holds(`${claim}, p50`, ratios(fifo, runs, latency('shoppers', 'p50')), { from: 50 });
  holds(`${claim}, failed`, ratios(fifo, runs, failed('shoppers')), { from: 2 });
});

test('shortest-first: whoever is long waits until the rush is over', () => {
  const patient = { 'clients.shoppers.steps[0].patterns[0].timeout.after': '10m' };
  const runs = replicate('shortest-first', patient);
  const order = { 'services.search.queue.order': 'random' };
  const random = replicate('shortest-first', { ...patient, ...order });
  const longest = runs.map(({ result }) => result.clients['shoppers']!.latencyMs.max! / 1000);
  holds('shortest-first: longest wait, s', longest, { from: 20 });
  const median = ratios(random, runs, latency('shoppers', 'p50'));
  holds('shortest-first: p50 at random against it', median, { from: 5 });
});

const POOLS = ['services.web.steps[1]', 'services.orders.steps[1]'];
const scoped = (scope: string): Record<string, string> =>
  Object.fromEntries(POOLS.map((at) => [`${at}.patterns[0].bulkhead.scope`, scope]));

test('shared-pool: one pool for nested calls is a deadlock, two are none', () => {
  const after = served('shoppers', 30, 80);
  holds('shared-pool: served after', replicate('shared-pool').map(after), { to: 0.02 });
  const own = replicate('shared-pool', scoped('link'));
  holds('shared-pool with a pool each: served after', own.map(after), { from: UP });
});

const QUOTAS = ['clients.shop', 'clients.billing'].map(
  (id) => `${id}.steps[0].patterns[0].rateLimiter`,
);
const limited = (limiter: string): Record<string, string> =>
  Object.fromEntries(QUOTAS.map((at) => [at, limiter]));

test('partner-quota: one bucket in which callers wait keeps within the quota', () => {
  const bucket = 'capacity: 10, refill: 95/s, maxWait: 4s, scope: { shared: quota }';
  const runs = replicate('partner-quota', limited(`{ ${bucket} }`));
  const each = replicate('partner-quota');
  const refused = (run: (typeof runs)[number]) => run.result.services['partner']!.rejected;
  holds('partner-quota: refused by the partner', runs.map(refused), { to: 3 });
  holds('partner-quota with a bucket each: refused', each.map(refused), { from: 100 });
  // It costs the time that the calls wait for their turn.
  holds('partner-quota: p99 of billing, ms', runs.map(latency('billing', 'p99')), {
    from: 1000,
    to: 4000,
  });
});

test('partner-quota: a window of their own lets the callers in before the partner does', () => {
  const window = '{ like: fixed-window, points: 100, duration: 1s, scope: { shared: quota } }';
  const runs = replicate('partner-quota', limited(window));
  // Their window opens with their first call and the partner's with the first that arrives.
  const all = runs.map(failed('shop'));
  holds('partner-quota with a fixed window: failed', all, { from: 50 });
});

test('come-back-later: nobody fails, and the last are served ten times as late', () => {
  const runs = replicate('come-back-later');
  const silent = replicate('come-back-later', { 'services.api.queue.retryAfter': 'null' });
  holds('come-back-later: failed', runs.map(failed('workers')), { to: 5 });
  holds('come-back-later, silent: failed', silent.map(failed('workers')), { from: 600 });
  const late = ratios(runs, silent, latency('workers', 'p99'));
  holds('come-back-later: p99 against silent', late, { from: 8 });
});
