/**
 * All balancing policies, by their name in a scenario. A new one needs its file, a name in
 * balance.table.ts and a line here.
 */
import type { Policies } from '../model/parts/policy.ts';
import { LeastRequests } from './least-requests.ts';
import { Maglev } from './maglev.ts';
import { PeakEwma } from './peak-ewma.ts';
import { Random } from './random.ts';
import { RingHash } from './ring-hash.ts';
import { RoundRobin } from './round-robin.ts';
import { Sticky } from './sticky.ts';

export const policies: Required<Policies> = {
  'round-robin': RoundRobin,
  random: Random,
  'least-requests': LeastRequests,
  'peak-ewma': PeakEwma,
  'ring-hash': RingHash,
  maglev: Maglev,
  sticky: Sticky,
};
