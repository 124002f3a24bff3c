/** Open times that grow after each failed probe round. */
import { nsOf } from '../../kernel/ns.ts';
import type { Trips } from '../../model/table.ts';

export const NS_PER_MS = 1e6;

export interface Growth {
  initial: number;
  multiplier: number;
  max: number | null;
}

/** Open time and growth, for advice. */
export const openTimes = (wait: number | Growth): Pick<Trips, 'openMs' | 'growth'> =>
  typeof wait === 'number'
    ? { openMs: wait }
    : { openMs: wait.initial, growth: { factor: wait.multiplier, mostMs: wait.max ?? Infinity } };

/**
 * Length of the nth consecutive opening, in ns. Growth truncates to whole ms, as in resilience4j's
 * IntervalFunction.
 */
export function grownNs(n: number, { initial, multiplier, max }: Growth): number {
  let ms: number = initial;
  const longest = max ?? Number.MAX_SAFE_INTEGER / NS_PER_MS;
  for (let i = 1; i < n && ms < longest; i++) ms = Math.trunc(ms * multiplier);
  return nsOf(Math.min(ms, longest));
}
