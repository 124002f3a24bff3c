/** What the scenarios claim about replicas that come and go with the load. */
import { test } from 'vitest';
import { type Changes, holds, replicate, served } from './library.ts';

const UP = 0.99;
const during = (name: string, from: number, to: number, changes: Changes = {}): number[] =>
  replicate(name, changes).map(served(name === FLAPS ? 'batches' : 'shoppers', from, to));

const KEEPS_UP = 'autoscaler-keeps-up';
const TOO_SLOW = 'autoscaler-too-slow';
const FLAPS = 'autoscaler-flaps';

test('autoscaler-keeps-up: with it all are served, without it fewer than two thirds', () => {
  holds(`${KEEPS_UP}: served`, during(KEEPS_UP, 20, 260), { from: UP });
  const alone = { 'services.shop.autoscale': 'null' };
  holds(`${KEEPS_UP}, alone: served`, during(KEEPS_UP, 150, 260, alone), { to: 0.67 });
});

test('autoscaler-too-slow: a minute of failures, then all are served', () => {
  holds(`${TOO_SLOW}: served at first`, during(TOO_SLOW, 61, 90), { to: 0.6 });
  holds(`${TOO_SLOW}: served later`, during(TOO_SLOW, 150, 260), { from: UP });
});

test('autoscaler-too-slow: what is there before the spike saves it', () => {
  const saved: [string, Changes][] = [
    ['more at least', { 'services.shop.autoscale.min': '8' }],
    [
      'by the clock',
      { 'services.shop.autoscale': '{ like: schedule, times: [{ at: 30s, replicas: 8 }] }' },
    ],
  ];
  for (const [what, changes] of saved)
    holds(`${TOO_SLOW}, ${what}: served`, during(TOO_SLOW, 61, 260, changes), { from: UP });
});

test('autoscaler-flaps: each burst fails anew, unless replicas stay through the lulls', () => {
  const kept = { 'services.index.autoscale.scaleDown.stabilizationWindow': '300s' };
  for (const burst of [121, 201]) {
    holds(`${FLAPS}: served`, during(FLAPS, burst, burst + 20), { to: 0.75 });
    holds(`${FLAPS}, kept: served`, during(FLAPS, burst, burst + 20, kept), { from: UP });
  }
});
