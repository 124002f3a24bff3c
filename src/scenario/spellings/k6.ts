/**
 * k6's options, as they stand in a script and in its scenarios: https://grafana.com/docs/k6. A
 * client's load is one of k6's scenarios; its length is that of the whole run.
 */
import { isMap, type Spelling, type Spellings, world } from '../../engine/index.ts';
import { foreignMs } from '../foreign-values.ts';

const OF_SCENARIO = { of: 'of the scenario', param: world.run.duration } as const;

interface Stage {
  for: unknown;
  to: unknown;
}

/** One of k6's stages. */
const stageOf = (stage: unknown): Stage | undefined =>
  isMap(stage) && 'duration' in stage && 'target' in stage
    ? { for: stage['duration'], to: stage['target'] }
    : undefined;

/** All stages of a list; undefined: they are not k6's. */
export function stagesOf(stages: unknown): Stage[] | undefined {
  if (!Array.isArray(stages) || stages.length === 0) return undefined;
  const found = stages.map(stageOf);
  return found.includes(undefined) ? undefined : (found as Stage[]);
}

/** Whether the stages beside these keys are of arrivals. k6's own default is of users. */
export const isOfArrivals = (of: (key: string) => unknown): boolean =>
  String(of('executor')).includes('arrival') ||
  ['startRate', 'timeUnit', 'preAllocatedVUs'].some((key) => of(key) !== undefined);

const POOL = { none: 'has no counterpart: users are there when they are needed' };
/** Beside users it says how many there may be, which they say themselves. */
const poolMax = (to: string): Spelling => ({
  beside: 'vus',
  then: POOL,
  otherwise: { beside: 'users', then: POOL, otherwise: { to } },
});
const GRACE = { none: 'has no counterpart: the run ends at once' };

/** A rate per so much time, as one per second, if it is not per second anyway. */
export const perUnit = (unit: unknown, rate: unknown): unknown => {
  if (typeof rate !== 'number') return undefined;
  const one = /^1(s|m|h)$/.exec(String(unit));
  if (one) return `${rate}/${one[1]}`;
  // A number is of milliseconds, as in k6.
  const ms = typeof unit === 'number' ? unit : foreignMs(String(unit));
  return ms === null || ms <= 0 ? undefined : rate / (ms / 1000);
};

/** In a load. */
export const inLoad: Spellings = {
  executor: { none: 'is said by `rate`, `stages` or `users`' },
  vus: 'users',
  maxVUs: poolMax('maxInFlight'),
  preAllocatedVUs: POOL,
  startVUs: { none: 'has no counterpart: begin with a stage `{ for: 0s, to: 10 }`' },
  startRate: {
    to: 'from',
    read: (rate, of) => perUnit(of('timeUnit') ?? '1s', rate),
  },
  timeUnit: {
    beside: 'startRate',
    then: { to: 'from', read: (unit, of) => perUnit(unit, of('startRate')) },
    otherwise: {
      beside: 'rate',
      then: { to: 'rate', read: (unit, of) => perUnit(unit, of('rate')) },
      otherwise: { none: 'is part of each rate' },
    },
  },
  duration: { to: 'duration', ...OF_SCENARIO },
  maxDuration: { to: 'duration', ...OF_SCENARIO },
  gracefulStop: GRACE,
  gracefulRampDown: GRACE,
  startTime: { none: 'has no counterpart: begin with a stage `{ for: 30s, to: 0 }`' },
  sleep: { to: 'think', unit: 's' },
  exec: { none: 'has no effect on the load: `steps` say what a request does' },
  env: { none: 'has no effect on the load' },
  tags: { none: 'has no effect on the load' },
};

/** From the top of a scenario. */
export const OF_CLIENT = { of: 'of a client', under: 'clients.*' } as const;

const users = (stages: unknown): unknown => {
  const found = stagesOf(stages);
  return found && { stages: found };
};

/** In a client. */
export const inClient: Spellings = {
  vus: 'load.users',
  users: 'load.users',
  rate: 'load.rate',
  stages: { to: 'load.users', read: users },
  executor: inLoad['executor']!,
  preAllocatedVUs: POOL,
  maxVUs: poolMax('load.maxInFlight'),
  duration: { to: 'duration', ...OF_SCENARIO },
  gracefulStop: GRACE,
  sleep: { to: 'load.think', unit: 's' },
};

/** At the top of a scenario. */
export const inScenario: Spellings = {
  vus: { to: 'load.users', ...OF_CLIENT },
  stages: { to: 'load.users', ...OF_CLIENT, read: users },
  scenarios: { none: 'has k6’s scenarios, each of which is a client with its `load`' },
  thresholds: { none: 'has no counterpart' },
  rps: { none: 'has no counterpart: the rate of a client is `load: { rate: 100/s }`' },
  noConnectionReuse: { none: 'has no counterpart: `connect` of a call says it' },
  discardResponseBodies: { none: 'has no effect on a run' },
  userAgent: { none: 'has no effect on a run' },
  setupTimeout: { none: 'has no effect on a run' },
  summaryTrendStats: { none: 'has no effect on a run' },
};
