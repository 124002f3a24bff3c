/** Which failures are worth another try; every library's own list is made from these. */
import { REASONS } from '../../model/outcome.ts';

/** What may go away by itself; what the plain retry tries again when `retryOn` is left out. */
export const TRANSIENT: readonly string[] = [
  'error',
  'timeout',
  'connect-timeout',
  'refused',
  'reset',
  'queue-full',
  'queue-timeout',
  'shed',
  'rate-limited',
  'conflict',
];

/** What a service that is down, overloaded or out of reach answers. */
export const UNAVAILABLE: readonly string[] = TRANSIENT.filter((reason) => reason !== 'conflict');

/** In words, for a parameter that stands for a list when it is left out. */
export const leftOut = (reasons: readonly string[]): string =>
  `Which failures are tried again; left out: ${reasons.join(', ')}, but nothing that was ` +
  'rejected in this very stack.';

/** Everything but these. */
export const allBut = (...reasons: readonly string[]): string[] =>
  REASONS.filter((reason) => !reasons.includes(reason));
