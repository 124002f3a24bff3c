/**
 * The figures of the unprotected world: range, default and meaning of everything about clients,
 * services, calls and faults that is a plain value, in the words that patterns use for theirs.
 */
import { choice, count, flag, group, ms, number, rate, share } from './model/params.ts';

export const run = {
  duration: ms(undefined, 'How long the run is, in simulated time.', { zero: false }),
  warmup: ms(0, 'What begins before this is not counted.'),
} as const;

const DEADLINES = ['none', 'propagate'] as const;

/** A word at the top of a scenario, and on a service, where that one counts. */
export const deadlines = {
  scenario: choice(
    DEADLINES,
    'none',
    'propagate: a timeout’s deadline goes along with the request, down the tree of calls; no ' +
      'attempt begins after it, and services stop at it.',
  ),
  service: choice(
    DEADLINES,
    'none',
    'Whether this service honors the deadlines of its requests and hands them on with its calls; ' +
      'left out: as at the top of the scenario.',
  ),
} as const;

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
  stageFor: ms(undefined, 'How long the stage takes; 0 is a jump.'),
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

/** Relative to the others of their kind. */
const part = (help: string) => share(undefined, help);

export const identities = {
  users: count(null, 'Each request is one of so many users’; left out: nobody is told apart.', {
    min: 1,
    max: 1e6,
  }),
  tenant: part('How often a request is this tenant’s, relative to the others.'),
  priority: part('How often a request has this priority, relative to the others.'),
  idempotencyKeys: flag(false, 'A key goes with every operation, the same for all tries of it.'),
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

export const call = {
  times: count(1, 'So many calls at once; all must end well.', { min: 1, max: 1000 }),
  weight: number(undefined, 'How often this branch is taken, relative to the others.', {
    max: 1e6,
  }),
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
