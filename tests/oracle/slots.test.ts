/** Bulkheads are loss systems and queues too; faults take servers and requests away by share. */
import { expect, test } from 'vitest';
import type { RunResult } from '../../src/engine/index.ts';
import { cases } from '../full.ts';
import { agree, MORE, replicate, type Scenario } from './runs.ts';
import { erlangB, impatient, mmck, mmcWait } from './theory.ts';

const SEEDS = 4;
const work = { exponential: 10 };
const web = (run: RunResult) => run.clients['web']!;
const api = (run: RunResult) => run.services['api']!;

const scene = (rate: number, call: object, service: object, more: object = {}): Scenario => ({
  version: 1,
  duration: `${(25_000 / rate) * MORE}s`,
  warmup: '2s',
  clients: { web: { load: { rate }, steps: [{ call: 'api', ...call }] } },
  services: { api: service },
  ...more,
});
const ample = { threads: 1e4, work };

test('a bulkhead turns away the share of Erlang B', () => {
  const patterns = [{ bulkhead: { maxConcurrentCalls: 5 } }];
  const runs = replicate(scene(400, { patterns }, ample), SEEDS);
  const share = (r: RunResult) => web(r).failures['bulkhead-full']! / web(r).offered;
  agree('bulkhead of 5, a = 4: share refused', runs, share, erlangB(5, 4), { within: 0.03 });
});

test('callers who wait for a bulkhead give up as Barrer says', () => {
  const patterns = [{ bulkhead: { maxConcurrentCalls: 4, maxWaitDuration: 15 } }];
  const runs = replicate(scene(440, { patterns }, ample), SEEDS);
  const theory = impatient(4, 0.44, 0.1, 15);
  const share = (r: RunResult) => web(r).failures['bulkhead-full']! / web(r).offered;
  agree('bulkhead of 4, wait 15 ms: share refused', runs, share, theory.lost, { within: 0.05 });
  const latency = theory.wait + 10;
  agree('bulkhead of 4, wait 15 ms: latency', runs, (r) => web(r).latencyMs.mean, latency, {
    within: 0.02,
  });
});

test('a bulkhead before a service is a loss system, too', () => {
  const patterns = [{ bulkhead: { maxConcurrentCalls: 5 } }];
  const runs = replicate(scene(400, {}, { ...ample, patterns }), SEEDS);
  const share = (r: RunResult) => api(r).rejected / api(r).arrived;
  agree('service bulkhead of 5: share refused', runs, share, erlangB(5, 4), { within: 0.03 });
});

/** Bulkheads with so many servers and places to wait, by how they are called. */
const POOLS: Record<string, (servers: number, places: number) => object> = {
  'envoy over HTTP/1.1': (servers, places) => ({
    like: 'envoy',
    maxConnections: servers,
    maxPendingRequests: places,
  }),
  'envoy over HTTP/2': (servers, places) => ({
    like: 'envoy',
    maxConnections: 1,
    perConnection: servers,
    maxPendingRequests: places,
  }),
  hystrix: (servers, places) => ({
    like: 'hystrix',
    coreSize: servers,
    maxQueueSize: places === 0 ? -1 : places,
    queueSizeRejectionThreshold: places,
  }),
};
const refused = (r: RunResult) => (web(r).failures['bulkhead-full'] ?? 0) / web(r).offered;

test.each(Object.keys(POOLS))('%s: a loss system, a queue without end, or M/M/c/K', (name) => {
  const run = (rate: number, servers: number, places: number) =>
    replicate(scene(rate, { patterns: [{ bulkhead: POOLS[name]!(servers, places) }] }, ample), 4);
  const mean = (r: RunResult) => web(r).latencyMs.mean;
  const loss = run(400, 5, 0);
  agree(`${name}, 5 servers: refused`, loss, refused, erlangB(5, 4), { within: 0.03 });
  const queue = run(350, 5, 1e6);
  for (const one of queue) expect(web(one).failures).toEqual({});
  const latency = mmcWait(5, 0.35, 0.1) + 10;
  agree(`${name}, 5 servers: latency`, queue, mean, latency, { within: 0.04 });
  const theory = mmck(5, 8, 0.45, 0.1);
  const both = run(450, 5, 3);
  agree(`${name}, 5 servers, 3 places: refused`, both, refused, theory.refused, { within: 0.05 });
  agree(`${name}, 5 servers, 3 places: latency`, both, mean, theory.wait + 10, { within: 0.02 });
});

test('beyond maxRequests Envoy is a loss system, however many may be pending', () => {
  const bulkhead = { like: 'envoy', perConnection: 'none', maxRequests: 5 };
  const runs = replicate(scene(400, { patterns: [{ bulkhead }] }, ample), SEEDS);
  agree('maxRequests of 5, a = 4: refused', runs, refused, erlangB(5, 4), { within: 0.03 });
});

test('a fault that takes half of the threads leaves M/M/c with half of them', () => {
  const service = { threads: 5, queue: { capacity: 1e6 }, work };
  const faults = [{ at: 0, on: 'api', capacity: '50%' }];
  const runs = replicate(scene(200, {}, service, { faults }), 2 * SEEDS);
  const wait = mmcWait(3, 0.2, 0.1);
  // Rounded up: three of five.
  agree('half of 5 threads: mean wait', runs, (r) => api(r).waitMs.mean, wait, { within: 0.08 });
  agree('half of 5 threads: utilization', runs, (r) => api(r).utilization, 2 / 3, {
    within: 0.02,
  });
});

test('shares of faults combine as independent', () => {
  const faults = [
    { at: 0, on: 'api', errors: '20%' },
    { at: 0, on: 'api', errors: '30%', share: '50%' },
    { at: 0, on: 'web->api', errors: '10%' },
  ];
  const runs = replicate(scene(2000, {}, { ...ample, errors: 0.1 }, { faults }), SEEDS);
  const theory = 0.9 * 0.8 * (1 - 0.3 * 0.5) * 0.9;
  agree('errors of four kinds: availability', runs, (r) => web(r).successRate, theory, {
    within: 0.01,
  });
});

test('of requests that get lost the caller sees timeouts', () => {
  const faults = [{ at: 0, on: 'api', drop: '50%', share: '20%' }];
  const lost = [{ at: 0, on: 'web->api', drop: '20%' }];
  const patterns = [{ timeout: { after: '1s' } }];
  for (const { name, list, share } of cases([
    { name: 'at the service', list: faults, share: 0.1, night: true },
    { name: 'at the link', list: lost, share: 0.2, night: true },
    { name: 'at both', list: [...faults, ...lost], share: 1 - 0.9 * 0.8 },
  ])) {
    const runs = replicate(scene(1000, { patterns }, { ...ample, work: 1 }, { faults: list }), 4);
    for (const run of runs) expect(Object.keys(web(run).failures)).toEqual(['timeout']);
    // Those of the last second are still in flight, and lost all the same.
    const gone = (r: RunResult) => 1 - web(r).succeeded / web(r).offered;
    agree(`lost ${name}: share that is`, runs, gone, share, { within: 0.04 });
  }
});

test('a pause lets the queue fill, and then all goes on where it stood', () => {
  // 100/s like clockwork, 4 ms of work each, stopped from 1,002 to 1,502 ms: that of 1,000 ms
  // has 2 ms left. The 50 of 1,010 … 1,500 ms wait; until they are caught up the server is busy.
  const load = { rate: 100, arrivals: 'uniform' };
  const steps = [{ call: 'api' }];
  const faults = [{ at: 1002, for: 500, on: 'api', pause: true }];
  for (const service of [
    { threads: 1, work: 4 },
    { threads: 1, cores: 1, work: 4 },
  ]) {
    const scenario = scene(1, {}, service, { faults, clients: { web: { load, steps } } });
    const [run] = replicate({ ...scenario, duration: '3s', warmup: 0 }, 1);
    const end = { offered: 300, succeeded: 300 };
    expect(web(run!)).toMatchObject(end);
    // The one that stood: 4 + 500 ms; the next one: 1,504 + 4 - 1,010 ms.
    expect(web(run!).latencyMs.max).toBe(504);
    expect(api(run!).waitMs.max).toBe(1504 - 1010);
    expect(api(run!).queueMax).toBe(50);
    // Waits fall by 6 ms from one to the next: 494, 488, … down to 2.
    const waits = Array.from({ length: 83 }, (_, i) => 494 - 6 * i).filter((wait) => wait > 0);
    const sum = waits.reduce((all, wait) => all + wait, 0);
    expect(api(run!).waitMs.mean! * 300).toBeCloseTo(sum, 6);
  }
});
