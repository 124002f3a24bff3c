/** Overloaded D/D/1: request n (from 0) waits n × (work − time between arrivals). */
import { expect, test } from 'vitest';
import { simulate } from '../simulate.ts';

const WORK_MS = 10;

test.each([1.05, 1.1, 1.2, 1.3, 3])('percentiles of D/D/1 at a load of %d are exact', (rho) => {
  const rate = (rho * 1000) / WORK_MS;
  const stages = `[{ for: 20s, to: ${rate}/s }, { for: 0, to: 0 }]`;
  const load = `{ from: ${rate}/s, arrivals: uniform, stages: ${stages} }`;
  const { latencyMs } = simulate(`
duration: 200s
clients: { c: { load: ${load}, steps: [{ call: s }] } }
services: { s: { threads: 1, queue: { capacity: 1000000 }, work: ${WORK_MS}ms } }`).clients['c']!;
  const { count } = latencyMs;
  expect(count).toBe(20 * rate);
  const quantiles = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999, max: 1 } as const;
  for (const [name, q] of Object.entries(quantiles)) {
    const nth = Math.ceil(q * count - 1e-9) - 1;
    const truth = WORK_MS + nth * (WORK_MS - 1000 / rate);
    const found = latencyMs[name as keyof typeof quantiles]!;
    expect(Math.abs(found - truth) / truth, name).toBeLessThan(0.0001);
  }
});
