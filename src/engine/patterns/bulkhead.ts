import { count, ms } from '../model/params.ts';
import type { PatternTable } from '../model/table.ts';

export const params = {
  maxConcurrentCalls: count(25, 'Calls that may be under way at once; 0 refuses all.'),
  maxWaitDuration: ms(0, 'How long a call may wait for a free slot.'),
} as const;

export const table: PatternTable = {
  name: 'bulkhead',
  title: 'Bulkhead',
  sign: 'slots',
  places: ['link', 'service'],
  help: 'Lets only so many calls be under way at once; the others wait a while, then fail.',
  goodFor: 'Keeping one hanging dependency from taking all the threads of its caller.',
  badFor: 'Bursts that the dependency could have served: calls are refused while it idles.',
  variants: {
    plain: {
      of: 'resilience4j 2.3, the semaphore',
      help: 'Those who wait are served in the order they came.',
      params,
    },
    get resilience4j() {
      return this.plain;
    },
  },
};
