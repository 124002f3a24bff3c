/** Controlled delay: folly's rules, restated, and what they do to a queue in overload. */
import { describe, expect, test } from 'vitest';
import { Codel } from '../../../src/engine/model/parts/codel.ts';
import { simulate } from '../../simulate.ts';

const MS = 1e6;

/** A controller with folly's defaults that is asked at these instants, in ms. */
function asked(...requests: [atMs: number, waitedMs: number][]): boolean[] {
  const codel = new Codel();
  codel.configure({ target: 5, interval: 100 });
  return requests.map(([at, waited]) => codel.sheds(waited * MS, at * MS));
}

describe('the controller', () => {
  test('sheds nothing while the shortest wait of an interval is within the target', () => {
    expect(asked([1, 50], [50, 5], [102, 60], [103, 60])).toEqual([false, false, false, false]);
  });

  test('sheds what waited more than twice the target once a whole interval was beyond it', () => {
    // The interval begins at 1 and is over after 101; the first of the next is let go.
    expect(
      asked([1, 20], [50, 8], [101, 20], [102, 20], [103, 20], [104, 10], [105, 10.1]),
    ).toEqual([false, false, false, false, true, false, true]);
  });

  test('a single short wait ends the overload at the next interval', () => {
    const overload: [number, number][] = [
      [1, 20],
      [102, 20],
      [103, 20],
    ];
    expect(asked(...overload, [150, 4], [160, 20], [203, 20], [204, 20])).toEqual([
      ...[false, false, true],
      ...[false, true, false, false],
    ]);
  });
});

/** Three times as much as can be served, and callers who leave after 100 ms. */
const overloaded = (queue: string) => `
duration: 20s
warmup: 2s
clients:
  web:
    load: { rate: 300/s }
    steps: [{ call: api, patterns: [{ timeout: { after: 100ms } }] }]
services: { api: { work: { exponential: 10ms }, threads: 1, queue: { capacity: 50${queue} } } }`;

describe('a queue in overload', () => {
  test('serves callers who have left, unless it sheds or takes the newest first', () => {
    const goodput = (queue: string) => simulate(overloaded(queue)).clients['web']!.goodputPerSec!;
    expect(goodput('')).toBeLessThan(10);
    expect(goodput(', codel: {}')).toBeGreaterThan(85);
    expect(goodput(', order: adaptive-lifo')).toBeGreaterThan(85);
  });

  test('says `shed`, counted with the failures, and costs no work', () => {
    const { api } = simulate(overloaded(', codel: {}')).services;
    expect(api!.failures['shed']).toBeGreaterThan(1000);
    expect(api!.waitMs.p50!).toBeLessThan(20);
  });

  test('harms where a wait would have paid: a short burst that could have been served', () => {
    const burst = (queue: string) =>
      simulate(`
duration: 4s
clients:
  batch: { load: { users: 100, iterations: 1 }, steps: [{ call: api }] }
services: { api: { work: 10ms, threads: 1, queue: { capacity: 100${queue} } } }`).clients['batch']!;
    expect(burst('').succeeded).toBe(100);
    expect(burst(', codel: {}').failures['shed']).toBeGreaterThan(80);
  });

  test('the target can be edited while the run goes on', () => {
    const edit = 'edits: [{ at: 10s, set: services.api.queue.codel.target, to: 10s }]';
    const edited = simulate(`${overloaded(', codel: {}')}\n${edit}`).services['api']!;
    const kept = simulate(overloaded(', codel: {}')).services['api']!;
    expect(edited.failures['shed']!).toBeLessThan(kept.failures['shed']! * 0.6);
  });
});
