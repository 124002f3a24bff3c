/** `deadlines: propagate` on the caller’s side: where a deadline comes from, and what it stops. */
import { describe, expect, test } from 'vitest';
import { callers, fates, simulate } from '../../simulate.ts';

const PROPAGATE = 'deadlines: propagate\n';

describe('a caller with no time left', () => {
  const refusing = (retry: string, after = 30) => `${PROPAGATE}
duration: 1s
clients: ${callers(`[{ call: api, patterns: [{ timeout: { after: ${after}ms } }, ${retry}] }]`, 0)}
services: { api: { work: 0 } }
faults: [{ at: 0, on: a->api, refuse: true }]`;
  const every10 = '{ retry: { maxAttempts: 9, backoff: constant, base: 10ms, jitter: none } }';

  test('does not wait for a retry that would begin at its deadline or after it', () => {
    // At 0, 10, 20; the one at 30 would be too late: the last outcome is there at once.
    expect(fates(simulate(refusing(every10)))).toEqual({ a: 'refused at 20' });
    expect(fates(simulate(refusing(every10, 31)))).toEqual({ a: 'refused at 30' });
    const without = refusing(every10).replace(PROPAGATE, '');
    expect(fates(simulate(without))).toEqual({ a: 'timeout at 30' });
  });

  test('pays nothing for the retry that it does not make', () => {
    const budget = every10.replace(
      'jitter: none',
      'jitter: none, budget: { capacity: 5, deposit: 0 }',
    );
    const { patterns } = simulate(refusing(budget)).links['a->api']!;
    expect(patterns[1]).toMatchObject({ retries: 2, unpaid: 0, balance: 3 });
    const aws = '{ retry: { like: aws-standard, maxAttempts: 9, baseDelay: 1h } }';
    expect(simulate(refusing(aws)).links['a->api']!.patterns[1]).toMatchObject({ balance: 500 });
  });

  test('that of the time before a timeout counts again after it', () => {
    // Each try has 5 ms; when it is over, the next one has its own, within the 30 of all.
    const stack = `${every10}, { timeout: { after: 5ms } }`;
    const yaml = refusing(stack)
      .replace('{ work: 0 }', '{ work: 1s }')
      .replace(/faults.*/, '');
    const result = simulate(yaml);
    // Tries at 0, 15; the one at 30 is not made.
    expect(fates(result)).toEqual({ a: 'timeout at 20' });
    expect(result.links['a->api']!.attempts).toBe(2);
  });

  test('ends its calls at once, with `deadline`, and the callee hears nothing', () => {
    // The limiter of the caller holds the call back until after the deadline of its request.
    const yaml = `${PROPAGATE}
duration: 1s
clients: ${callers('[{ call: front, patterns: [{ timeout: { after: 30ms } }] }]', 0)}
services:
  front: { steps: [{ parallel: [{ call: bad }, { steps: [{ call: slow }, { call: api }] }] }] }
  bad: { work: 1ms, errors: 1 }
  slow: { work: 40ms, deadlines: none }
  api: { work: 1ms }`;
    // The request fails at 1 ms; its other branch goes on for nobody, and stops at its next step.
    expect(simulate(yaml).services['api']!.arrived).toBe(0);
    expect(simulate(yaml.replace(PROPAGATE, '')).services['api']!.arrived).toBe(1);
  });
});

describe('where it comes from', () => {
  const deadlineAt = (yaml: string): number => {
    const result = simulate(PROPAGATE + yaml);
    return Math.round(result.services['api']!.utilization! * 16 * 1000);
  };
  const api = (patterns: string, more = '') => `
duration: 1s
clients: ${callers(`[{ call: api${more}, patterns: [${patterns}] }]`, 0)}
services:
  api: { threads: 16, steps: [{ call: slow }] }
  slow: { work: 1s, deadlines: none }`;
  const timeout = (ms: number, more = '') => `{ timeout: { after: ${ms}ms${more} } }`;

  test('the earliest of several timeouts', () => {
    expect(deadlineAt(api(`${timeout(40)}, ${timeout(70)}`))).toBe(40);
    expect(deadlineAt(api(`${timeout(70)}, ${timeout(40)}`))).toBe(40);
    expect(deadlineAt(api(timeout(40, ', disabled: true')))).toBe(1000);
  });

  test('a timeout of the service itself, before its queue', () => {
    const own = `
duration: 1s
clients: ${callers('api', 0)}
services:
  api: { threads: 16, steps: [{ call: slow }], patterns: [${timeout(60)}] }
  slow: { work: 1s, deadlines: none }`;
    expect(deadlineAt(own)).toBe(60);
  });

  test('a hedge’s attempts have that of their call', () => {
    expect(deadlineAt(api(`${timeout(50)}, { hedge: { after: 20ms } }`))).toBe(50 + 30);
  });

  test('a fallback’s call has the time that is left around it', () => {
    const yaml = `${PROPAGATE}
duration: 1s
clients:
  a:
    load: { users: 1, iterations: 1 }
    steps:
      - call: api
        patterns: [${timeout(50)}, { fallback: [{ call: spare }] }, ${timeout(20)}]
services:
  api: { work: 1s }
  spare: { steps: [{ call: slow }] }
  slow: { work: 1s, deadlines: none }`;
    const result = simulate(yaml);
    expect(fates(result)).toEqual({ a: 'timeout at 50' });
    // From 20 on, until 50.
    expect(result.services['spare']!.utilization).toBeCloseTo(30 / 16_000, 9);
  });

  test('`connect` and `read` give none', () => {
    expect(deadlineAt(api('{ timeout: { read: 40ms } }'))).toBe(1000);
  });
});
