import { expect, test } from 'vitest';
import { traceIn } from '../../../src/analysis/trace/trace.ts';
import { endOf, rowsOf } from '../../../src/ui/story/bars.ts';
import { specOf } from '../../scenarios/library.ts';

const failed = traceIn(specOf('retry-storm'), 'failed', null)!;
const wholeMs = endOf(failed.spans) - failed.trace.startMs;

test('bars lie within the whole, those of the critical path side by side over the request', () => {
  const rows = rowsOf([{ letter: '', trace: failed }], wholeMs);
  expect(rows.map(({ depth }) => depth).slice(0, 4)).toEqual([0, 1, 2, 3]);
  const bars = rows.flatMap((row) => row.bars);
  expect(bars.map(({ span }) => span)).toEqual(failed.spans);
  for (const { at } of bars) {
    expect(at.left).toBeGreaterThanOrEqual(0);
    expect(at.left + at.width).toBeLessThanOrEqual(100 + 1e-9);
  }
  const path = bars.flatMap(({ critical }) => critical ?? []).sort((a, b) => a.left - b.left);
  path.forEach(({ left }, i) => {
    const before = path[i - 1];
    expect(left).toBeCloseTo(before ? before.left + before.width : 0, 6);
  });
  const [request] = bars;
  const covered = path.reduce((sum, { width }) => sum + width, 0);
  expect(covered).toBeCloseTo(request!.at.width, 6);
  // Work goes on after the request has failed.
  expect(request!.at.width).toBeLessThan(100);
});

test('the same part of several variants is one row, and what only one has is a row as well', () => {
  const path = 'clients.shoppers.steps[0].patterns[0].retry.disabled';
  const { client, nth } = failed.trace;
  const other = traceIn(specOf('retry-storm', { [path]: 'true' }), { nth }, client)!;
  const shown = [
    { letter: 'A', trace: failed },
    { letter: 'B', trace: other },
  ];
  const rows = rowsOf(shown, wholeMs);
  const of = (letter: string) => rows.filter(({ bars }) => bars.some((b) => b.letter === letter));
  expect(of('A').length).toBe(failed.spans.length);
  expect(of('B').length).toBe(other.spans.length);
  const both = rows.filter(({ bars }) => bars.length === 2);
  expect(both.map(({ name }) => name).slice(0, 2)).toEqual(['shoppers', 'shoppers->checkout']);
  expect(both.every(({ bars: [a, b] }) => a!.span.name === b!.span.name)).toBe(true);
  // Without retries there is but one attempt.
  const attempts = rows.filter(({ name }) => /^attempt [23]/.test(name));
  expect(attempts.length).toBeGreaterThan(0);
  expect(attempts.every(({ bars }) => bars.every(({ letter }) => letter === 'A'))).toBe(true);
});
