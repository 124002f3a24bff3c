/** Balancing in a run: what cannot matter does not, and what must be known is. */
import { describe, expect, test } from 'vitest';
import { POLICIES } from '../../../src/engine/model/balance.table.ts';
import { check, createRun } from '../../../src/engine/index.ts';
import { callers, fates, simulate, specOf, started } from '../../simulate.ts';

const farm = (replicas: number, balance: string, more = ''): string => `
duration: 20s
clients:
  web:
    load: { rate: 200/s }
    instances: 3
    identities: { users: 50 }
    steps: [{ call: api, patterns: [{ timeout: { after: 60ms } }, { retry: {} }] }]
services: { api: { replicas: ${replicas}, threads: 3, work: { exponential: 20ms }${balance} } }
${more}`;
const digestOf = (yaml: string): string => simulate(yaml).digest;

describe('nothing changes', () => {
  test.each(POLICIES)('with one replica, whether the policy is %s or another', (policy) => {
    const alone = digestOf(farm(1, ''));
    expect(digestOf(farm(1, `, balance: ${policy}`))).toBe(alone);
    expect(digestOf(farm(1, `, balance: { policy: ${policy}, scope: caller }`))).toBe(alone);
  });

  test('when round robin is asked for in so many words', () => {
    expect(digestOf(farm(4, ', balance: round-robin'))).toBe(digestOf(farm(4, '')));
    expect(digestOf(farm(4, ', balance: { weights: [2, 2, 2, 2] }'))).toBe(digestOf(farm(4, '')));
  });

  test('when an edit says what there is', () => {
    const same = (policy: string, set: string): void => {
      const before = farm(4, `, balance: { policy: ${policy}, choices: all }`);
      const edit = `edits: [{ at: 7s, set: services.api.balance.policy, to: ${set} }]`;
      expect(digestOf(before + edit)).toBe(digestOf(before));
    };
    for (const policy of POLICIES) same(policy, policy);
  });
});

describe.each(POLICIES)('%s', (policy) => {
  const crash = 'faults: [{ at: 5s, for: 5s, on: api, crash: 2 }]';
  const yaml = farm(4, `, balance: { policy: ${policy}, scope: caller }`, crash);

  test('picks nobody who is down, and those who are back', () => {
    const run = started(yaml);
    run.advance(5001);
    const at5 = run.result().services['api']!.picks;
    run.advance(9999);
    const at10 = run.result().services['api']!.picks;
    expect([at10[0]! - at5[0]!, at10[1]! - at5[1]!]).toEqual([0, 0]);
    expect(at10[2]! + at10[3]!).toBeGreaterThan(at5[2]! + at5[3]!);
    run.advance();
    const { picks } = run.result().services['api']!;
    if (policy !== 'sticky') expect(picks[0]).toBeGreaterThan(at10[0]!);
    expect(picks.reduce((a, b) => a + b)).toBe(run.result().links['web->api']!.attempts);
  });

  test('goes on from a checkpoint as it was', () => {
    const run = createRun(specOf(yaml), { check, checkpoints: true });
    run.advance(8000);
    const half = run.checkpoint();
    run.advance();
    const { digest } = run;
    run.restore(half);
    run.advance();
    expect(run.digest).toBe(digest);
    expect(createRunTo(yaml).digest).toBe(digest);
  });
});

const createRunTo = (yaml: string) => {
  const run = started(yaml);
  run.advance();
  return run;
};

describe('nobody to pick', () => {
  const down = 'faults: [{ at: 0s, on: s, crash: 1 }]';
  const lone = (service: string, call = 'call: s, latency: 20ms'): string => `
duration: 1s
clients: ${callers(`[${call}]`, 1)}
services: { s: { work: 10ms${service} } }
${down}`;
  const fate = (yaml: string) => fates(simulate(yaml))['a'];

  test('is known at once to a balancer, and only found out without', () => {
    expect(fate(lone(''))).toBe('refused at 41');
    expect(fate(lone(', balance: random'))).toBe('no-endpoint at 1');
    expect(fate(lone('', 'call: s, latency: 20ms, balance: random'))).toBe('no-endpoint at 1');
    expect(simulate(lone(', balance: random')).services['s']!.arrived).toBe(0);
  });

  test('is transient: a retry finds who is back', () => {
    const retry =
      'call: s, patterns: [{ retry: { backoff: constant, base: 100ms, jitter: none } }]';
    const back = lone(', balance: random', retry).replace('at: 0s', 'at: 0s, for: 50ms');
    expect(fate(back)).toBe('ok at 111');
  });
});

test('a call’s own balance is for that call alone', () => {
  const two = simulate(`
duration: 10s
clients:
  web: { load: { rate: 100/s, arrivals: uniform }, steps: [{ call: s }] }
  app:
    load: { rate: 100/s, arrivals: uniform }
    steps: [{ call: s, balance: { policy: round-robin, weights: [1, 3] } }]
services: { s: { replicas: 2, threads: 50, work: 1ms } }`);
  // 500 and 500, and 250 and 750.
  expect(two.services['s']!.picks).toEqual([750, 1250]);
});

test('each caller for itself does not know of the others', () => {
  const at = (scope: string) =>
    simulate(`
duration: 10s
clients:
  web: { load: { rate: 100/s, arrivals: uniform }, instances: 50, steps: [{ call: s }] }
services:
  s:
    replicas: 4
    threads: 50
    work: 100ms
    balance: { policy: least-requests, choices: all, scope: ${scope} }
`).services['s']!.picks;
  const spread = (picks: number[]) => Math.max(...picks) - Math.min(...picks);
  expect(spread(at('shared'))).toBeLessThanOrEqual(10);
  expect(spread(at('caller'))).toBeGreaterThan(10);
});

test('a replica that is new starts slowly, as Envoy’s do, and then has its share', () => {
  const run = started(`
duration: 40s
clients: { web: { load: { rate: 1000/s, arrivals: uniform }, steps: [{ call: s }] } }
services:
  s: { threads: 50, work: 1ms, balance: { slowStart: { window: 20s, minimum: 10% } } }
edits: [{ at: 10s, set: services.s.replicas, to: 2 }]`);
  const picked = (untilMs: number): number => {
    run.advance(untilMs);
    return run.result().services['s']!.picks[1] ?? 0;
  };
  // Of weights w and 1 it gets w / (1 + w). w is 0.1 for 2 s, then t / 20 s: the integral is
  // 1000/s × (2 × 0.1/1.1 + 20 × [x − ln(1 + x)] from 0.1 to 1).
  const expected = 1000 * (0.2 / 1.1 + 20 * (0.9 - Math.log(2 / 1.1)));
  expect(Math.abs(picked(30_000) - expected) / expected).toBeLessThan(0.01);
  const before = picked(30_000);
  expect(picked(40_000) - before).toBe(5000);
});
