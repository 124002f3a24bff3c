import { choice, count, flag, group, ms, number, share } from '../params.ts';
import type { EntityTable } from '../table.ts';

export const service = {
  replicas: count(1, 'Instances, each with its own threads, queue and pattern state.', {
    min: 1,
    max: 1000,
  }),
  threads: count(16, 'Requests that a replica has in hand at once.', { min: 1 }),
  cores: number(null, 'Work on a replica shares so many cores; left out: it does not share.', {
    min: 0.001,
    max: 1e7,
  }),
  async: flag(false, 'The thread is given back while a call is awaited.'),
  errors: share(0, 'The share of requests that fail with `error` after their last step.'),
  permanentErrors: share(0, 'The share that fails with `permanent` after the last step.'),
  writes: flag(false, 'Its work has an effect; what is done twice is counted as a duplicate.'),
  idempotency: group(
    {
      keep: ms(24 * 3_600_000, 'How long an answer is kept.', { zero: false }),
    },
    'Answers to operations are kept under their idempotency keys; left out: keys mean nothing.',
    true,
  ),
} as const;

export const queue = {
  capacity: count(1000, 'Requests that may wait, per replica; one more is refused.'),
  order: choice(
    ['fifo', 'lifo', 'random', 'adaptive-lifo', 'priority'],
    'fifo',
    'Who is served next; adaptive-lifo: the newest while more wait than there are threads; ' +
      'priority: the most important, of these the oldest; one more in a full queue takes the ' +
      'place of the least important.',
  ),
  timeout: ms(null, 'A request that waited so long leaves with `queue-timeout`.', { zero: false }),
  codel: group(
    {
      target: ms(5, 'While even the shortest wait is longer, there is overload.', { zero: false }),
      interval: ms(100, 'How long the shortest wait is looked for.', { zero: false }),
    },
    'Controlled delay: in overload, what has waited twice the target is shed as its turn comes.',
    true,
  ),
} as const;

export const DEADLINES = ['none', 'propagate'] as const;

export const deadlines = choice(
  DEADLINES,
  'none',
  'Whether this service honors the deadlines of its requests and hands them on with its calls; ' +
    'left out: as at the top of the scenario.',
);

/** What one share leaves to the other. */
const beside = (param: typeof service.errors, other: unknown = 0) => ({
  ...param,
  max: 1 - Number(other),
});

/** From here on all threads are busy. */
const BUSY = 0.95;

export const table: EntityTable<'services'> = {
  name: 'service',
  plural: 'services',
  help: 'Something that does work: replicas with threads, a queue, and steps.',
  params: { '': { ...service, deadlines }, queue },
  headings: {
    capacity: {
      part: '',
      // Only writes are told apart: the reader refuses it anywhere else.
      of: ({ writes }) => {
        const { replicas, threads, cores, idempotency } = service;
        return { replicas, threads, cores, ...(writes ? { idempotency } : {}) };
      },
    },
    queue: { part: 'queue', of: () => queue },
    work: null,
    failures: {
      part: '',
      of: ({ errors, permanentErrors }) => ({
        errors: beside(service.errors, permanentErrors),
        permanentErrors: beside(service.permanentErrors, errors),
        deadlines,
      }),
    },
  },
  columns: {
    arrived: 'requests that came to the door',
    completed: 'requests that were answered, in full or in part',
    failed: 'requests that failed after they were let in',
    rejected: 'requests that were refused at the door',
    abandoned: 'requests whose caller has left before they were done',
    utilization: 'busy threads, of all threads',
    queue: 'requests that wait for a thread, of all replicas together',
    p99Ms: '99 % of the requests that were answered took no longer, from arrival to answer',
  },
  figures: [
    { of: 'arrived' },
    { of: 'completed' },
    { of: 'failed', bad: (rate) => rate > 0 },
    { of: 'rejected', bad: (rate) => rate > 0 },
    { of: 'utilization', label: 'utilisation', bad: (share) => share > BUSY },
    {
      from: (see) => see('queued'),
      label: 'queue',
      unit: 'count',
      title: 'requests that wait for a thread when the interval ends',
      bad: (queued, see) => queued >= 1 && see('utilization') > BUSY,
    },
    { of: 'p99Ms' },
    { of: 'abandoned', bad: (rate) => rate > 0 },
  ],
};
