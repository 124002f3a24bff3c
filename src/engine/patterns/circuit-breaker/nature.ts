/** What breakers do to calls, for advice. */
import type { OutcomeName } from '../../model/outcome.ts';
import type { Nature, Trips } from '../../model/table.ts';

/** @param trips `ignores` as in the parameter */
export const opens = (trips: Omit<Trips, 'ignores'> & { ignores: readonly string[] }): Nature => ({
  trips: { ...trips, ignores: trips.ignores as readonly OutcomeName[] },
});
