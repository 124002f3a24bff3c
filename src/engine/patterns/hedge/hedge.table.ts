/** Parameters, help and behavior of `hedge.ts`. */
import { choice } from '../../model/params.ts';
import type { OutcomeName } from '../../model/outcome.ts';
import type { Nature } from '../../model/table.ts';

/**
 * The behavior of hedges, for advice.
 * @param waitMs time until the last attempt is sent
 * @param atOnce false: each attempt only after the previous one has failed
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

/** The `cancel` parameter of libraries that cancel losing attempts. */
export const cancelled = /* @__NO_SIDE_EFFECTS__ */ (ignored: string) =>
  choice(
    cancels,
    'reset',
    'What cancelled attempts do. interrupt: stop at the callee; reset: free only the ' +
      `caller’s resources; none: ${ignored}`,
  );
