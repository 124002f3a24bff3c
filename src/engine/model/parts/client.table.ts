import { choice, count, flag, ms, rate, share } from '../params.ts';
import type { EntityTable } from '../table.ts';
import { NOTABLE } from './columns.ts';

export const client = {
  instances: count(1, 'Load is spread over them at random. Each has its own pattern state.', {
    min: 1,
    max: 1000,
  }),
} as const;

export const load = {
  rate: rate(undefined, 'Requests started per second.'),
  arrivals: choice(['poisson', 'uniform'], 'poisson', 'Random (Poisson) or evenly spaced.'),
  maxInFlight: count(
    null,
    'Requests in flight at most. What arrives beyond is dropped: it is counted, and not made up ' +
      'later. Not set: no limit.',
    { min: 1, begin: 100 },
  ),
  from: rate(0, 'Rate at the start of the first stage.'),
  stageFor: ms(undefined, 'Duration of the stage. 0: a jump.'),
  stageRate: rate(undefined, 'Rate at the end of the stage, reached linearly.'),
  stageUsers: count(undefined, 'Users at the end of the stage, reached linearly.', {
    max: 1e6,
  }),
  users: count(undefined, 'Concurrent users. Each waits for the outcome, then thinks.', {
    max: 1e6,
  }),
  iterations: count(null, 'Requests per user. Not set: until the run ends.', { min: 1, max: 1e6 }),
} as const;

/** Relative to the others of their kind. */
const part = (help: string) => share(undefined, help);

export const identities = {
  users: count(null, 'Number of equally likely users. Not set: requests have no user.', {
    min: 1,
    max: 1e6,
  }),
  tenant: part('Weight of this tenant, relative to the others.'),
  priority: part('Weight of this priority, relative to the others.'),
  idempotencyKeys: flag(
    false,
    'Each operation carries an idempotency key, the same for all attempts.',
  ),
} as const;

const FAILED =
  'requests that failed, for whatever reason; more than offered when earlier ones end together';

const answered = 'requests that were answered, in full or in part';

export const table: EntityTable<'clients'> = {
  name: 'client',
  plural: 'clients',
  help: 'Where load comes from: arrivals at a rate, or users who wait and think.',
  params: { '': client, load, identities },
  headings: {
    load: { part: '', of: () => client },
    identities: null,
    work: null,
    'whole scenario': null,
  },
  columns: {
    offered: 'requests that began',
    succeeded: 'requests that succeeded',
    degraded: 'requests that a fallback answered in part',
    failed: 'requests that failed, for whatever reason',
    p50Ms: `half of the ${answered}, took no longer`,
    p99Ms: `99 % of the ${answered}, took no longer`,
    dropped: 'arrivals that were not made, as too many requests were in flight',
  },
  figures: [
    { of: 'offered' },
    { of: 'succeeded' },
    { of: 'failed', title: FAILED, bad: (rate) => rate >= NOTABLE.perSec },
    {
      from: (see) => see('succeeded') + see('degraded'),
      label: 'goodput',
      unit: 'rate',
      title: 'succeeded or degraded',
    },
    {
      from: (see) => {
        const ended = see('succeeded') + see('degraded') + see('failed');
        return ended > 0 ? see('failed') / ended : 0;
      },
      label: 'failure rate',
      unit: 'share',
      title: 'failed requests, of all that ended',
      bad: (share) => share >= NOTABLE.share,
    },
    { of: 'degraded', some: true },
    { of: 'dropped', some: true, bad: (rate) => rate >= NOTABLE.perSec },
    { of: 'p50Ms', label: 'p50 answered' },
    { of: 'p99Ms', label: 'p99 answered' },
  ],
};
