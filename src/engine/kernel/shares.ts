/**
 * Fractions of counts. A product within its rounding error of a whole number is that number: 7 % of
 * 100 is 7, although 0.07 × 100 is not in binary arithmetic.
 */

/** Relative tolerance: far above rounding errors, far below any meaningful fraction. */
const ROUNDING = 1e-12;

/** That fraction of a count, rounded up. @param share from 0 to 1 */
export const shareUp = (count: number, share: number): number =>
  Math.ceil(count * share * (1 - ROUNDING));
