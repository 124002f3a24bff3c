/** The behavior of retries, for advice. */
import type { OutcomeName } from '../../model/outcome.ts';
import type { Nature } from '../../model/table.ts';

interface Manner {
  jitter: boolean;
  /** Retries are limited to a fraction of the calls. */
  budget: boolean;
  on: readonly string[];
  withinMs?: number;
}

/**
 * @param most attempts, including the first
 * @param delayMs the maximum delay before retry n, from 1
 */
export function retries(most: number, delayMs: (n: number) => number, manner: Manner): Nature {
  let waitMs = 0;
  for (let n = 1; n < most; n++) waitMs += delayMs(n);
  const on = manner.on as readonly OutcomeName[];
  return { tries: { most, waitMs, atOnce: false, ...manner, on } };
}

/** The delays of a list in turn, the last one repeated. */
export const listed =
  (delays: readonly number[]) =>
  (n: number): number =>
    delays[Math.min(n, delays.length) - 1]!;

/** A delay that grows by a factor with each retry, up to a cap (null: none). */
export const growing =
  (base: number, factor: number, cap: number | null) =>
  (n: number): number => {
    let delay = base;
    for (let i = 1; i < n && delay < (cap ?? Infinity); i++) delay *= factor;
    return Math.min(delay, cap ?? Infinity);
  };
