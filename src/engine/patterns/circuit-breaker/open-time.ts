/** Open times that grow each time the probes fail. */
import type { Trips } from '../../model/table.ts';

export const NS_PER_MS = 1e6;
export const nsOf = (duration: number): number => Math.round(duration * NS_PER_MS);

export interface Growth {
  initial: number;
  multiplier: number;
  max: number | null;
}

/** What that is to advice: the first open time, and how it grows if it does. */
export const openTimes = (wait: number | Growth): Pick<Trips, 'openMs' | 'growth'> =>
  typeof wait === 'number'
    ? { openMs: wait }
    : { openMs: wait.initial, growth: { factor: wait.multiplier, mostMs: wait.max ?? Infinity } };

/**
 * How long the n-th opening in a row lasts, in ns; whole ms are kept when it grows, as in
 * resilience4j's IntervalFunction.
 */
export function grownNs(n: number, { initial, multiplier, max }: Growth): number {
  let ms: number = initial;
  const longest = max ?? Number.MAX_SAFE_INTEGER / NS_PER_MS;
  for (let i = 1; i < n && ms < longest; i++) ms = Math.trunc(ms * multiplier);
  return nsOf(Math.min(ms, longest));
}
