/** What a sign says is what its pattern counts. */
import { expect, test } from 'vitest';
import { createRun } from '../../../src/engine/index.ts';
import { limitsOf, patternTables, topologyOf } from '../../../src/engine/tables.ts';
import { bucket, gate, loop, slots } from '../../../src/ui/stage/signs/read.ts';
import type { Face } from '../../../src/ui/stage/face.ts';
import { readPattern } from '../../../src/ui/stage/readings.ts';
import { IntervalStore } from '../../../src/analysis/intervals.ts';
import { specOf } from '../../simulate.ts';

/** Three successes and three failures have come when the sign is read. */
function faceOf(pattern: string, params: string): Face {
  const spec = specOf(`
duration: 4s
clients:
  web:
    load: { rate: 2/s, arrivals: uniform }
    steps: [{ call: api, patterns: [{ ${pattern}: ${params} }] }]
services: { api: { work: 1ms } }
faults: [{ at: 1250ms, on: api, errors: 100% }]`);
  const run = createRun(spec, { intervals: true });
  run.advance(2700);
  const store = new IntervalStore(run.intervalLayout!);
  store.put(run.takeIntervals()!);
  const place = store.layout.patterns[0]!;
  const { states, figures, rates } = readPattern(store, store.indexAt(2700), place);
  const table = patternTables.get(pattern)!;
  const [layer] = topologyOf(spec).links[0]!.layers;
  return {
    title: table.title,
    sign: table.sign,
    off: false,
    refuses: [],
    limits: limitsOf(layer!),
    instances: 1,
    states: states.filter(({ count }) => count > 0),
    figures,
    rates,
    reasons: [],
    p99Ms: NaN,
    beyondFirst: 0,
  };
}

const SHARE = {
  caption: '50\u00a0%',
  words: 'closed, failure rate 50\u00a0%, threshold 60\u00a0%',
};
const COUNT = '{ size: 10, threshold: 60%, minimumNumberOfCalls: 2 }';
const ROW = { caption: '3/5', words: 'closed, 3 failures counted, opens at 5' };

test.each([
  ['{ minimumNumberOfCalls: 2, failureRateThreshold: 60 }', SHARE],
  ['{ like: gobreaker, readyToTrip: { requests: 2, failureRatio: 60% } }', SHARE],
  ['{ like: polly, minimumThroughput: 2, failureRatio: 60% }', SHARE],
  ['{ like: opossum, errorThresholdPercentage: 60 }', SHARE],
  // What it judges ends with the last whole half second: two of five.
  [
    '{ like: hystrix, requestVolumeThreshold: 2, errorThresholdPercentage: 60 }',
    { words: SHARE.words.replace('50', '40') },
  ],
  [`{ like: cockatiel, halfOpenAfter: 1s, breaker: { count: ${COUNT} } }`, SHARE],
  ['{ like: cockatiel, halfOpenAfter: 1s, breaker: { consecutive: 5 } }', ROW],
  ['{ like: gobreaker, readyToTrip: { consecutiveFailuresAbove: 4 } }', ROW],
  ['{ like: consecutive, failureThreshold: 5 }', ROW],
  ['{ like: leaky, failureThreshold: 5 }', ROW],
  ['{ like: count, failures: 5, within: 1m }', ROW],
])('%s', (params, said) => {
  expect(gate(faceOf('circuitBreaker', params))).toMatchObject(said);
});

test.each([
  ['{ like: envoy, maxConnections: 3, perConnection: 2 }', '6'],
  ['{ like: envoy, perConnection: none }', '1,024'],
  ['{ like: istio }', '4.29G'],
  ['{ like: hystrix, coreSize: 7 }', '7'],
])('a bulkhead: %s', (params, limit) => {
  const words = `0 of ${limit} slots in use, 0/s rejected`;
  expect(slots(faceOf('bulkhead', params)).words).toBe(words);
});

test.each([
  ['{ like: fixed-window, points: 10, duration: 2s }', '5/s'],
  ['{ capacity: 10, refill: 4/s, initial: 0, maxWait: 1s }', '4/s'],
])('the rate of a limiter: %s', (params, caption) => {
  expect(bucket(faceOf('rateLimiter', params)).caption).toBe(caption);
});

test.each([
  ['{ capacity: 10, refill: 4/s }', '4/s', '9.8 tokens left, refill 4/s, 0/s rejected'],
  [
    '{ capacity: 10, refill: 4/s, per: user }',
    '4/s each',
    '9.8 tokens left for the last caller, refill 4/s per caller, 0/s rejected',
  ],
])('a limiter: %s', (params, caption, words) => {
  expect(bucket(faceOf('rateLimiter', params))).toMatchObject({ caption, words });
});

test.each([
  ['{ jitter: none }', 'no budget'],
  ['{ jitter: none, budget: { capacity: 2 } }', '% full'],
])('a retry: %s', (params, said) => {
  expect(loop(faceOf('retry', params)).words).toContain(said);
});
