/** All balancing policies, by their name in a scenario. Adding one is its file and a line here. */
import { RoundRobin } from './round-robin.ts';

export const policies = {
  'round-robin': RoundRobin,
};
