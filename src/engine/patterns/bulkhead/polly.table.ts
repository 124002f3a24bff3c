/** What `polly.ts` says about itself: parameters, words and what it does to calls. */
import { choice, count, type Values } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';

export const params = {
  permitLimit: count(1000, 'Calls that may be under way at once.', { min: 1 }),
  queueLimit: count(0, 'Calls that may wait for a permit, for as long as it takes.'),
  queueProcessingOrder: choice(
    ['OldestFirst', 'NewestFirst'],
    'OldestFirst',
    'Who is served first. NewestFirst, a full queue turns out its oldest for whoever comes.',
  ),
} as const;

export const polly: Variant = {
  of: 'Polly 8.7, the concurrency limiter',
  help: 'Calls wait for as long as it takes, unless a timeout outside ends that.',
  params,
  nature: ({ permitLimit, queueLimit }: Values<typeof params>) => ({
    concurrency: permitLimit,
    queue: queueLimit,
  }),
};
