/** How the lists of failures that are tried again are made and said. */
import { REASONS } from '../../model/outcome.ts';

/** In words, for a parameter that stands for a list when it is left out. */
export const leftOut = /* @__NO_SIDE_EFFECTS__ */ (reasons: readonly string[]): string =>
  `Failures that are retried. Not set: ${reasons.join(', ')}, except rejections by the same ` +
  'stack.';

/** Everything but these. */
export const allBut = /* @__NO_SIDE_EFFECTS__ */ (...reasons: readonly string[]): string[] =>
  REASONS.filter((reason) => !reasons.includes(reason));
