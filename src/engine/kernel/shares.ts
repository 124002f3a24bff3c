/**
 * Shares of whole things. 7 % of 100 is 7, though 0.07 × 100 is not in binary arithmetic: a product
 * that lies within its rounding error of a whole number is that number.
 */

/** Relative to the product: far above what a few operations lose, far below any share meant. */
const ROUNDING = 1e-12;

/** That share of a count, rounded up to whole things. @param share from 0 to 1 */
export const shareUp = (count: number, share: number): number =>
  Math.ceil(count * share * (1 - ROUNDING));
