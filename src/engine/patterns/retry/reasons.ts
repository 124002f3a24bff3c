/** Lists of retried failures, and their help texts. */
import { REASONS } from '../../model/outcome.ts';

/** Help text for a parameter whose default is a list. */
export const leftOut = /* @__NO_SIDE_EFFECTS__ */ (reasons: readonly string[]): string =>
  `Failures that are retried. Not set: ${reasons.join(', ')}, except rejections by the same ` +
  'stack.';

/** All but these. */
export const allBut = /* @__NO_SIDE_EFFECTS__ */ (...reasons: readonly string[]): string[] =>
  REASONS.filter((reason) => !reasons.includes(reason));
