/** What `hedge.ts` says about itself: parameters, words and what it does to calls. */
import { choice } from '../../model/params.ts';
import type { OutcomeName } from '../../model/outcome.ts';
import type { Nature } from '../../model/table.ts';

/**
 * What hedges do to calls, for advice.
 * @param waitMs how long it takes until the last one is sent
 * @param atOnce false: each only when the one before has failed
 */
export const hedges = (
  most: number,
  waitMs: number,
  on: readonly string[],
  atOnce = true,
): Nature => ({
  tries: {
    most,
    waitMs,
    atOnce,
    jitter: false,
    budget: false,
    on: on as readonly OutcomeName[],
  },
});

export const cancels = ['none', 'interrupt', 'reset'] as const;

/** The parameter of libraries that tell the losers to stop. */
export const cancelled = /* @__NO_SIDE_EFFECTS__ */ (ignored: string) =>
  choice(
    cancels,
    'reset',
    'What cancelled attempts do. interrupt: stop at the callee; reset: free only the ' +
      `caller’s resources; none: ${ignored}`,
  );
