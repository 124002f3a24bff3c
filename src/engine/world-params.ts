/**
 * The figures of the unprotected world: range, default and meaning of everything about clients,
 * services, calls and faults that is a plain value, in the words that patterns use for theirs.
 */
import { choice, count, flag, ms, share } from './model/params.ts';
import { DEADLINES, deadlines as ofService } from './model/parts/service.table.ts';

export { mayBeNone, mostReplicas, variants as autoscale } from './model/autoscale.table.ts';
export { variants as ejection } from './model/ejection.table.ts';
export { probes } from './model/probes.table.ts';
export { balance } from './model/balance.table.ts';
export { client, identities, load } from './model/parts/client.table.ts';
export { call } from './model/parts/link.table.ts';
export { queue, service } from './model/parts/service.table.ts';

export const run = {
  duration: ms(undefined, 'Simulated duration of the run.', { zero: false }),
  warmup: ms(0, 'Requests that start before this are excluded from the results.'),
} as const;

/** A word at the top of a scenario, and on a service, where that one counts. */
export const deadlines = {
  scenario: choice(
    DEADLINES,
    'none',
    'propagate: a timeout’s deadline travels with the request to nested calls. No ' +
      'attempt starts after it, and services stop at it.',
  ),
  service: ofService,
} as const;

export const pattern = {
  disabled: flag(false, 'Calls bypass it.'),
} as const;

export const fault = {
  at: ms(undefined, 'Start time of the fault.'),
  for: ms(null, 'Duration. Not set: until the end.'),
  ramp: ms(0, 'Linear growth over this time. It ends abruptly.'),
  share: share(null, 'Fraction of affected requests. Not set: all.'),
  replicas: count(null, 'Number of affected replicas, from the first. Not set: all.', {
    min: 1,
    max: 1000,
  }),
  disabled: flag(false, 'The fault does not occur.'),
} as const;

/** What the durations with spread stand for. */
export const spreads = {
  work: 'Duration of the work.',
  think: 'Think time after each outcome.',
  latency: 'One-way network latency, drawn separately for request and answer.',
  connect: 'Connection time, drawn once per attempt, before the request.',
} as const;

/** A duration without spread. */
export const fixed = ms(undefined, 'A fixed duration.');
