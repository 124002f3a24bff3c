/** Schema of a client's load: a rate, a rate in stages, or users with think time. */
import {
  isMap,
  type LoadSpec,
  type Plain,
  type Spellings,
  type Spread,
  world,
} from '../engine/index.ts';
import { type Place, spelled, type Words, wordsFor } from './foreign.ts';
import {
  choose,
  failed,
  list,
  map,
  type Node,
  nodeOf,
  noted,
  once,
  or,
  placeOf,
  type Schema,
} from './kit.ts';
import { elsewhere } from './layers.ts';
import { COUNTS } from './limits.ts';
import { choice, ranged } from './leaves.ts';
import { aliasOf, unknownName } from './names.ts';
import { sameName } from './plainly.ts';
import { type Flaw, found, short } from './problems.ts';
import { inline } from './render.ts';
import * as k6 from './spellings/k6.ts';
import * as locust from './spellings/locust.ts';
import { spread } from './spread.ts';

const KINDS = ['rate', 'stages', 'users'] as const;
type Kind = (typeof KINDS)[number];
type Users = Extract<LoadSpec, { users: unknown }>['users'];
type Stages = Extract<LoadSpec, { stages: unknown }>['stages'];

function kindOf(raw: unknown): Kind | { flaws: Flaw[] } {
  if (!isMap(raw)) return failed([], `wanted a load such as { rate: 100/s }, found ${found(raw)}`);
  const foreign = foreignStages(raw);
  if (foreign) return { flaws: foreign };
  const kinds = KINDS.filter((kind) => Object.hasOwn(raw, kind));
  const [kind, second] = kinds;
  if (kind && !second) return kind;
  const told = spelledKeys(raw);
  if (second && told.length > 0) return { flaws: told };
  if (second) return failed([], `wanted one of ${KINDS.join(', ')}; found ${kinds.join(' and ')}`);
  const key = Object.keys(raw)[0];
  if (key === undefined) return failed([], `wanted one of ${KINDS.join(', ')}; found nothing`);
  if (told.length > 0) return { flaws: told };
  if (BESIDE.includes(key)) return failed([], `wanted one of ${KINDS.join(', ')} beside ${key}`);
  const alias = aliasOf(key, KINDS);
  const words = alias
    ? wordsFor(key, raw, alias, loadPlace())
    : { message: unknownName(key, KINDS) };
  return { flaws: [{ path: [key], ...words, key: true }] };
}

const SPELLINGS: Spellings = { ...k6.inLoad, ...locust.inLoad };

const loadPlace = (): Place => placeOf(leaves(), elsewhere);

/** What is said of the keys that a load tester has and a load has not. */
function spelledKeys(raw: Plain): Flaw[] {
  const place = loadPlace();
  return Object.keys(raw).flatMap((key): Flaw[] => {
    const words = place.names.includes(key) ? null : spelled(key, raw, SPELLINGS, place);
    return words === null ? [] : [{ path: [key], ...words, key: true }];
  });
}

/** k6's stages, as a whole or, if there are many, one by one; null: they are not k6's. */
function foreignStages(raw: Plain): Flaw[] | null {
  const stages = k6.stagesOf(raw['stages']);
  if (!stages) return null;
  const of = (key: string): unknown => raw[sameName(key, Object.keys(raw)) ?? key];
  const arrivals = k6.isOfArrivals(of);
  const users = !arrivals && USERS_BESIDE.some((key) => of(key) !== undefined);
  const unit = of('timeUnit') ?? '1s';
  const rates = stages.map((one) => ({ ...one, to: k6.perUnit(unit, one.to) ?? one.to }));
  const told = users || arrivals ? '' : OR_USERS;
  const saying = (list: unknown): Words => {
    const to = users ? 'users' : 'stages';
    const read = (): unknown => (users ? { stages: list } : list);
    return wordsFor('stages', { stages: raw['stages'] }, { to, read }, loadPlace());
  };
  const whole = saying(users ? stages : rates);
  const flaws =
    whole.message.length <= MESSAGE_MAX || users
      ? [{ path: ['stages'], ...whole, message: `${whole.message}${told}`, key: true }]
      : rates.map((one, i) => ({ path: ['stages', i], message: ofStage(raw, i, one), cut: true }));
  return [...flaws, ...spelledKeys(raw)];
}

const ofStage = (raw: Plain, index: number, stage: object): string => {
  const [before, after] = [(raw['stages'] as unknown[])[index], stage].map((one) => inline(one));
  return `\`${short(before!)}\` is \`${short(after!)}\``;
};

/** Longer words are not read. */
const MESSAGE_MAX = 400;
const USERS_BESIDE = ['executor', 'vus', 'startVUs', 'gracefulRampDown', 'users'];
const OR_USERS = '; if the targets are users, it is `users: { stages: … }`';

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

/** All keys of a load, whatever its kind. */
const leaves = once((): Record<string, Schema> => ({
  rate: ranged<number>(world.load.rate, false),
  stages: stages(ranged<number>(world.load.stageRate, false)),
  from: ranged<number>(world.load.from, false),
  users: usersSchema(),
  think: spread(world.spreads.think),
  iterations: ranged<number | null>(world.load.iterations, false),
  arrivals: choice(world.load.arrivals),
  maxInFlight: ranged<number | null>(world.load.maxInFlight, false),
}));

export const loadSchema = once((): Schema<LoadSpec> => {
  const arrivals = or(choice(world.load.arrivals), () => world.load.arrivals.default);
  const maxInFlight = or(ranged<number | null>(world.load.maxInFlight, false), () => null);
  const think: Schema<Spread> = spread(world.spreads.think);
  const strange = { elsewhere, spellings: SPELLINGS };
  const schema = choose<LoadSpec, Kind>(
    () => ({
      rate: map({ rate: ranged<number>(world.load.rate, false), arrivals, maxInFlight }, strange),
      stages: map(
        {
          stages: stages(ranged<number>(world.load.stageRate, false)),
          from: or(ranged<number>(world.load.from, false), () => 0),
          arrivals,
          maxInFlight,
        },
        strange,
      ),
      users: map<Extract<LoadSpec, { users: unknown }>>(
        {
          users: usersSchema(),
          think: or(think, () => 0),
          iterations: or(ranged<number | null>(world.load.iterations, false), () => null),
        },
        strange,
      ),
    }),
    kindOf,
    { name: 'load' },
  );
  const node = nodeOf(schema);
  // A key by itself does not say of which kind of load it is.
  const child: Node['child'] = (key, value) => node.child?.(key, value) ?? leaves()[key];
  return noted(schema, { ...node, child });
});
