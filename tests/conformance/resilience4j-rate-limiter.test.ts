/**
 * The arithmetic of the rate limiter against sequences recorded from resilience4j 2.3.0: after
 * every step what was answered, and what a reader of its metrics would see.
 */
import { expect, test } from 'vitest';
import { AtomicRateLimiter, PERMITS } from '../../src/engine/patterns/rate-limiter/atomic.ts';
import { recorded } from './vectors.ts';

type Step = { tNs: number; availableNow: number; nanosToWaitForOne: number; cycle: number } & (
  | { op: 'advance'; ns: number }
  | { op: 'reserve'; permits: number; waitNs: number }
  | { op: 'drain' }
);

interface Sequence {
  config: { limitForPeriod: number; limitRefreshPeriodMs: number; timeoutDurationMs: number };
  steps: Step[];
}

const NS_PER_MS = 1e6;

/** @returns how many comparisons were made */
function replay({ config, steps }: Sequence, where: string): number {
  const rule = new AtomicRateLimiter(
    config.limitForPeriod,
    config.limitRefreshPeriodMs * NS_PER_MS,
  );
  const patienceNs = config.timeoutDurationMs * NS_PER_MS;
  const account = Float64Array.of(0, config.limitForPeriod);
  let ns = 0;
  let comparisons = 0;
  for (const [i, step] of steps.entries()) {
    const at = `${where}, step ${i}: ${JSON.stringify(step)}`;
    if (step.op === 'advance') ns += step.ns;
    else if (step.op === 'drain') rule.reserve(account, 0, account[PERMITS]!, 0, ns);
    else {
      const waitNs = rule.reserve(account, 0, step.permits, patienceNs, ns);
      expect(waitNs > patienceNs ? -1 : waitNs, at).toBe(step.waitNs);
      comparisons++;
    }
    const available = rule.permitsAt(account, 0, ns);
    const seen = [available, rule.waitNs(available, 1, ns), rule.cycleAt(ns)];
    expect(seen, at).toEqual([step.availableNow, step.nanosToWaitForOne, step.cycle]);
    comparisons++;
  }
  return comparisons;
}

test('the rate limiter answers what resilience4j answered, in all 2,060 comparisons', () => {
  const names = ['resilience4j-ratelimiter-2.3.0', 'resilience4j-ratelimiter-boundary-2.3.0'];
  let comparisons = 0;
  for (const name of names)
    for (const [i, sequence] of recorded<Sequence>(name).entries())
      comparisons += replay(sequence, `${name} ${i}`);
  expect(comparisons).toBe(2060);
});
