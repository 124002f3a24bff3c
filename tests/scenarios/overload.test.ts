/** What the scenarios claim about load, queues, replicas and the tail of latency. */
import { test } from 'vitest';
import {
  amplification,
  busy,
  holds,
  latency,
  mean,
  ratios,
  replicate,
  served,
  sum,
} from './library.ts';

const UP = 0.97;

test('queue-too-long: nobody is served for 100 s after the load is normal again', () => {
  const runs = replicate('queue-too-long');
  const after = served('shoppers', 120, 220);
  holds('queue-too-long: served after', runs.map(after), { to: 0.001 });
  holds('queue-too-long: busy meanwhile', runs.map(busy('checkout', 120, 220)), { from: 0.999 });
  holds('queue-too-long: served in the end', runs.map(served('shoppers', 265, 300)), { from: UP });
});

test('queue-too-long: a short queue, a queue timeout or the newest first serves all it can', () => {
  const queues = { capacity: '100', timeout: '1s', order: 'lifo' };
  for (const [key, value] of Object.entries(queues)) {
    const runs = replicate('queue-too-long', { [`services.checkout.queue.${key}`]: value });
    const claim = `queue-too-long with ${key} ${value}: served`;
    // 200 of 320 a second.
    const during = runs.map(served('shoppers', 60, 120));
    holds(`${claim} in the rush`, during, { from: 0.59, to: 0.67 });
    holds(`${claim} after it`, runs.map(served('shoppers', 120, 220)), { from: UP });
  }
});

test('closed-vs-open: visitors are lost, agents are slowed down to what is there', () => {
  const runs = replicate('closed-vs-open');
  const claim = (what: string) => `closed-vs-open: ${what}`;
  holds(claim('visitors before'), runs.map(served('visitors', 10, 60)), { from: UP });
  holds(claim('visitors after 20 s'), runs.map(served('visitors', 80, 120)), { to: 0.01 });
  holds(claim('agents'), runs.map(served('agents', 60, 120)), { from: UP });
  const failed = runs.map(({ result }) => result.clients['agents']!.failed);
  holds(claim('agents, requests failed'), failed, { to: 0 });
  // 176 = X · (think + R): R is 176/(100/s) − 1 s = 0.76 s while X is 100/s.
  const waits = runs.map((run) => mean(run, run.series.clients['agents']!.p50Ms, 70, 120));
  holds(claim('agents, ms at the median during'), waits, { from: 600, to: 900 });
});

test('replica-crash: with one of three gone the other two serve nobody in time', () => {
  const gone = served('shoppers', 80, 120);
  const runs = replicate('replica-crash');
  holds('replica-crash: served before', runs.map(served('shoppers', 10, 60)), { from: UP });
  holds('replica-crash: served with two', runs.map(gone), { to: 0.02 });
  const spare = replicate('replica-crash', { 'services.checkout.replicas': '4' });
  holds('replica-crash with a spare one: served', spare.map(gone), { from: UP });
});

test('stop-the-world: pauses lengthen the p99 some twentyfold and leave the median', () => {
  const runs = replicate('stop-the-world');
  const calm = replicate('stop-the-world', { faults: '[]' });
  const p50 = ratios(runs, calm, latency('shoppers', 'p50'));
  const p99 = ratios(runs, calm, latency('shoppers', 'p99'));
  holds('stop-the-world: p50 against no pauses', p50, { to: 1.1 });
  holds('stop-the-world: p99 against no pauses', p99, { from: 17, to: 25 });
});

test('hedged-requests: over 60 % off the p99 for some 6 % more requests', () => {
  const runs = replicate('hedged-requests');
  const hedge = 'clients.shoppers.steps[0].patterns[0].hedge.disabled';
  const without = replicate('hedged-requests', { [hedge]: 'true' });
  const p99 = ratios(without, runs, latency('shoppers', 'p99'));
  holds('hedged-requests: p99 without, against with', p99, { from: 2.5 });
  holds('hedged-requests: attempts per call', runs.map(amplification('shoppers->search')), {
    from: 1.05,
    to: 1.065,
  });
});

test('hedging-an-overload: hedges turn a slowdown into an outage', () => {
  const during = served('shoppers', 70, 120);
  const runs = replicate('hedging-an-overload');
  holds('hedging-an-overload: served', runs.map(during), { to: 0.01 });
  const hedge = 'clients.shoppers.steps[0].patterns[1].hedge.disabled';
  const without = replicate('hedging-an-overload', { [hedge]: 'true' });
  holds('hedging-an-overload without: served', without.map(during), { from: 0.99 });
  const attempts = runs.map((run) => {
    const { attempts: made, calls } = run.series.links['shoppers->search']!;
    return sum(run, made, 70, 120) / sum(run, calls, 70, 120);
  });
  holds('hedging-an-overload: attempts per call during', attempts, { from: 1.9, to: 2.05 });
});

test('first-things-first: in a rush buyers are lost like browsers, unless they come first', () => {
  const runs = replicate('first-things-first');
  const claim = (what: string) => `first-things-first: ${what}`;
  holds(claim('buyers before'), runs.map(served('buyers', 10, 40)), { from: UP });
  holds(claim('buyers in a fifo'), runs.map(served('buyers', 50, 90)), { to: 0.3 });
  holds(claim('buyers by priority'), runs.map(served('buyers', 155, 195)), { from: UP });
  holds(claim('browsers by priority'), runs.map(served('browsers', 155, 195)), { to: 0.1 });
});

test('cache-stampede: an empty cache is an outage, unless one fetch serves all who wait', () => {
  const runs = replicate('cache-stampede');
  const claim = (what: string) => `cache-stampede: served ${what}`;
  holds(claim('before'), runs.map(served('readers', 40, 60)), { from: UP });
  holds(claim('when it is empty'), runs.map(served('readers', 60, 70)), { to: 0.8 });
  holds(claim('with single flight'), runs.map(served('readers', 171, 181)), { from: 0.88 });
});
