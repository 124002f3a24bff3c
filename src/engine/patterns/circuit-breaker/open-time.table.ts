/** Parameters, help and behavior of `open-time.ts`. */
import { group, ms, number } from '../../model/params.ts';

const parts = {
  initial: ms(undefined, 'The first open time.', { zero: false, begin: 5000 }),
  multiplier: number(1.5, 'Growth factor of the open time after each failed probe round.', {
    min: 1,
    max: 1e6,
  }),
  max: ms(null, 'Upper bound of the open time.', { zero: false }),
};

export const growth = /* @__NO_SIDE_EFFECTS__ */ (help: string, optional = false) =>
  group(parts, help, optional);
