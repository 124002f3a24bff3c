/** What the scenarios about retries claim. */
import { expect, test } from 'vitest';
import { amplification, busy, holds, replicate, served, sum } from './library.ts';

const RETRY = 'clients.shoppers.steps[0].patterns[0].retry';
const OFF = { [`${RETRY}.disabled`]: 'true' };
const DOWN = 0.001;
const UP = 0.97;

test('retry-storm: the shop is well before the slowdown, and down ever after', () => {
  const runs = replicate('retry-storm');
  holds('retry-storm: served before, 10–60 s', runs.map(served('shoppers', 10, 60)), { from: UP });
  holds('retry-storm: served after, 90–240 s', runs.map(served('shoppers', 90, 240)), { to: DOWN });
  // It is no lack of capacity: the database works all the time, for callers who have left.
  holds('retry-storm: database busy after', runs.map(busy('database', 90, 240)), { from: 0.999 });
});

test('retry-storm: without retries the same slowdown is over ten seconds after its end', () => {
  const runs = replicate('retry-storm', OFF);
  holds(
    'retry-storm without retries: served in 100–240 s',
    runs.map(served('shoppers', 100, 240)),
    { from: UP },
  );
});

test('retry-storm: twice the servers do not help, switching retries off does', () => {
  // Until 150 s the run is the same with and without the operator's edit.
  const alone = replicate('retry-storm', { edits: '[]' });
  holds('retry-storm, no edit: served 150–240 s', alone.map(served('shoppers', 150, 240)), {
    to: DOWN,
  });
  const cure = `[{ at: 150s, set: '${RETRY}.disabled', to: true }]`;
  const cured = replicate('retry-storm', { edits: cure });
  holds(
    'retry-storm, retries off at 150 s: served 165–240 s',
    cured.map(served('shoppers', 165, 240)),
    {
      from: UP,
    },
  );
});

test('nested-retries: one click makes 4 × 4 × 4 calls to a broken database', () => {
  const one = { 'clients.shoppers.load': '{ users: 1, iterations: 1 }', 'faults[0].at': '0s' };
  for (const { result } of replicate('nested-retries', one)) {
    const calls = ['shoppers->web', 'web->stock', 'stock->database'].map(
      (id) => result.links[id]!.attempts,
    );
    expect(calls).toEqual([4, 4 ** 2, 4 ** 3]);
  }
});

test('nested-retries: the outage multiplies the load of the database by 64', () => {
  const runs = replicate('nested-retries');
  const perClick = runs.map((run) => {
    const { services, clients } = run.series;
    // From 70 s on all retries of the first clicks are through.
    const calls = sum(run, services['database']!.arrived, 70, 120);
    return calls / sum(run, clients['shoppers']!.offered, 70, 120);
  });
  holds('nested-retries: calls of the database per click', perClick, { from: 58, to: 70 });
});

test('retries-hide-blips: three tries of which one in 20 fails leave one in 8,000', () => {
  const FAILS = 0.05;
  const runs = replicate('retries-hide-blips');
  const failed = runs.map(({ result }) => 1 - result.clients['shoppers']!.successRate!);
  // 36,000 requests, of which 4.5 fail in the mean: 16 and more are one seed in 50,000.
  holds('retries-hide-blips: failed', failed, { to: 16 / 36_000 });
  holds('retries-hide-blips: attempts per call', runs.map(amplification('shoppers->reviews')), {
    from: 1 + FAILS + FAILS ** 2 - 0.005,
    to: 1 + FAILS + FAILS ** 2 + 0.005,
  });
  const without = replicate('retries-hide-blips', OFF);
  const plain = without.map(({ result }) => 1 - result.clients['shoppers']!.successRate!);
  holds('retries-hide-blips without: failed', plain, { from: FAILS - 0.005, to: FAILS + 0.005 });
});

test('optimistic-locking: jitter saves half the writes and nine tenths of the time', () => {
  const jitter = (kind: string) => ({ 'clients.buyers.steps[0].patterns[0].retry.jitter': kind });
  const [full, none] = [jitter('full'), jitter('none')].map((set) =>
    replicate('optimistic-locking', { ...set, duration: '300s' }, 10),
  );
  const writes = (runs: typeof full) =>
    runs!.map(({ result }) => result.links['buyers->last-tickets']!.attempts);
  const seconds = (runs: typeof full) =>
    runs!.map(({ result }) => result.clients['buyers']!.latencyMs.max! / 1000);
  // Each seed near the means that AWS published: 796 writes in 4.8 s, and 1,858 in 63 s.
  holds('optimistic-locking: writes with full jitter', writes(full), { from: 700, to: 900 });
  holds('optimistic-locking: writes without', writes(none), { from: 1600, to: 2150 });
  holds('optimistic-locking: seconds with full jitter', seconds(full), { from: 3, to: 8 });
  holds('optimistic-locking: seconds without', seconds(none), { from: 45, to: 100 });
});

test('charged-twice: a late answer is charged again, and with keys never', () => {
  const share = (of: 'duplicates' | 'effects') => (play: ReturnType<typeof replicate>[number]) =>
    play.result.services['payments']![of]! / play.result.services['payments']!.effects!;
  const before = replicate('charged-twice', { duration: '110s', edits: '[]', faults: FIRST });
  holds('charged-twice: duplicates per order', before.map(share('duplicates')), {
    from: 0.1,
    to: 0.3,
  });
  const keyed = { 'services.payments.idempotency': '{ keep: 24h }', edits: '[]' };
  const kept = replicate('charged-twice', keyed);
  holds('charged-twice with keys: duplicates', kept.map(share('duplicates')), { to: 0 });
  const replays = kept.map(({ result }) => result.services['payments']!.replays!);
  holds('charged-twice with keys: answered from the store', replays, { from: 1000 });
});
const FIRST = '[{ at: 40s, for: 40s, on: payments, slow: 4x }]';
