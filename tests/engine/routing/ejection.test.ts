/** Ejection by the rules of Envoy and Istio: who goes, for how long, and how many may. */
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../../src/engine/index.ts';
import { Stream } from '../../../src/engine/kernel/random.ts';
import { envoy, istio } from '../../../src/engine/model/ejection.table.ts';
import { defaultOf } from '../../../src/engine/model/first-value.ts';
import { ERROR, OK, type Outcome, PERMANENT, TIMEOUT } from '../../../src/engine/model/outcome.ts';
import { type EjectionSpec, Outliers } from '../../../src/engine/model/parts/outliers.ts';
import { continued, fates, simulate } from '../../simulate.ts';

const defaults = (table: object) =>
  Object.fromEntries(Object.entries(table).map(([key, param]) => [key, defaultOf(param as never)]));
const TABLES = { envoy, istio };

/** Replicas that are judged, and a clock. */
class Farm {
  nowNs = 0;
  readonly members: number;
  readonly log: string[] = [];
  readonly outliers = new Outliers(this, new Stream('1', 'ejection'));

  constructor(members: number, spec: Partial<EjectionSpec> = {}) {
    this.members = members;
    const { like = 'envoy' } = spec;
    this.outliers.configure({ ...defaults(TABLES[like]), like, ...spec } as EjectionSpec);
  }
  isMember = () => true;
  ejected(replica: number): void {
    this.log.push(`${this.nowNs / 1e9} #${replica + 1} out`);
  }
  returned(replica: number): void {
    this.log.push(`${this.nowNs / 1e9} #${replica + 1} back`);
  }
  answers(replica: number, o: Outcome, times: number): this {
    for (let i = 0; i < times; i++) this.outliers.answered(replica, o);
    return this;
  }
  /** Sweeps at 10, 20, 30 … s, up to then. */
  sweepsTo(seconds: number): this {
    for (let at = Math.floor(this.nowNs / 1e10) + 1; at * 10 <= seconds; at++) {
      this.nowNs = at * 1e10;
      this.outliers.sweep();
    }
    return this;
  }
}

describe('failures in a row', () => {
  test('the fifth ejects, a good answer in between begins anew', () => {
    const farm = new Farm(10);
    farm.answers(0, ERROR, 4).answers(0, OK, 1).answers(0, ERROR, 4);
    expect(farm.log).toEqual([]);
    expect(farm.answers(0, ERROR, 1).log).toEqual(['0 #1 out']);
  });

  test('what is permanent counts as answered', () => {
    const farm = new Farm(10).answers(0, ERROR, 4).answers(0, PERMANENT, 1).answers(0, ERROR, 4);
    expect(farm.log).toEqual([]);
  });

  test('gateway failures are apart, and begin anew with one of another kind', () => {
    const on = { consecutive5xx: 100, enforcingConsecutiveGatewayFailure: 100 };
    const farm = new Farm(10, on).answers(0, TIMEOUT, 4).answers(0, ERROR, 1);
    expect(farm.answers(0, TIMEOUT, 4).log).toEqual([]);
    expect(farm.answers(0, TIMEOUT, 1).log).toEqual(['0 #1 out']);
    // By default they eject nobody by themselves.
    expect(new Farm(10, { consecutive5xx: 100 }).answers(0, TIMEOUT, 50).log).toEqual([]);
  });

  test('with the split, what nobody answered is counted by itself', () => {
    const split = { splitExternalLocalOriginErrors: true, consecutive5xx: 2 };
    expect(new Farm(10, split).answers(0, TIMEOUT, 4).log).toEqual([]);
    expect(new Farm(10, split).answers(0, TIMEOUT, 5).log).toEqual(['0 #1 out']);
    expect(new Farm(10, split).answers(0, ERROR, 2).log).toEqual(['0 #1 out']);
  });

  test('enforced by half, about half are ejected', () => {
    let out = 0;
    const farm = new Farm(1, { maxEjectionPercent: 100, enforcingConsecutive5xx: 50 });
    for (let i = 0; i < 1000; i++) {
      farm.answers(0, ERROR, 5);
      out += farm.outliers.count;
      farm.outliers.takeBack(0, '');
    }
    expect(Math.abs(out - 500)).toBeLessThan(64);
  });
});

describe('how many', () => {
  test('10 % of fewer than ten is nobody, unless one always may', () => {
    expect(new Farm(9).answers(0, ERROR, 5).log).toEqual([]);
    const one = new Farm(9, { alwaysEjectOneHost: true });
    expect(one.answers(0, ERROR, 5).answers(1, ERROR, 5).log).toEqual(['0 #1 out']);
  });

  test('50 % of four is two', () => {
    const farm = new Farm(4, { maxEjectionPercent: 50 });
    for (const replica of [0, 1, 2, 3]) farm.answers(replica, ERROR, 5);
    expect(farm.log).toEqual(['0 #1 out', '0 #2 out']);
  });
});

describe('how long', () => {
  test('the base × how often, up to the next sweep; a quiet interval forgives one', () => {
    const farm = new Farm(10);
    farm.nowNs = 1e9;
    farm.answers(0, ERROR, 5);
    // From 1 s for 30 s: the sweep at 40 s takes it back.
    farm.sweepsTo(40);
    expect(farm.log).toEqual(['1 #1 out', '40 #1 back']);
    farm.answers(0, ERROR, 5).sweepsTo(100);
    expect(farm.log.slice(2)).toEqual(['40 #1 out', '100 #1 back']);
    // Back for 20 s: two forgiven of two, so the base again.
    farm.sweepsTo(120).answers(0, ERROR, 5).sweepsTo(150);
    expect(farm.log.slice(4)).toEqual(['120 #1 out', '150 #1 back']);
  });

  test('never longer than the longest', () => {
    const farm = new Farm(10, { maxEjectionTime: 50_000 });
    for (const until of [30, 80, 130]) farm.answers(0, ERROR, 5).sweepsTo(until);
    expect(farm.log.filter((line) => line.endsWith('back'))).toEqual([
      '30 #1 back',
      '80 #1 back',
      '130 #1 back',
    ]);
  });

  test('jitter adds up to so much', () => {
    const farm = new Farm(10, { maxEjectionTimeJitter: 10_000 });
    expect(farm.answers(0, ERROR, 5).sweepsTo(40).log[1]).toBe('40 #1 back');
  });
});

describe('success rates', () => {
  /** Percent of 100 answers that were good, by replica. */
  const rated = (percents: readonly number[], spec: Partial<EjectionSpec> = {}): Farm => {
    const farm = new Farm(percents.length, {
      ...{ consecutive5xx: 1000, maxEjectionPercent: 100 },
      ...spec,
    } as EjectionSpec);
    percents.forEach((good, replica) => {
      farm.answers(replica, OK, good).answers(replica, ERROR, 100 - good);
    });
    return farm;
  };

  test('50, 100, 100, 100, 100: the bar is 90 − 1.9 × 20 = 52', () => {
    expect(rated([50, 100, 100, 100, 100]).sweepsTo(10).log).toEqual(['10 #1 out']);
    expect(rated([53, 100, 100, 100, 100]).sweepsTo(10).log).toEqual(['10 #1 out']);
    expect(rated([50, 100, 100, 100, 100], { maxEjectionPercent: 19 }).sweepsTo(10).log).toEqual(
      [],
    );
  });

  test('with fewer than five replicas, or 100 answers, there is no bar', () => {
    expect(rated([0, 100, 100, 100]).sweepsTo(10).log).toEqual([]);
    const few = rated([0, 100, 100, 100, 100], { successRateRequestVolume: 101 });
    expect(few.sweepsTo(10).log).toEqual([]);
  });

  test('each interval begins anew', () => {
    const farm = rated([50, 100, 100, 100, 100], { enforcingSuccessRate: 0 });
    farm.sweepsTo(10);
    farm.outliers.configure({
      ...defaults(envoy),
      like: 'envoy',
      maxEjectionPercent: 100,
    } as never);
    expect(farm.sweepsTo(30).log).toEqual([]);
  });

  test('by share of failures, where that is enforced', () => {
    const enforced = { enforcingFailurePercentage: 100, enforcingSuccessRate: 0 };
    expect(rated([15, 16, 100, 100, 100], enforced).sweepsTo(10).log).toEqual(['10 #1 out']);
    expect(rated([15, 16, 100, 100, 100], { enforcingSuccessRate: 0 }).sweepsTo(10).log).toEqual(
      [],
    );
  });

  test('Istio has none', () => {
    const spec = { like: 'istio', consecutive5xxErrors: 0 } as const;
    expect(rated([0, 100, 100, 100, 100], spec).sweepsTo(10).log).toEqual([]);
  });
});

describe('in a run', () => {
  const bad = (ejection: string, more = ''): string => `
duration: 60s
clients: { web: { load: { rate: 400/s, arrivals: uniform }, steps: [{ call: api }] } }
services:
  api: { replicas: 4, threads: 50, work: 1ms${ejection}${more} }
faults: [{ at: 5s, for: 20s, on: api, errors: 100%, replicas: 1 }]`;
  const out = ', ejection: { like: istio, maxEjectionPercent: 50% }';
  const told = ({ decisions }: RunResult) =>
    decisions.map(({ atMs, on, by, from, to }) => `${atMs} ${on} ${by} ${from} → ${to}`);

  test('the bad one of four is out after five failures, and again until it is well', () => {
    const result = simulate(bad(out));
    expect(told(result)).toEqual([
      '5041 api#1 ejection ready → ejected',
      '40000 api#1 ejection ejected → ready',
    ]);
    expect(result.clients['web']!.failures).toEqual({ error: 5 });
    expect(result.services['api']!.ejections).toBe(1);
    expect(result.decisions[0]!.why).toBe('5 failures in a row; for at least 30 s');
    expect(simulate(bad('')).clients['web']!.failures['error']).toBe(2000);
  });

  test('by default one of four may not be ejected', () => {
    expect(simulate(bad(', ejection: {}')).services['api']!.ejections).toBe(0);
  });

  test('each caller ejects for itself', () => {
    const each = bad(out, ', balance: { scope: caller }').replace('load:', 'instances: 3, load:');
    const result = simulate(each);
    expect(result.services['api']!.ejections).toBe(3);
    expect(result.decisions[0]!.why).toMatch(/\(by #\d of api<-web\)$/);
  });

  const all = (more: string): RunResult =>
    simulate(
      bad(', ejection: { like: istio, maxEjectionPercent: 100%, baseEjectionTime: 10s }', more)
        .replace('replicas: 1', 'replicas: 4')
        .replace('errors: 100%', 'errors: 90%'),
    );

  test('with all ejected there is no endpoint, or panic: all are used', () => {
    expect(all('').clients['web']!.failures['no-endpoint']).toBeGreaterThan(3000);
    const { failures } = all(', balance: { panicThreshold: 50% }').clients['web']!;
    expect(failures['no-endpoint']).toBeUndefined();
    // A tenth of them still succeeds.
    expect(failures['error']! / 8000).toBeCloseTo(0.9, 1);
  });

  test('panic begins strictly below its threshold', () => {
    const two = bad(out, ', balance: { panicThreshold: 75% }');
    // Three of four are not fewer than 75 %.
    expect(simulate(two).clients['web']!.failures).toEqual({ error: 5 });
    expect(simulate(two.replace('75%', '76%')).clients['web']!.failures['error']).toBe(2000);
  });

  test('what a timeout gives up counts then, and its late answer not', () => {
    const slow = `
duration: 60s
clients:
  web:
    load: { rate: 100/s, arrivals: uniform }
    steps: [{ call: api, patterns: [{ timeout: { after: 50ms } }] }]
services: { api: { replicas: 2, threads: 1000, work: 1ms${out} } }
faults: [{ at: 5s, for: 1s, on: api, slow: 1000x, replicas: 1 }]`;
    const result = simulate(slow);
    // Every other request; the fifth that is slow begins at 5.08 s or 5.09 s.
    expect(result.decisions[0]!.atMs).toBeGreaterThan(5129);
    expect(result.decisions[0]!.atMs).toBeLessThan(5145);
    expect(result.services['api']!.ejections).toBe(1);
  });

  test('goes on from a checkpoint as it was', () => {
    const yaml = bad(out, ', balance: { policy: random, scope: caller }');
    const { digest } = simulate(yaml);
    for (const ms of [5020, 5500, 20_000, 39_999]) {
      const run = continued(yaml, ms);
      expect(run.digest).toBe(digest);
    }
  });

  test('an edit of the interval moves the next sweep', () => {
    const sooner = `${bad(out)}
edits: [{ at: 36s, set: services.api.ejection.interval, to: 1s }]`;
    expect(told(simulate(sooner))[1]).toBe('37000 api#1 ejection ejected → ready');
  });
});

test('nobody at all is ejected where nobody fails: the run is the same', () => {
  const farm = (more: string) => `
duration: 30s
clients: { web: { load: { rate: 200/s }, steps: [{ call: api }] } }
services: { api: { replicas: 4, threads: 5, work: { exponential: 20ms }${more} } }`;
  const plain = simulate(farm(''));
  expect(simulate(farm(', ejection: {}')).digest).toBe(plain.digest);
  expect(fates(plain)).toEqual(fates(simulate(farm(', ejection: { like: istio }'))));
});
