/** What a breaker's sign says is what its library counts: a share of calls, or failures. */
import { expect, test } from 'vitest';
import { createRun } from '../../../src/engine/index.ts';
import { patternTables, topologyOf } from '../../../src/engine/tables.ts';
import { gate } from '../../../src/ui/stage/signs/read.ts';
import { readPattern } from '../../../src/ui/stage/readings.ts';
import { FrameStore } from '../../../src/worker/frames.ts';
import { specOf } from '../../simulate.ts';

/** Three successes and three failures have come when the sign is read. */
function reading(params: string) {
  const spec = specOf(`
duration: 4s
clients:
  web:
    load: { rate: 2/s, arrivals: uniform }
    steps: [{ call: api, patterns: [{ circuitBreaker: ${params} }] }]
services: { api: { work: 1ms } }
faults: [{ at: 1250ms, on: api, errors: 100% }]`);
  const run = createRun(spec, { frames: true });
  run.advance(2700);
  const store = new FrameStore(run.frameLayout!);
  store.put(run.takeFrames()!);
  const place = store.layout.patterns[0]!;
  const { states, figures, rates } = readPattern(store, store.indexAt(2700), place);
  const table = patternTables.get('circuitBreaker')!;
  const [layer] = topologyOf(spec).links[0]!.layers;
  return gate({
    title: table.title,
    sign: table.sign,
    off: false,
    refuses: [],
    limits: table.limits!({ ...layer!.params }),
    instances: 1,
    states: states.filter(({ count }) => count > 0),
    figures,
    rates,
    reasons: [],
    p99Ms: NaN,
    beyondFirst: 0,
  });
}

const SHARE = { caption: '50 %', words: 'closed, 50 % of the window failed, threshold 60 %' };
const COUNT = '{ size: 10, threshold: 60%, minimumNumberOfCalls: 2 }';
const ROW = { caption: '3/5', words: 'closed, 3 of the 5 failures counted that open it' };

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
])('%s', (params, said) => {
  expect(reading(params)).toMatchObject(said);
});
