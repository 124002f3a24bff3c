/** What breakers do to calls, for advice; and what their sign measures against. */
import type { OutcomeName } from '../../model/outcome.ts';
import type { Nature, Trips } from '../../model/table.ts';

/** @param trips `ignores` as the parameter has it */
export const opens = (trips: Omit<Trips, 'ignores'> & { ignores: readonly string[] }): Nature => ({
  refuses: ['circuit-open'],
  trips: { ...trips, ignores: trips.ignores as readonly OutcomeName[] },
});

/** It opens at a share of failures, or at so many of them, which are then all that it looks at. */
export const atShare = (threshold: number) => ({ threshold });
export const atFailures = (failures: number) => ({ threshold: 1, failures });
