import { expect, test } from 'vitest';
import { criticalPath } from '../../../src/analysis/trace/critical-path.ts';
import { traceIn } from '../../../src/analysis/trace/trace.ts';
import { createRun } from '../../../src/engine/index.ts';
import { endOf, rowsOf } from '../../../src/ui/story/bars.ts';
import { specNamed } from '../runs.ts';

test('bars lie within the whole, those of the critical path side by side over the request', () => {
  const spec = specNamed('retry-storm');
  const { trace, spans } = traceIn(spec, 'failed', null)!;
  const lastMs = endOf(spans);
  const rows = rowsOf(spans, criticalPath(spans), trace.startMs, lastMs);
  expect(rows.map(({ depth }) => depth).slice(0, 4)).toEqual([0, 1, 2, 3]);
  for (const { bar } of rows) {
    expect(bar.left).toBeGreaterThanOrEqual(0);
    expect(bar.left + bar.width).toBeLessThanOrEqual(100 + 1e-9);
  }
  const path = rows.flatMap(({ critical }) => critical ?? []).sort((a, b) => a.left - b.left);
  path.forEach(({ left }, i) => {
    const before = path[i - 1];
    expect(left).toBeCloseTo(before ? before.left + before.width : 0, 6);
  });
  const [request] = rows;
  const covered = path.reduce((sum, { width }) => sum + width, 0);
  expect(covered).toBeCloseTo(request!.bar.width, 6);
  // Work goes on after the request has failed.
  expect(request!.bar.width).toBeLessThan(100);
});
