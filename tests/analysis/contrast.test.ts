/**
 * What is different about the attempts that failed: it counts what the intervals have of them, by
 * other means, and where one cause is planted it comes first.
 */
import { describe, expect, test } from 'vitest';
import { contrastIn, contrastOf, type Part } from '../../src/analysis/contrast.ts';
import { createRun, OUTCOMES, type Spec, traitCountsIn } from '../../src/engine/index.ts';
import { specOf as library } from '../scenarios/library.ts';
import { specOf } from '../simulate.ts';
import { ran } from '../ui/runs.ts';

const whole = (spec: Spec): Part => ({ fromMs: 0, toMs: spec.duration, reason: null });
const contrast = (spec: Spec, part = whole(spec)) => contrastOf(spec, part, () => {});

/** So few calls that each attempt is in the samples of its interval. */
const FEW = `
duration: 60s
clients:
  web:
    load: { rate: 20/s }
    steps: [{ call: api, patterns: [{ retry: { maxAttempts: 3 } }, { timeout: { after: 300ms } }] }]
services:
  api: { replicas: 3, threads: 2, work: { exponential: 120ms }, errors: 10% }
faults: [{ at: 20s, for: 20s, on: api, slow: 3x, replicas: 1 }]`;

describe('the attempts that it compares', () => {
  test('are those that the samples of a run have, one by one', () => {
    const spec = specOf(FEW);
    const { store } = ran(spec);
    const part = { fromMs: 10_000, toMs: 50_000, reason: null };
    const { failed, others, differences } = contrast(spec, part);
    const samples = Array.from({ length: store.count }, (_, i) => store.samples(i)[0]!)
      .flat()
      .filter(({ endedMs }) => endedMs >= part.fromMs && endedMs < part.toMs)
      .filter(({ outcome }) => OUTCOMES[outcome] !== 'cancelled');
    const bad = samples.filter(({ outcome }) => outcome > 1);
    expect([failed, others]).toEqual([bad.length, samples.length - bad.length]);
    const by = (key: 'attempt' | 'replica', value: number) => ({
      failed: bad.filter((one) => one[key] === value).length,
      others: samples.filter((one) => one.outcome < 2 && one[key] === value).length,
    });
    const [first] = differences;
    expect(first).toMatchObject({ trait: 'queue', link: 'web->api' });
    const replicas = differences.find(({ trait }) => trait === 'replica')!;
    expect(replicas.bars).toEqual(
      [0, 1, 2].map((index) => ({ value: `${index + 1}`, ...by('replica', index) })),
    );
  });

  test('are those with a reason, where one is asked for', () => {
    const spec = specOf(FEW);
    const late = contrast(spec, { ...whole(spec), reason: 'timeout' });
    const wrong = contrast(spec, { ...whole(spec), reason: 'error' });
    const all = contrast(spec);
    expect(late.failed).toBeGreaterThan(50);
    expect(wrong.failed).toBeGreaterThan(50);
    expect(late.failed + wrong.failed).toBe(all.failed);
    expect([late.others, wrong.others]).toEqual([all.others, all.others]);
  });

  test.each(['retry-storm', 'hedging-an-overload', 'thread-exhaustion'])(
    'change nothing, and none is lost: %s',
    (name) => {
      const spec = { ...library(name), warmup: 0 };
      const run = createRun(spec);
      const part = { fromNs: 0, toNs: Infinity, reason: null };
      const counts = traitCountsIn(run, part, new Map());
      run.advance();
      const other = createRun(spec);
      other.advance();
      expect(run.result().digest).toBe(other.result().digest);
      const { links } = run.result();
      for (const { link, failed, others, counts: values } of counts.counts()) {
        expect(failed + others).toBeLessThanOrEqual(links[link]!.attempts);
        // Those under way at the end, and those that nobody waited for any more.
        expect(failed + others).toBeGreaterThan(0.8 * links[link]!.attempts);
        const numbered = values.filter(({ trait }) => trait === 'attempt');
        expect(numbered.reduce((sum, one) => sum + one.failed, 0)).toBe(failed);
        expect(numbered.reduce((sum, one) => sum + one.others, 0)).toBe(others);
      }
    },
  );
});

describe('how far two histograms are from each other', () => {
  const spec = specOf(FEW);
  const of = (...bars: [failed: number, others: number][]) => {
    const counts = bars.map(([failed, others], i) => ({
      ...{ trait: 'attempt' as const, value: i + 1, failed, others },
    }));
    const [failed, others] = [0, 1].map((i) => bars.reduce((sum, bar) => sum + bar[i]!, 0));
    const link = { link: 'web->api', failed: failed!, others: others!, counts };
    return contrastIn(spec, [link]).differences[0]?.by ?? 0;
  };

  test('nothing in common is 1, the same shares are 0', () => {
    expect(of([1e6, 0], [0, 1e6])).toBeCloseTo(1, 2);
    expect(of([1000, 3000], [2000, 6000])).toBe(0);
    expect(of([7500, 5000], [2500, 5000])).toBeCloseTo(0.25, 1);
  });

  test('what chance makes of few is left out', () => {
    expect(of([3, 52], [4, 48])).toBe(0);
    expect(of([0, 1], [1, 1])).toBeLessThan(0.3);
  });
});

/** One cause, planted in systems of other sizes with other seeds. */
const CAUSES: Record<string, (n: number) => { yaml: string; value: string }> = {
  replica: (n) => ({
    yaml: `
seed: ${n}
duration: 30s
clients:
  web: { load: { rate: ${40 + 10 * n}/s }, steps: [{ call: api, patterns: [{ retry: {} }] }] }
  batch: { load: { rate: 10/s }, steps: [{ call: api }, { call: store }] }
services:
  api:
    replicas: ${3 + n}
    threads: 4
    steps: [{ work: { exponential: ${10 + n}ms } }, { call: store }]
  store: { replicas: 4, threads: 8, work: { exponential: 5ms } }
faults: [{ at: 0s, on: api, errors: 60%, replicas: 1 }]`,
    value: '1',
  }),
  tenant: (n) => ({
    yaml: `
seed: ${n}
duration: 30s
clients:
  web:
    load: { rate: ${60 + 10 * n}/s }
    identities: { tenants: { acme: ${70 + n}%, small: ${20 - n}%, tiny: 10% } }
    steps: [{ call: api, patterns: [{ retry: { maxAttempts: 2 } }] }]
services:
  api:
    threads: 8
    work: { exponential: 20ms }
    patterns: [{ rateLimiter: { capacity: 10, refill: ${25 + n}/s, per: tenant } }]`,
    value: 'acme',
  }),
  attempt: (n) => ({
    yaml: `
seed: ${n}
duration: 60s
clients:
  web:
    load: { rate: ${5 + n}/s }
    identities: { idempotencyKeys: true }
    steps:
      - call: bank
        patterns:
          - retry: { maxAttempts: 4, backoff: constant, base: 5s }
          - timeout: { after: ${1000 + 100 * n}ms }
services:
  bank: { threads: 500, work: { exponential: 1s }, writes: true, idempotency: {} }`,
    value: '1',
  }),
};

describe('a planted cause comes first', () => {
  const cases = Object.entries(CAUSES).flatMap(([trait, plant]) =>
    Array.from({ length: 7 }, (_, n) => ({ trait, n, ...plant(n) })),
  );
  test.each(cases)('$trait, $n', ({ trait, yaml, value }) => {
    const { failed, others, differences } = contrast(specOf(yaml));
    expect(failed).toBeGreaterThan(20);
    expect(others).toBeGreaterThan(20);
    const [first] = differences;
    expect(first?.trait).toBe(trait);
    const excess = (bar: { failed: number; others: number }) =>
      bar.failed / failed - bar.others / others;
    const [most] = [...first!.bars].sort((a, b) => excess(b) - excess(a));
    expect(most!.value).toBe(value);
  });
});
