/** A `timeout`’s `read`: how long an answer may take once the request has been sent. */
import { describe, expect, test } from 'vitest';
import { read } from '../../../src/scenario/read.ts';
import { replayed } from '../../conformance/retrying.ts';
import { callers, fates, simulate } from '../../simulate.ts';

const reading = (timeout: string, way: string, work = 20, more = '') =>
  simulate(`
duration: 1s
clients: ${callers(`[{ call: api, ${way}, patterns: [{ timeout: { ${timeout} } }] }]`, 0)}
services: { api: { work: ${work}ms } }
${more}`);
const fate = (...args: Parameters<typeof reading>) => fates(reading(...args))['a'];

describe('it counts', () => {
  test('from when the connection stands until the answer is there', () => {
    expect(fate('read: 15ms', 'connect: 30ms')).toBe('timeout at 45');
    expect(fate('read: 20.000001ms', 'connect: 30ms')).toBe('ok at 50');
    // Both ways and the work: 5 + 20 + 5.
    expect(fate('read: 30ms', 'latency: 5ms')).toBe('timeout at 30');
    expect(fate('read: 30.000001ms', 'latency: 5ms')).toBe('ok at 30');
  });
  test('without any way to go, too', () => {
    expect(fate('read: 15ms', 'latency: 0')).toBe('timeout at 15');
    expect(fate('read: 21ms', 'latency: 0')).toBe('ok at 20');
  });
  test('beside the others, each with its own failure', () => {
    const all = 'connect: 10ms, read: 25ms, after: 40ms';
    expect(fate(all, 'connect: 11ms')).toBe('connect-timeout at 10');
    expect(fate(all, 'connect: 9ms', 30)).toBe('timeout at 34');
    expect(fate(all, 'connect: 9ms', 20)).toBe('ok at 29');
    expect(fate(all.replace('40', '30'), 'connect: 9ms', 30)).toBe('timeout at 30');
  });
  test('when the request is lost on the way, or at the callee', () => {
    for (const on of ['a->api', 'api'])
      expect(
        fate('read: 15ms', 'latency: 1ms', 20, `faults: [{ at: 0, on: ${on}, drop: 1 }]`),
      ).toBe('timeout at 15');
  });
  test('in a replay, where connecting takes no time', () => {
    const script = [10, 30].map((latency) => ({ at: 0, latencies: [latency], outcomes: ['ok'] }));
    const calls = replayed('[{ timeout: { read: 20ms } }]', script);
    expect(calls.map(({ outcome, endedAt }) => [outcome, endedAt])).toEqual([
      ['ok', 10],
      ['timeout', 20],
    ]);
  });
});

test('the work goes on, or is cancelled, as with `after`', () => {
  expect(reading('read: 15ms', 'latency: 0').services['api']).toMatchObject({ abandoned: 1 });
  const stopped = reading('read: 15ms, cancel: interrupt', 'latency: 0').services['api']!;
  expect(stopped).toMatchObject({ failures: { cancelled: 1 } });
});

describe('around a retry it watches over each attempt', () => {
  const retry = '{ retry: { maxAttempts: 3, backoff: constant, base: 30ms, jitter: none } }';
  const around = (timeout: string, inner: string, faults: string, way = 'latency: 0') =>
    fates(
      simulate(`
duration: 1s
clients: ${callers(`[{ call: api, ${way}, patterns: [{ timeout: { ${timeout} } }, ${inner}] }]`, 0)}
services: { api: { work: 20ms } }
faults: [${faults}]`),
    )['a'];

  test('anew, and not over the back-off between them', () => {
    const fails = '{ at: 0, for: 21ms, on: api, errors: 1 }';
    expect(around('read: 25ms', retry, fails)).toBe('ok at 70');
    expect(around('read: 19ms', retry, '')).toBe('timeout at 19');
  });
  test('also when what is inside gives an attempt up', () => {
    const inner = `${retry}, { timeout: { after: 10ms } }`;
    // Attempts at 0, 40, 80 end after 10 ms each; 15 ms of reading are never over.
    expect(around('read: 15ms', inner, '')).toBe('timeout at 90');
  });
  test('as the limit to connecting does', () => {
    const inner = `${retry}, { timeout: { after: 5ms } }`;
    expect(around('connect: 10ms', inner, '', 'connect: 20ms')).toBe('timeout at 75');
  });
});

test('around a hedge it counts from the attempt sent last', () => {
  const stack = '{ timeout: { read: 25ms } }, { hedge: { after: 20ms } }';
  const result = simulate(`
duration: 1s
clients: ${callers(`[{ call: api, patterns: [${stack}] }]`, 0)}
services: { api: { work: 100ms } }`);
  expect(fates(result)).toEqual({ a: 'timeout at 45' });
});

test('an edit sets the limit of what is sent from then on', () => {
  const path = 'clients.a.steps[1].patterns[0].timeout.read';
  const edits = (to: string) => `edits: [{ at: 5ms, set: "${path}", to: ${to} }]`;
  expect(fate('read: 15ms', 'connect: 8ms', 20, edits('18ms'))).toBe('timeout at 26');
  expect(fate('after: 500ms', 'connect: 8ms', 20, edits('18ms'))).toBe('timeout at 26');
  expect(fate('read: 15ms, after: 500ms', 'connect: 8ms', 20, edits('null'))).toBe('ok at 28');
  expect(fate('read: 15ms, after: 500ms', 'connect: 2ms', 20, edits('null'))).toBe('timeout at 17');
});

test('what is dropped is bounded by it: no warning', () => {
  const problems = (timeout: string) =>
    read(`
version: 1
duration: 1s
clients: { a: { load: { rate: 1 }, steps: [{ call: api, patterns: [{ timeout: ${timeout} }] }] } }
services: { api: {} }
faults: [{ at: 0, on: api, drop: 10% }]`).problems.length;
  expect(problems('{ read: 1s }')).toBe(0);
  expect(problems('{ after: 1s }')).toBe(0);
  expect(problems('{ connect: 1s }')).toBe(1);
});
