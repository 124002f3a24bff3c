/** Advice about calls that go round, go deep or come together, and about what bounds a load. */
import { describe, expect, test } from 'vitest';
import { adviceOf } from '../../src/scenario/advice/index.ts';
import { specOf } from '../simulate.ts';
import { rule, scenario } from './advised.ts';

const ids = Array.from({ length: 500 }, (_, i) => `s${i}`);

const services = (stepsOf: (i: number) => string): string => `
duration: 1m
clients: { shop: { load: { rate: 10/s }, steps: [{ call: s0 }] } }
services: { ${ids.map((id, i) => `${id}: { ${stepsOf(i)} }`).join(', ')} }`;

const call = (to: string | undefined): string =>
  `{ call: ${to}, patterns: [{ timeout: { after: 1s } }, { retry: {} }] }`;

/** Runs it where hardly any of the stack is left: whoever recurses per service does not get far. */
function onLittleStack<T>(act: () => T): T {
  const most = (depth: number): number => {
    try {
      return most(depth + 1);
    } catch {
      return depth;
    }
  };
  const at = (left: number): T => (left === 0 ? act() : at(left - 1));
  return at(Math.floor(most(0) * 0.7));
}

describe('a graph of calls', () => {
  test('may be as deep as there are services', () => {
    const chain = specOf(services((i) => (i < 499 ? `steps: [${call(ids[i + 1])}]` : 'work: 1ms')));
    const findings = onLittleStack(() => adviceOf(chain));
    expect(findings).toEqual(adviceOf(chain));
    expect(findings.some((one) => one.rule === 'nested-retries')).toBe(true);
    for (const { message } of findings) expect(message.length).toBeLessThan(500);
  });

  test('may go round by way of a branch, with any number of services on the way', () => {
    const way = (i: number) => `{ weight: 1, steps: [${call(ids[(i + 1) % 500])}] }`;
    const round = specOf(
      services((i) => `steps: [{ oneOf: [${way(i)}, { weight: 1, steps: [{ work: 1ms }] }] }]`),
    );
    const findings = onLittleStack(() => adviceOf(round));
    expect(findings).toEqual(adviceOf(round));
  });

  test('may go round between two: each rule is about what is on the way there', () => {
    const two = `
duration: 1m
clients: { shop: { load: { rate: 10/s }, steps: [{ call: a, patterns: [{ retry: {} }] }] } }
services:
  a:
    steps:
      - oneOf:
          - { weight: 1, steps: [${call('b')}] }
          - { weight: 1, steps: [{ work: 1ms }] }
  b: { steps: [${call('a')}] }`;
    const nested = rule('nested-retries', two);
    // 3 from the client, 3 over a->b; and the way on from b to a.
    expect(nested.map(({ figures }) => figures['product'])).toEqual([9, 27]);
  });
});

describe('a queue', () => {
  const queue = (load: string, calls = '{ call: s, patterns: [{ timeout: { after: 10s } }] }') => `
duration: 1m
clients: { one: { load: ${load}, steps: [${calls}] } }
services: { s: { threads: 1, work: 1s }, t: { steps: [{ call: s }], threads: 1000 } }`;

  test('is no longer than there are users', () => {
    for (const load of ['{ users: 1, think: 1s }', '{ users: 10, think: 1s }', '{ users: 9 }'])
      expect(rule('queue-beyond-timeout', queue(load))).toEqual([]);
    const many = rule('queue-beyond-timeout', queue('{ users: 12, think: 1s }'));
    // One thinks and one is served: ten are before the last, each for a second.
    expect(many.map(({ figures }) => figures['waitMs'])).toEqual([10_000]);
    expect(rule('queue-beyond-timeout', queue('{ rate: 10/s }'))).toHaveLength(1);
  });

  test('also at the most of several stages, and through a service in between', () => {
    const stages = '{ users: { stages: [{ for: 10s, to: 30 }, { for: 10s, to: 2 }] }, think: 1s }';
    expect(rule('queue-beyond-timeout', queue(stages))).toMatchObject([{ figures: { ahead: 28 } }]);
    const through = '{ call: t, patterns: [{ timeout: { after: 10s } }] }';
    expect(rule('queue-beyond-timeout', queue('{ users: 5 }', through))).toEqual([]);
    expect(rule('queue-beyond-timeout', queue('{ users: 50 }', through))).toHaveLength(1);
  });

  test('and with each of the calls that a user makes at a time', () => {
    const times = '{ call: s, times: 20, patterns: [{ timeout: { after: 10s } }] }';
    expect(rule('queue-beyond-timeout', queue('{ users: 1 }', times))).toHaveLength(1);
  });
});

describe('a retry around its own open circuit', () => {
  const breaker = 'circuitBreaker: { waitDurationInOpenState: 60s }';
  const stack = (retry: string, inner = `{ ${breaker} }`) =>
    scenario({ stack: `{ retry: { ${retry} } }, ${inner}` });
  const OPEN = 'maxAttempts: 3, base: 1s, jitter: none, backoff: constant';

  test('waits for nothing, and the reason to leave out is named', () => {
    const [finding, ...more] = rule(
      'retries-open-circuit',
      stack(`${OPEN}, retryOn: [error, circuit-open]`),
    );
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      path: 'services.web.steps[0].patterns[0].retry',
      figures: { waitMs: 2000, openMs: 60_000 },
    });
    expect(finding!.why).toContain('Exclude `circuit-open`');
  });

  test('unless it leaves the reason out, waits long enough, or does not hear of it', () => {
    expect(rule('retries-open-circuit', stack(OPEN))).toEqual([]);
    const patient = `maxAttempts: 3, base: 60s, cap: 60s, jitter: none, retryOn: [circuit-open]`;
    expect(rule('retries-open-circuit', stack(patient))).toEqual([]);
    const on = `${OPEN}, retryOn: [circuit-open]`;
    expect(
      rule('retries-open-circuit', stack(on, `{ ${breaker.replace('{', '{ disabled: true,')} }`)),
    ).toEqual([]);
    const answered = `{ fallback: [{ answer: old }] }, { ${breaker} }`;
    expect(rule('retries-open-circuit', stack(on, answered))).toEqual([]);
  });
});
