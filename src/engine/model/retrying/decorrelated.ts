/**
 * Polly's decorrelated jitter, version 2, which cockatiel has taken over. Retry times, not delays,
 * lie along an exponential curve, each somewhere between its own place and the next one's; a delay
 * is the difference of two of them. Source: Polly.Core, RetryHelper; formula by way of Polly issue
 * 530.
 */
import { pow, tanh } from '../../kernel/math.ts';

/** Scales delays so that their medians come near the whole multiples of the base. */
const SCALE = 1 / 1.4;

/** Where on the curve the retry after attempt `n` (from 0) lies. @param u uniform in [0, 1) */
export const placeOf = (n: number, u: number, exponent: number): number =>
  pow(exponent, n + u) * tanh(Math.sqrt(4 * (n + u)));

/** The delay between two places, in units of `base`; never below 0. */
export const between = (last: number, next: number, base: number): number =>
  (Number.isFinite(next) ? Math.max(0, next - last) : Infinity) * SCALE * base;
