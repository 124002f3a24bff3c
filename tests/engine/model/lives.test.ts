/** Replicas that take their time to start, are cold at first, and are known only later. */
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../../src/engine/index.ts';
import { continued, fates, simulate, specOf, started, worldOf } from '../../simulate.ts';

/** One request every 10 ms. */
const steady = (service: string, more = '', seconds = 20): string => `
duration: ${seconds}s
clients: { web: { load: { rate: 100/s, arrivals: uniform }, steps: [{ call: api }] } }
services: { api: { threads: 50, work: 1ms, ${service} } }
${more}`;

/** What its replicas went through: `10 #2 starting → ready`. */
const lives = ({ transitions }: RunResult): string[] =>
  transitions
    .filter(({ service }) => service === 'api')
    .map(({ atMs, replica, from, to }) => `${atMs} #${replica} ${from} → ${to}`);

const picks = (yaml: string, ...atMs: number[]): number[][] => {
  const run = started(yaml);
  return atMs.map((ms) => {
    run.advance(ms);
    return run.result().services['api']!.picks;
  });
};

describe('startup', () => {
  const up = 'edits: [{ at: 5s, set: services.api.replicas, to: 2 }]';

  test('a new replica serves after its startup, and what is there at the start has been', () => {
    const yaml = steady('startup: 3s', up);
    expect(picks(yaml, 5000, 8000, 20_000)).toEqual([
      [500, 0],
      [800, 0],
      [1400, 600],
    ]);
    expect(lives(simulate(yaml))).toEqual(['8000 #2 starting → ready']);
  });

  test('is drawn for each process, from a stream of its own', () => {
    const spread = 'startup: { uniform: [1s, 4s] }';
    const many = 'edits: [{ at: 5s, set: services.api.replicas, to: 5 }]';
    const at = lives(simulate(steady(spread, many))).map((line) => parseFloat(line));
    expect(new Set(at).size).toBe(4);
    for (const ms of at) expect(ms - 5000).toBeGreaterThanOrEqual(1000);
    for (const ms of at) expect(ms - 5000).toBeLessThanOrEqual(4000);
    // One more does not change the others.
    const more = lives(simulate(steady(spread, many.replace('5 }', '6 }'))));
    expect(more.filter((line) => !line.includes('#6'))).toEqual(
      lives(simulate(steady(spread, many))),
    );
  });

  test('follows a crash, and a machine that comes back meanwhile is nobody’s endpoint', () => {
    const crash = 'faults: [{ at: 5s, for: 2s, on: api, crash: 1 }]';
    const result = simulate(steady('startup: 3s', crash, 12));
    expect(lives(result)).toEqual([
      '5000 #1 ready → down',
      '7000 #1 down → starting',
      '10000 #1 starting → ready',
    ]);
    expect(result.clients['web']!.failures).toEqual({ 'no-endpoint': 500 });
  });

  test('is over at once when it is 0: as if nothing were said', () => {
    const crash = 'faults: [{ at: 5s, for: 2s, on: api, crash: 1 }]';
    for (const more of [crash, up]) {
      const plain = simulate(steady('replicas: 1', more)).digest;
      expect(simulate(steady('startup: 0s', more)).digest).toBe(plain);
    }
  });
});

describe('a cold start', () => {
  test('makes work slower at first, by a factor that falls to 1 along a line', () => {
    const yaml = steady(
      'replicas: 1, coldStart: { for: 10s, slow: 5x }',
      'faults: [{ at: 2s, for: 1s, on: api, crash: 1 }]',
    );
    const run = started(yaml);
    const meanOver = (fromMs: number, untilMs: number): number => {
      run.advance(fromMs);
      const before = run.result().services['api']!.sojournMs;
      run.advance(untilMs);
      const after = run.result().services['api']!.sojournMs;
      const [sum, count] = [before, after].map(({ mean, count: n }) => [mean! * n, n] as const);
      return (count![0] - sum![0]) / (count![1] - sum![1]);
    };
    // Warm at the start; at 3 s 5 ms, then on average 1 + 4 × (1 − t/10 s) ms.
    expect(meanOver(0, 2000)).toBeCloseTo(1, 6);
    expect(meanOver(3000, 4000)).toBeCloseTo(1 + 4 * 0.95, 1);
    expect(meanOver(8000, 9000)).toBeCloseTo(1 + 4 * 0.45, 1);
    expect(meanOver(13_100, 20_000)).toBeCloseTo(1, 6);
  });

  test('counts from the end of the startup', () => {
    const crash = 'faults: [{ at: 1s, for: 1s, on: api, crash: 1 }]';
    const first = (service: string): number => {
      const run = started(steady(service, crash));
      run.advance(2000);
      run.advance();
      return run.result().services['api']!.sojournMs.max!;
    };
    expect(first('startup: 4s, coldStart: { for: 10s, slow: 5x }')).toBeCloseTo(5, 6);
  });
});

describe('propagation', () => {
  test('balancers go on sending to who is no longer there, and learn late of who is', () => {
    const crash = 'faults: [{ at: 5s, for: 5s, on: api, crash: 1 }]';
    const result = simulate(steady('replicas: 2, propagation: 2s', crash));
    // Every other request for 2 s.
    expect(result.clients['web']!.failures).toEqual({ refused: 100 });
    expect(picks(steady('replicas: 2, propagation: 2s', crash), 7000, 12_000, 20_000)).toEqual([
      [350, 350],
      [350, 850],
      [750, 1250],
    ]);
  });

  test('of one that leaves, requests are ended that are sent meanwhile', () => {
    const less = 'edits: [{ at: 5s, set: services.api.replicas, to: 1 }]';
    const result = simulate(steady('replicas: 2, propagation: 2s', less));
    expect(result.clients['web']!.failed).toBe(0);
    expect(result.services['api']!.picks).toEqual([250 + 100 + 1300, 350]);
  });
});

describe('who leaves', () => {
  test('is whoever is not ready, then the youngest; and a new process takes its place', () => {
    const edits = `edits:
  - { at: 2s, set: services.api.replicas, to: 4 }
  - { at: 5s, set: services.api.replicas, to: 3 }
  - { at: 6s, set: services.api.replicas, to: 2 }
  - { at: 7s, set: services.api.replicas, to: 3 }`;
    const crash = 'faults: [{ at: 4s, on: api, crash: 1 }]';
    const result = simulate(steady('replicas: 3, startup: 1s', `${crash}\n${edits}`));
    expect(lives(result)).toEqual([
      '3000 #4 starting → ready',
      '4000 #1 ready → down',
      '5000 #1 down → draining',
      '6000 #4 ready → draining',
      '7000 #1 draining → starting',
      '8000 #1 starting → ready',
    ]);
    expect(result.decisions.map(({ from, to }) => [from, to])).toEqual([
      [3, 4],
      [4, 3],
      [3, 2],
      [2, 3],
    ]);
  });

  test('ends what it was sent', () => {
    const yaml = `
duration: 10s
clients: { a: { load: { users: 1, iterations: 1 }, steps: [{ call: api }] } }
services: { api: { replicas: 2, work: 3s, startup: 1s } }
edits: [{ at: 1s, set: services.api.replicas, to: 1 }]`;
    expect(fates(simulate(yaml))).toEqual({ a: 'ok at 3000' });
  });
});

test('a run goes on from a checkpoint in the middle of all that', () => {
  const yaml = steady(
    'replicas: 3, startup: { exponential: 2s }, coldStart: { for: 3s, slow: 4x }, propagation: 1s',
    `faults: [{ at: 5s, for: 2s, on: api, crash: 2 }]
edits:
  - { at: 4s, set: services.api.replicas, to: 6 }
  - { at: 9s, set: services.api.replicas, to: 2 }`,
  );
  const { digest } = simulate(yaml);
  for (const ms of [4500, 5500, 7500, 9500]) {
    const run = continued(yaml, ms);
    expect(run.digest).toBe(digest);
  }
  expect(worldOf(started(yaml)).services[0]!.isManaged).toBe(true);
  expect(specOf(yaml).services['api']!.startup).toEqual({ exponential: 2000 });
});
