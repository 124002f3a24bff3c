/**
 * Polly's decorrelated jitter, version 2, also used by cockatiel. Retry times, not delays, are
 * spread along an exponential curve, each between its own point and the next; a delay is the
 * difference of two. Source: Polly.Core, RetryHelper; formula from Polly issue 530.
 */
import { pow, tanh } from '../../kernel/math.ts';

/** Scales delays so that their medians are close to multiples of the base. */
const SCALE = 1 / 1.4;

/** Position on the curve of the retry after attempt `n` (from 0). @param u uniform in [0, 1) */
export const placeOf = (n: number, u: number, exponent: number): number =>
  pow(exponent, n + u) * tanh(Math.sqrt(4 * (n + u)));

/** Delay between two positions, in units of `base`; never below 0. */
export const between = (last: number, next: number, base: number): number =>
  (Number.isFinite(next) ? Math.max(0, next - last) : Infinity) * SCALE * base;
