import { autoscaleOf, type AutoscaleSpec, hpa, mayBeNone } from '../autoscale.table.ts';
import { balance, balanceOf } from '../balance.table.ts';
import { ejectionOf, variants as ejection } from '../ejection.table.ts';
import { choice, count, factor, flag, group, ms, number, share, type Table } from '../params.ts';
import { type ProbeName, PROBES } from '../probe-names.ts';
import { memory, probes, restart } from '../probes.table.ts';
import { retryAfter } from '../retry-after.table.ts';
import type { EntityTable } from '../table.ts';
import { NOTABLE } from './columns.ts';

export const service = {
  replicas: count(1, 'Instances, each with its own threads, queue and pattern state.', {
    min: 1,
    max: 1000,
  }),
  threads: count(16, 'Worker threads per replica.', { min: 1 }),
  cores: number(
    null,
    'CPU cores per replica, shared by its threads. Not set: cores are not shared.',
    {
      min: 0.001,
      max: 1e7,
    },
  ),
  async: flag(false, 'Releases the thread while a call is awaited.'),
  contention: group(
    {
      add: ms(0, 'Added to each piece of work per other request at the replica.'),
      slow: share(0, 'By this fraction work takes longer per other request at the replica.', {
        max: 10,
      }),
    },
    'Work that grows with what is in hand: running or waiting at the replica as it starts. Not ' +
      'set: requests do not slow each other down.',
    true,
  ),
  startup: ms(0, 'Time from the start of a new process until it serves, drawn for each.', {
    spread: true,
  }),
  coldStart: group(
    {
      for: ms(undefined, 'Time after its start until a process is warm.', {
        zero: false,
        begin: 30_000,
      }),
      slow: factor(undefined, 'Factor on work at first. It falls linearly to 1.', {
        min: 1,
        max: 1000,
        begin: 3,
      }),
    },
    'A new process works more slowly at first. Not set: it does not.',
    true,
  ),
  restart: group(
    restart,
    'How a process that was killed starts again. Not set: by these defaults.',
    true,
  ),
  memory: group(
    memory,
    'Memory of a process. Beyond its limit it is killed, and all in hand fails with `oom`. Not ' +
      'set: there is always enough.',
    true,
  ),
  propagation: ms(0, 'Time until balancers know that a replica is ready, or no longer.'),
  errors: share(0, 'Fraction of requests that fail with `error` after the last step.'),
  permanentErrors: share(0, 'Fraction of requests that fail with `permanent` after the last step.'),
  writes: flag(false, 'Its work has a side effect. Repeated operations count as duplicates.'),
  idempotency: group(
    {
      keep: ms(24 * 3_600_000, 'How long an answer is stored.', { zero: false }),
    },
    'Stores answers by idempotency key. Not set: keys are ignored.',
    true,
  ),
} as const;

export const queue = {
  capacity: count(1000, 'Queue capacity per replica. Further requests are rejected.'),
  order: choice(
    ['fifo', 'lifo', 'random', 'adaptive-lifo', 'priority', 'shortest'],
    'fifo',
    'Service order. adaptive-lifo: newest first while the queue is longer than the ' +
      'number of threads; priority: highest priority first, oldest first within one, and ' +
      'a full queue evicts the lowest; shortest: shortest first work first, as drawn on ' +
      'arrival.',
  ),
  timeout: ms(
    null,
    'Maximum wait in the queue, the same for all or drawn for each. Then the request fails with ' +
      '`queue-timeout`.',
    { zero: false, spread: true },
  ),
  retryAfter,
  codel: group(
    {
      target: ms(5, 'Overload threshold: the shortest wait stays above this.', { zero: false }),
      interval: ms(100, 'Time over which the shortest wait is measured.', { zero: false }),
    },
    'Controlled delay (CoDel): during overload, sheds requests that waited twice the ' + 'target.',
    true,
  ),
} as const;

export const DEADLINES = ['none', 'propagate'] as const;

export const deadlines = choice(
  DEADLINES,
  'none',
  'Whether this service honors deadlines and propagates them. Not set: as in the ' + 'scenario.',
);

/** What one share leaves to the other. */
const beside = (param: typeof service.errors, other: unknown = 0) => ({
  ...param,
  max: 1 - Number(other),
});

const probeParts: Table = Object.fromEntries(
  PROBES.map((name) => [name, group(probes[name], `The ${name} probe.`)]),
);

/** The parameters of a probe that there is. */
const probeOf =
  (name: ProbeName) =>
  ({ probes: all }: Readonly<Record<string, unknown>>): Table =>
    (all as ServiceProbes | null)?.[name] ? probes[name] : {};

type ServiceProbes = Partial<Record<ProbeName, object | null>>;

/** From here on all threads are busy. */
const BUSY = 0.95;

export const table: EntityTable<'services'> = {
  name: 'service',
  plural: 'services',
  help: 'Something that does work: replicas with threads, a queue, and steps.',
  params: {
    '': { ...service, deadlines },
    ...{ queue, balance, ejection: ejection.envoy, autoscale: hpa },
    probes: probeParts,
  },
  headings: {
    capacity: {
      part: '',
      // Only writes are told apart: the reader refuses it anywhere else.
      of: ({ writes, autoscale = null }) => {
        const { threads, cores, contention, idempotency } = service;
        const none = mayBeNone(autoscale as AutoscaleSpec | null);
        const replicas = none ? { ...service.replicas, min: 0 } : service.replicas;
        return { replicas, threads, cores, contention, ...(writes ? { idempotency } : {}) };
      },
    },
    replicas: {
      part: '',
      of: () => {
        const { startup, coldStart, restart: again, memory: held, propagation } = service;
        return { startup, coldStart, restart: again, memory: held, propagation };
      },
    },
    'startup probe': { part: 'probes.startup', of: probeOf('startup') },
    'liveness probe': { part: 'probes.liveness', of: probeOf('liveness') },
    'readiness probe': { part: 'probes.readiness', of: probeOf('readiness') },
    queue: { part: 'queue', of: () => queue },
    balance: { part: 'balance', of: balanceOf },
    ejection: { part: 'ejection', of: ejectionOf },
    autoscale: { part: 'autoscale', of: autoscaleOf },
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
    abandoned: 'requests abandoned by their callers',
    utilization: 'busy threads, of all threads',
    queue: 'requests that wait for a thread, of all replicas together',
    p99Ms: '99 % of the requests that were answered took no longer, from arrival to answer',
    ready: 'replicas that take requests, when the interval ends',
    wanted: 'replicas that there should be, when the interval ends',
  },
  figures: [
    { of: 'arrived' },
    { of: 'completed' },
    { of: 'failed', bad: (rate) => rate >= NOTABLE.perSec },
    { of: 'rejected', bad: (rate) => rate >= NOTABLE.perSec },
    {
      from: (see) => see('busy'),
      label: 'busy threads',
      unit: 'count',
      title: 'threads that are busy when the interval ends',
    },
    {
      of: 'utilization',
      title: 'busy threads, of all threads, on average over the last seconds',
      bad: (share) => share > BUSY,
    },
    {
      from: (see) => see('queued'),
      label: 'queue',
      unit: 'count',
      title: 'requests that wait for a thread when the interval ends',
      bad: (queued, see) => queued >= 1 && see('utilization') > BUSY,
    },
    { of: 'p99Ms', label: 'p99 answered' },
    { of: 'abandoned', bad: (rate) => rate >= NOTABLE.perSec },
  ],
};
