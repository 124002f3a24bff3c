/** A timeout in a case in which it helps and in one in which it harms. */
import { expect, test } from 'vitest';
import { simulate } from '../simulate.ts';

/** Pages of a shop with and without a part that hangs for a while. */
const pages = (timeout: string) => `
duration: 2m
clients:
  readers: { load: { rate: 50/s }, steps: [{ call: web }] }
  buyers: { load: { rate: 50/s }, steps: [{ call: web, name: to-buy }] }
services:
  web:
    threads: 100
    steps:
      - oneOf:
          - { weight: 9, steps: [{ work: 5ms }] }
          - weight: 1
            steps: [{ call: prices${timeout} }]
  prices: { threads: 1000, work: 10ms }
faults: [{ at: 30s, for: 60s, on: prices, slow: 10000x }]`;

test('helps: what hangs costs the tenth that needs it, not the whole site', () => {
  const share = (timeout: string): number => {
    const { clients } = simulate(pages(timeout));
    return clients['readers']!.successRate!;
  };
  // Every thread waits for prices in the end, and none comes back before the run is over.
  expect(share('')).toBeLessThan(0.5);
  expect(share(', patterns: [{ timeout: { after: 500ms } }]')).toBeGreaterThan(0.94);
});

test('harms: shorter than what a call takes, it throws away work that was nearly done', () => {
  const run = (after: string) =>
    simulate(`
duration: 1m
clients:
  web:
    load: { rate: 50/s }
    steps: [{ call: api, patterns: [{ timeout: { after: ${after} } }] }]
services: { api: { threads: 20, work: { lognormal: { p50: 100ms, p99: 300ms } } } }`);
  const [short, long] = [run('80ms'), run('400ms')];
  expect(long.clients['web']!.successRate).toBeGreaterThan(0.99);
  // Two thirds fail, and the callee has worked as much as when all went well.
  expect(short.clients['web']!.successRate).toBeLessThan(0.4);
  const [less, more] = [short.services['api']!.utilization, long.services['api']!.utilization];
  expect(less).toBeCloseTo(more!, 2);
  expect(short.services['api']!.abandoned).toBeGreaterThan(1500);
});
