/** Schema of a client's load: a rate, a rate in stages, or users with think time. */
import { isMap, type LoadSpec, type Spread, world } from '../engine/index.ts';
import { choose, failed, list, map, once, or, type Schema } from './kit.ts';
import { COUNTS } from './limits.ts';
import { choice, ranged } from './leaves.ts';
import { unknownName } from './names.ts';
import { type Flaw, flaw, found } from './problems.ts';
import { spread } from './spread.ts';

const KINDS = ['rate', 'stages', 'users'] as const;
type Kind = (typeof KINDS)[number];
type Users = Extract<LoadSpec, { users: unknown }>['users'];
type Stages = Extract<LoadSpec, { stages: unknown }>['stages'];

function kindOf(raw: unknown): Kind | { flaws: Flaw[] } {
  if (!isMap(raw)) return failed([], `wanted a load such as { rate: 100/s }, found ${found(raw)}`);
  const kinds = KINDS.filter((kind) => Object.hasOwn(raw, kind));
  const [kind, second] = kinds;
  if (second) return failed([], `wanted one of ${KINDS.join(', ')}; found ${kinds.join(' and ')}`);
  if (kind) return kind;
  const key = Object.keys(raw)[0];
  if (key === undefined) return failed([], `wanted one of ${KINDS.join(', ')}; found nothing`);
  if (BESIDE.includes(key)) return failed([], `wanted one of ${KINDS.join(', ')} beside ${key}`);
  return { flaws: [{ ...flaw([key], unknownName(key, KINDS)), key: true }] };
}

const BESIDE: readonly string[] = ['arrivals', 'maxInFlight', 'from', 'think', 'iterations'];

const stages = (to: Schema<number>): Schema<Stages> =>
  list(map({ for: ranged<number>(world.load.stageFor, false), to }), {
    min: 1,
    max: COUNTS.stages,
  });

const usersSchema = (): Schema<Users> =>
  choose<Users, 'fixed' | 'stages'>(
    () => ({
      fixed: ranged<number>(world.load.users, false),
      stages: map<Exclude<Users, number>>({
        stages: stages(ranged<number>(world.load.stageUsers, false)),
      }),
    }),
    (raw) => (isMap(raw) ? 'stages' : 'fixed'),
    // Users in stages are another kind of load, which cannot start during a run.
    { editable: (before, after) => typeof before === 'number' && typeof after === 'number' },
  );

export const loadSchema = once((): Schema<LoadSpec> => {
  const arrivals = or(choice(world.load.arrivals), () => world.load.arrivals.default);
  const maxInFlight = or(ranged<number | null>(world.load.maxInFlight, false), () => null);
  const think: Schema<Spread> = spread(world.spreads.think);
  return choose<LoadSpec, Kind>(
    () => ({
      rate: map({ rate: ranged<number>(world.load.rate, false), arrivals, maxInFlight }),
      stages: map({
        stages: stages(ranged<number>(world.load.stageRate, false)),
        from: or(ranged<number>(world.load.from, false), () => 0),
        arrivals,
        maxInFlight,
      }),
      users: map<Extract<LoadSpec, { users: unknown }>>({
        users: usersSchema(),
        think: or(think, () => 0),
        iterations: or(ranged<number | null>(world.load.iterations, false), () => null),
      }),
    }),
    kindOf,
    { name: 'load' },
  );
});
