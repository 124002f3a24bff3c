/**
 * The figures of the unprotected world: range, default and meaning of everything about clients,
 * services, calls and faults that is a plain value, in the words that patterns use for theirs.
 */
import { choice, count, flag, ms, share } from './model/params.ts';
import { DEADLINES, deadlines as ofService } from './model/parts/service.table.ts';

export { client, identities, load } from './model/parts/client.table.ts';
export { call } from './model/parts/link.table.ts';
export { queue, service } from './model/parts/service.table.ts';

export const run = {
  duration: ms(undefined, 'How long the run is, in simulated time.', { zero: false }),
  warmup: ms(0, 'What begins before this is not counted.'),
} as const;

/** A word at the top of a scenario, and on a service, where that one counts. */
export const deadlines = {
  scenario: choice(
    DEADLINES,
    'none',
    'propagate: a timeout’s deadline goes along with the request, down the tree of calls; no ' +
      'attempt begins after it, and services stop at it.',
  ),
  service: ofService,
} as const;

export const pattern = {
  disabled: flag(false, 'Takes it out of the stack, as if it were not there.'),
} as const;

export const fault = {
  at: ms(undefined, 'When it begins.'),
  for: ms(null, 'How long it lasts; left out: to the end.'),
  ramp: ms(0, 'It grows linearly over this time; its end is abrupt.'),
  share: share(null, 'The share of requests that it hits; left out: all.'),
  replicas: count(null, 'It hits the first so many replicas; left out: all.', {
    min: 1,
    max: 1000,
  }),
  disabled: flag(false, 'Takes it out of the timeline.'),
} as const;

/** What the durations with spread stand for. */
export const spreads = {
  work: 'How long the work takes.',
  think: 'How long a user thinks after each outcome.',
  latency: 'One way; drawn for the request and again for the answer.',
  connect: 'Drawn once per attempt, before the request.',
} as const;

/** A duration without spread. */
export const fixed = ms(undefined, 'The same every time.');
