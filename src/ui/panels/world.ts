/**
 * Range, default and meaning of the plain values of clients, services, calls and spreads, as the
 * scenario format states them; tests/ui/panels compares the two. Patterns and faults bring tables
 * of their own.
 */
import { choice, count, ms, number, rate, share } from '../../engine/tables.ts';

export const client = {
  instances: count(1, 'Load is spread over them at random; each has its own pattern state.', {
    min: 1,
    max: 1000,
  }),
} as const;

export const load = {
  rate: rate(undefined, 'Requests that begin per second.'),
  arrivals: choice(['poisson', 'uniform'], 'poisson', 'At random, or evenly spaced.'),
  from: rate(0, 'The rate at the start of the first stage.'),
  stageRate: rate(undefined, 'The rate at the end of the stage, reached linearly.'),
  stageUsers: count(undefined, 'The users at the end of the stage, reached linearly.', {
    max: 1e6,
  }),
  users: count(undefined, 'Users who each wait for their outcome before they think.', { max: 1e6 }),
  iterations: count(null, 'Requests per user; left out: until the run ends.', { min: 1, max: 1e6 }),
} as const;

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
  errors: share(0, 'The share of requests that fail with `error` after their last step.'),
  permanentErrors: share(0, 'The share that fails with `permanent` after the last step.'),
} as const;

export const queue = {
  capacity: count(1000, 'Requests that may wait, per replica; one more is refused.'),
  order: choice(['fifo', 'lifo', 'random'], 'fifo', 'Who is served next.'),
  timeout: ms(null, 'A request that waited so long leaves with `queue-timeout`.', { zero: false }),
} as const;

export const call = {
  times: count(1, 'So many calls at once; all must end well.', { min: 1, max: 1000 }),
  weight: number(undefined, 'How often this branch is taken, relative to the others.', {
    max: 1e6,
  }),
} as const;

const positive = { zero: false } as const;

/** The figures of spreads; `fixed` is a spread that has none. */
export const spread = {
  fixed: ms(undefined, 'The same every time.'),
  exponential: ms(undefined, 'The mean.'),
  uniform: ms(undefined, 'An end of the range.'),
  normal: {
    mean: ms(undefined, 'The mean.'),
    sd: ms(undefined, 'The standard deviation; cut at 0.'),
  },
  lognormal: {
    p50: ms(undefined, 'Half of all values lie below.', positive),
    p99: ms(undefined, 'All but one of a hundred lie below.', positive),
    mean: ms(undefined, 'The mean.', positive),
    cv: number(undefined, 'Standard deviation ÷ mean.', { max: 1000 }),
  },
  gamma: {
    mean: ms(undefined, 'The mean.', positive),
    cv: number(undefined, 'Standard deviation ÷ mean.', { min: 0.001, max: 1000 }),
  },
  pareto: {
    min: ms(undefined, 'No value is below.', positive),
    alpha: number(undefined, 'The smaller, the heavier the tail.', { min: 0.001, max: 1000 }),
  },
  percentile: ms(undefined, 'Such a share of all values lie below.', positive),
} as const;
