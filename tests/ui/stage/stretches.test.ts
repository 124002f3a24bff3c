/** A link's figures say what passes its signs and what they stop, as measured. */
import { expect, test } from 'vitest';
import { columnAt } from '../../../src/engine/signs.ts';
import { stretchesOf } from '../../../src/ui/stage/stretches.ts';
import { shown, type Shown } from '../runs.ts';
import { boardAt } from './boards.ts';

const LINE = {
  points: [
    { x: 0, y: 0 },
    { x: 100, y: 0 },
  ],
  ends: [0, 100],
  length: 100,
};

function flowOf(run: Shown, link: string, atMs: number) {
  const interval = run.store.indexAt(atMs);
  const board = boardAt(run, interval);
  const faces = board.faces(link);
  const shares = faces.map((_, i) => (i + 1) / (faces.length + 1));
  const reading = board.link(link)!;
  const stretches = stretchesOf({ path: '', line: LINE, shares }, faces, reading);
  return {
    first: stretches[0]!,
    last: stretches.at(-1)!,
    states: faces.flatMap((face) => face?.states ?? []),
  };
}

/** What a service has seen arrive, per second, over the seconds before an instant. */
function arrived({ store }: Shown, service: string, atMs: number, seconds: number): number {
  const { at } = store.layout.services.find(({ id }) => id === service)!;
  const end = store.indexAt(atMs);
  const intervals = Math.round((seconds * 1000) / store.layout.intervalMs);
  let sum = 0;
  for (let i = end - intervals + 1; i <= end; i++)
    sum += store.value(i, at + columnAt('services', 'arrived'));
  return sum / seconds;
}

test('behind a cache pass the misses only', () => {
  const run = shown('cache-stampede');
  for (const atMs of [95_000, 130_000, 160_000]) {
    const { first, last } = flowOf(run, 'pages->database', atMs);
    expect(last.answered).toBeGreaterThan(0.5 * first.attempts);
    expect(last.calls).toBeCloseTo(first.attempts - last.answered, 6);
    const measured = arrived(run, 'database', atMs, 3);
    expect(Math.abs(last.calls - measured)).toBeLessThan(10 + 0.25 * measured);
  }
});

test('an open breaker passes nothing, a half-open one its probes', () => {
  const run = shown('breaker-saves-the-caller');
  const seen = new Set<string>();
  for (const { atMs, to } of run.transitions) {
    const { first, last, states } = flowOf(run, 'checkout->payments', atMs + 400);
    // Those during the fault, once all replicas are in one state.
    if (states.length !== 1 || atMs < 75_000 || atMs > 118_000) continue;
    if (to === 'open') expect(last.attempts).toBe(0);
    if (to === 'half-open') {
      expect(last.attempts).toBeLessThan(0.2 * first.attempts);
      expect(last.refused).toBeGreaterThan(150);
    }
    seen.add(to);
  }
  expect([...seen].sort()).toEqual(['half-open', 'open']);
});
