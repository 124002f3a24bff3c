/** Metrics by name, recovery, differences, and what is said of them. */
import { describe, expect, test } from 'vitest';
import { differences, figuresOf, isIndistinct, seedAt } from '../../src/analysis/compare.ts';
import { differenceRows } from '../../src/analysis/difference-rows.ts';
import { defaultMetrics, type Metric, metricOf } from '../../src/analysis/metrics.ts';
import { recoveryOf } from '../../src/analysis/recovery.ts';
import { sentence } from '../../src/analysis/sentence.ts';
import { createRun } from '../../src/engine/index.ts';
import { changed, finished, SHOP } from './runs.ts';

const base = finished('A');
const { result } = base;
const web = result.clients['web']!;
const api = result.services['api']!;
const link = result.links['web->api']!;
const before = createRun(base.spec).result();

const metric = (name: string): Metric => {
  const found = metricOf(name, [before]);
  if (typeof found === 'string') throw new Error(found);
  return found;
};

describe('a metric', () => {
  test.each([
    ['web p99', web.latencyMs.p99],
    ['web mean', web.latencyMs.mean],
    ['clients.web p50', web.latencyMs.p50],
    ['web failed', 1 - web.successRate!],
    ['web success', web.successRate],
    ['web goodput', web.goodputPerSec],
    ['web rate', web.offered / 58],
    ['web degraded', 0],
    ['api p95', api.sojournMs.p95],
    ['services.api queue', api.queueMean],
    ['api utilization', api.utilization],
    ['api success', api.completed / (api.arrived - api.inHand)],
    ['web->api amplification', link.amplification],
    ['links.web->api rate', link.calls / 58],
    ['clients.web.latencyMs.p99', web.latencyMs.p99],
    ['clients.web.failures.error', web.failures['error']],
    ['clients.web.failures.shed', 0],
    ['clients.web.causes.web->api: error', web.causes['web->api: error'] ?? 0],
    ['services.api.queueMax', api.queueMax],
    ['events', result.events],
    ['collapsed', 0],
  ])('%s is the figure of the result', (name, value) => {
    expect(metric(name).of(base)).toBeCloseTo(value!, 12);
  });

  test.each([
    ['wbe p99', 'unknown client, service or link `wbe`; did you mean `web`?'],
    ['web p98', /^unknown metric `p98` of clients; wanted one of failed, /],
    ['api amplification', /^unknown metric `amplification` of services; /],
    ['clients.web.latencyMs', /^wanted a metric such as/],
    ['clients.web.latency', /^`latency` is called|^unknown key `latency`/],
    ['clients.web.failures.shade', /^unknown reason `shade`; wanted one of error, /],
    ['clients.web.causes.nobody: error', /^unknown reason/],
    ['seed', /^wanted a metric/],
    ['partial', /^wanted a metric/],
    ['', /^wanted a metric/],
    [' ', /./],
    ['constructor p99', /^unknown client, service or link/],
    ['web constructor', /^unknown metric `constructor`/],
  ])('%j is refused by name', (name, message) => {
    const found = metricOf(name, [before]);
    expect(found).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });

  test('says which way is better', () => {
    const better = (name: string) => metric(name).better;
    for (const name of ['web p99', 'web failed', 'api queue', 'api utilization', 'collapsed'])
      expect(better(name), name).toBe('lower');
    for (const path of [
      'latencyMs.mean',
      'failed',
      'failures.error',
      'inFlight',
      'failedLatencyMs.p50',
    ])
      expect(better(`clients.web.${path}`), path).toBe('lower');
    expect(better('web->api amplification')).toBe('lower');
    for (const name of ['web goodput', 'web success', 'web rate', 'clients.web.offered'])
      expect(better(name), name).toBe('higher');
    expect(better('clients.web.latencyMs.count')).toBe('higher');
  });

  test('is null where a variant has no such thing', () => {
    const other = finished('B', SHOP.replaceAll('web', 'shoppers'));
    expect(metric('web p99').of(other)).toBeNull();
    expect(metric('clients.web.failures.shed').of(other)).toBeNull();
  });

  test('is by default what each client’s users notice', () => {
    expect(defaultMetrics(before)).toEqual(
      ['goodput', 'success', 'mean', 'p50', 'p99'].map((word) => `web ${word}`),
    );
  });
});

describe('recovery', () => {
  test('counts from the end of the fault to the first good window of 10 s', () => {
    // All fail for 10 s: the first window without any of it begins as the fault ends.
    const { before: calm, after, recoverMs, collapsed } = recoveryOf(base)!;
    expect(calm).toBeGreaterThan(45);
    expect(after).toBeGreaterThan(45);
    expect({ recoverMs, collapsed }).toEqual({ recoverMs: 0, collapsed: false });
  });

  test('goodput is summed by the interval, the format’s way', () => {
    const run = { ...base, goodput: { intervalMs: 1000, answers: answers() } };
    // Before: 100/s over [2 s, 20 s). Windows from 30 s on: the first with a mean of 90/s.
    function answers(): number[] {
      return Array.from({ length: 60 }, (_, s) => (s < 20 ? 100 : s < 30 ? 0 : s < 40 ? 50 : 100));
    }
    // [38 s, 48 s): two seconds of 50/s and eight of 100/s.
    expect(recoveryOf(run)).toMatchObject({ before: 100, after: 100, recoverMs: 8000 });
    const dead = {
      ...run,
      goodput: { intervalMs: 1000, answers: answers().map((n, s) => (s < 20 ? n : 49)) },
    };
    expect(recoveryOf(dead)).toMatchObject({ collapsed: true, recoverMs: null });
    const half = {
      ...run,
      goodput: { intervalMs: 1000, answers: answers().map((n, s) => (s < 20 ? n : 50)) },
    };
    expect(recoveryOf(half)).toMatchObject({ collapsed: false, recoverMs: null });
  });

  test('without a disturbance the first tenth is what was before', () => {
    const calm = changed('calm', 'faults', '[]');
    expect(recoveryOf(calm)).toMatchObject({ disturbed: false, collapsed: false, recoverMs: null });
    expect(recoveryOf({ ...calm, goodput: null })).toBeNull();
    expect(recoveryOf({ ...calm, goodput: { intervalMs: 2000, answers: [] } })).toBeNull();
  });
});

describe('differences', () => {
  const figures = (name: string, values: (number | null)[]) => ({
    ...{ name, digest: null, figures: { 'web p99': values } },
  });
  const between = (a: (number | null)[], b: (number | null)[]) =>
    differences([figures('base', a), figures('B', b)], [metric('web p99')])[0]!;

  test('are paired by seed', () => {
    const found = between([10, 200, 3000], [9, 198, 2997]);
    // 1, 2 and 3 less: s = 1, t(0.975; 2) = 4.3027.
    expect(found).toMatchObject({ metric: 'web p99', a: 'base', b: 'B', mean: -2, n: 3 });
    expect(found.low).toBeCloseTo(-2 - 4.302653 / Math.sqrt(3), 5);
    expect(found.high).toBeCloseTo(-2 + 4.302653 / Math.sqrt(3), 5);
    expect(found).toMatchObject({ better: 3, worse: 0, equal: 0 });
    expect(found.p).toBeCloseTo(0.0742, 4);
    expect(isIndistinct(found)).toBe(true);
  });

  test('leave out seeds in which either has no value', () => {
    expect(between([1, null, 5], [2, 3, 5])).toMatchObject({ n: 2, better: 0, worse: 1, equal: 1 });
    expect(between([1], [null])).toMatchObject({ mean: null, n: 0, p: null });
    expect(between([4], [3])).toMatchObject({ mean: -1, low: null, high: null, p: null, n: 1 });
  });

  test('of runs have the digest of the first seed', () => {
    const seeded = finished('A', SHOP, { seed: '2' });
    const { digest, figures: found } = figuresOf('A', [base, seeded], [metric('web p99')]);
    expect(digest).toBe(result.digest);
    expect(found['web p99']).toEqual([
      web.latencyMs.p99,
      seeded.result.clients['web']!.latencyMs.p99,
    ]);
  });

  test('are on the seeds of the format', () => {
    expect([0, 1, 2].map((k) => seedAt('7', k))).toEqual(['7', '8', '9']);
    expect(['-1', '007', 'a', '9007199254740993'].map((base) => seedAt(base, 1))).toEqual([
      ...['0', '8', 'a#1', '9007199254740994'],
    ]);
    expect(['007', 'a'].map((base) => seedAt(base, 0))).toEqual(['007', 'a']);
  });
});

describe('one sentence', () => {
  test('says what differs', () => {
    const calm = changed('B', 'faults[0].errors', '50%');
    expect(sentence(base, calm)).toMatch(/^B fails \d+ requests instead of \d+.*\.$/);
    const retries = changed(
      'retries',
      'clients.web.steps[0].patterns',
      '[retry: {}, timeout: { after: 200ms }]',
    );
    expect(sentence(base, retries)).toMatch(
      /^retries fails \d+ requests instead of 5\d\d.* and costs \d+ % more calls\.$/,
    );
    expect(sentence(retries, base)).toMatch(/saves \d+ % of the calls\.$/);
  });

  test('says who recovers, and how much sooner', () => {
    const flat = (name: string, backAt: number) => ({
      ...base,
      ...{
        name,
        goodput: {
          intervalMs: 1000,
          answers: Array.from({ length: 60 }, (_, s) => (s < 20 || s >= backAt ? 100 : 40)),
        },
      },
    });
    // A window holds two seconds of 40/s at most: 88/s is not enough, one second's 94/s is.
    expect(sentence(flat('A', 45), flat('B', 35))).toBe('B recovers 10.0 s sooner.');
    expect(sentence(flat('A', 35), flat('B', 45))).toBe('B recovers 10.0 s later.');
    expect(sentence(flat('A', 35), flat('B', 90))).toBe('B does not recover (A does).');
    expect(sentence(flat('A', 90), flat('B', 35))).toBe('B recovers (A does not).');
  });

  test('says plainly when nothing differs', () => {
    expect(sentence(base, { ...base, name: 'B' })).toBe('B runs exactly as A does.');
    const other = { ...base, name: 'B', result: { ...result, digest: 'x' } };
    expect(sentence(base, other)).toBe(
      `B makes no notable difference to A: ${web.failed} requests fail in both.`,
    );
  });
});

test('a table has what people compare, and which is better', () => {
  const b = changed('B', 'services.api', '{ threads: 4, work: 10ms, writes: true }');
  const rows = new Map(differenceRows(base, b).map((row) => [row.label, row]));
  expect([...rows.keys()]).toEqual([
    ...['offered', 'goodput', 'failed', 'failed: error', 'degraded'],
    ...['p50, answered', 'p99, answered', 'attempts per call (highest link)'],
    ...['wasted (caller gone)', 'duplicates', 'time to recover (fault over)'],
  ]);
  expect(rows.get('p99, answered')).toEqual({
    ...{ metric: 'clients.web.latencyMs.p99', label: 'p99, answered', unit: 'ms' },
    ...{ a: web.latencyMs.p99, b: b.result.clients['web']!.latencyMs.p99, better: 'b' },
  });
  expect(rows.get('offered')!.better).toBeNull();
  expect(rows.get('duplicates')).toMatchObject({ a: null, b: 0, better: null });
  for (const { metric: name, a } of rows.values())
    if (name.includes('.')) expect(metric(name).of(base), name).toBe(a);
  const two = finished(
    'two',
    SHOP.replace(
      'clients:',
      'clients:\n  crawlers: { load: { rate: 1/s }, steps: [{ call: api }] }',
    ),
  );
  expect(differenceRows(base, two)[0]).toMatchObject({ label: 'web offered' });
  expect(differenceRows(base, two).find(({ label }) => label === 'crawlers offered')).toMatchObject(
    { a: null },
  );
});
