/** Locust's classes and command line: https://docs.locust.io. Times are in seconds. */
import { type Renamed, type Spelling, type Spellings, world } from '../../engine/index.ts';
import { OF_CLIENT } from './k6.ts';

const number = String.raw`\s*(\d+(?:\.\d+)?)\s*`;
const BETWEEN = new RegExp(String.raw`^between\(${number},${number}\)$`);
const CONSTANT = new RegExp(String.raw`^constant\(${number}\)$`);

/** `between(1, 5)`, `constant(2)`; others depend on how long a request took. */
function thinkOf(wait: unknown): unknown {
  const text = typeof wait === 'string' ? wait.trim().slice(0, 100) : '';
  const [, low, high] = BETWEEN.exec(text) ?? [];
  if (low !== undefined) return { uniform: [`${low}s`, `${high}s`] };
  const [, fixed] = CONSTANT.exec(text) ?? [];
  return fixed === undefined ? undefined : `${fixed}s`;
}

/** Users who come at a rate are a stage. */
const ramp = (to: string): Renamed => ({
  to,
  read: (perSec, of) => {
    const users = Number(of('users') ?? of('numUsers'));
    const ms = Math.round((users / Number(perSec)) * 1000);
    return ms >= 0 && Number.isFinite(ms) ? { stages: [{ for: ms, to: users }] } : undefined;
  },
});

const waits = (to: string): Spelling => ({ to, read: thinkOf });
const range = (to: string): Spelling => ({
  to,
  read: (_value, of) => ({ uniform: [of('minWait') ?? of('maxWait'), of('maxWait')] }),
});

const RUN_TIME: Spelling = {
  to: 'duration',
  of: 'of the scenario',
  param: world.run.duration,
  unit: 's',
};
const WEIGHT = { none: 'has no counterpart here: `oneOf` has weights' };

/** In a load. */
export const inLoad: Spellings = {
  spawnRate: ramp('users'),
  hatchRate: ramp('users'),
  waitTime: waits('think'),
  minWait: range('think'),
  maxWait: range('think'),
  numUsers: 'users',
  runTime: RUN_TIME,
  weight: WEIGHT,
  fixedCount: 'users',
  host: { none: 'has no effect on the load: `call` names the service' },
};

/** In a client. */
export const inClient: Spellings = {
  spawnRate: ramp('load.users'),
  hatchRate: ramp('load.users'),
  waitTime: waits('load.think'),
  minWait: range('load.think'),
  maxWait: range('load.think'),
  numUsers: 'load.users',
  fixedCount: 'load.users',
  runTime: RUN_TIME,
  weight: WEIGHT,
  host: { none: 'has no effect on the load: `call` names the service' },
  tasks: { none: 'has no counterpart: `steps` say what a request does' },
};

/** At the top of a scenario. */
export const inScenario: Spellings = {
  users: { to: 'load.users', ...OF_CLIENT },
  numUsers: { to: 'load.users', ...OF_CLIENT },
  runTime: { to: 'duration', unit: 's' },
  spawnRate: { ...ramp('load.users'), ...OF_CLIENT },
  hatchRate: { ...ramp('load.users'), ...OF_CLIENT },
  headless: { none: 'has no effect on a run' },
  host: { none: 'has no effect on a run' },
  locustfile: { none: 'has no effect on a run' },
};
