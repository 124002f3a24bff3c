/**
 * All balancing policies, by their name in a scenario. A new one needs its file and a line here.
 */
import { RoundRobin } from './round-robin.ts';

export const policies = {
  'round-robin': RoundRobin,
};
