/** How fast callees answer is measured of the scenario as it is when nothing goes wrong. */
import { describe, expect, test } from 'vitest';
import { speedsOf } from '../../src/analysis/speeds.ts';
import { createRun } from '../../src/engine/index.ts';
import { specOf } from '../simulate.ts';

interface Parts {
  stack?: string;
  api?: string;
  more?: string;
  rate?: string;
}
const scenario = ({ stack = '', api = 'work: 40ms', more = '', rate = '20/s' }: Parts) =>
  specOf(`
duration: 30s
clients: { shop: { load: { rate: ${rate} }, steps: [{ call: api, patterns: [${stack}] }] } }
services: { api: { threads: 64, ${api} } }
${more}`);
const EXACT = { p50Ms: 40, p99Ms: 40 };
const ofApi = (parts: Parts) => speedsOf(scenario(parts)).links['shop->api'];

test('work of one length takes that long, whatever goes wrong and whatever limits it', () => {
  expect(speedsOf(scenario({}))).toEqual({ links: { 'shop->api': EXACT }, busy: [] });
  for (const parts of [
    { more: 'faults: [{ at: 1s, for: 20s, on: api, slow: 50x }]' },
    { more: 'faults: [{ at: 1s, for: 20s, on: shop, spike: 50x }]' },
    { more: 'edits: [{ at: 1s, set: services.api.work, to: 900ms }]' },
    { stack: '{ timeout: { after: 10ms } }' },
    { stack: '{ circuitBreaker: { like: opossum, timeout: 10 } }' },
    { api: 'work: 40ms, patterns: [{ timeout: { after: 10ms } }]' },
  ])
    expect(ofApi(parts)).toEqual(EXACT);
});

test('each attempt counts, not the call with its back-off, and no hit of a cache', () => {
  const retry = '{ retry: { maxAttempts: 5, base: 3s } }';
  expect(ofApi({ stack: retry, api: 'work: 40ms, errors: 40%' })).toEqual(EXACT);
  expect(ofApi({ stack: '{ cache: { hitRate: 80% } }' })).toEqual(EXACT);
});

test('the median and the p99 are those of the work: exponential, mean 40 ms', () => {
  const api = 'work: { exponential: 40ms }';
  const { p50Ms, p99Ms } = ofApi({ api, rate: '400/s' })!;
  expect(p50Ms / (40 * Math.LN2)).toBeCloseTo(1, 1);
  expect(p99Ms / (40 * Math.log(100))).toBeCloseTo(1, 1);
});

test('of few attempts nothing is known', () => {
  expect(ofApi({ rate: '1/s' })).toBeUndefined();
});

describe('a service is saturated', () => {
  const busy = (parts: Parts) => speedsOf(scenario(parts)).busy;
  test('if its threads are busy, if it rejects, or if calls mostly wait', () => {
    expect(busy({ api: 'work: 4s' })).toEqual(['api']);
    expect(busy({ api: 'work: 40ms, cores: 1', rate: '26/s' })).toEqual(['api']);
    expect(busy({ api: 'work: 1s, queue: { capacity: 0 }', rate: '60/s' })).toEqual(['api']);
  });
  test('and not if it has threads left', () => {
    expect(busy({ rate: '800/s' })).toEqual([]);
  });
});

test('it ends after a minute, and after some hundred thousand events, and changes no run', () => {
  const spec = scenario({ rate: '2000/s', api: 'work: 1ms' });
  const before = JSON.stringify(spec);
  const digest = () => {
    const run = createRun(spec);
    run.advance(2000);
    return run.digest;
  };
  const first = digest();
  // An hour of this is over seven million calls.
  const speeds = speedsOf({ ...spec, duration: 3_600_000 });
  expect(speeds.links['shop->api']).toEqual({ p50Ms: 1, p99Ms: 1 });
  expect(JSON.stringify(spec)).toBe(before);
  expect(digest()).toBe(first);
});
