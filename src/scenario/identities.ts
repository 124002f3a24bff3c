/** Schema of a client's identities: users, tenants, priorities, idempotency keys. */
import { type IdentitiesSpec, PRIORITIES, world } from '../engine/index.ts';
import {
  andThen,
  failed,
  ids,
  map,
  once,
  or,
  type Reading,
  type Schema,
  structural,
} from './kit.ts';
import { flag, ranged } from './leaves.ts';
import { COUNTS } from './limits.ts';
import { unknownName } from './names.ts';
import { mapOrNull } from './params.ts';

type Shares = Record<string, number>;

/** Names with weights, not all of them 0. */
const shares = (one: typeof world.identities.tenant, what: string): Schema<Shares> =>
  andThen(ids(ranged<number>(one, false), COUNTS.tenants, what), (found): Reading<Shares> => {
    const all = Object.values(found);
    return all.length > 0 && all.every((share) => share === 0)
      ? failed([], `wanted at least one of the ${what} with more than 0 %`)
      : { value: found };
  });

type Priorities = IdentitiesSpec['priorities'];

const priorities = (): Schema<Priorities> =>
  andThen(shares(world.identities.priority, 'priorities'), (found): Reading<Priorities> => {
    const known: readonly string[] = PRIORITIES;
    const flaws = Object.keys(found)
      .filter((name) => !known.includes(name))
      .map((name) => ({ path: [name], message: unknownName(name, known, 'priority'), key: true }));
    return flaws.length > 0 ? { flaws } : { value: found };
  });

export const identitiesSchema = once((): Schema<IdentitiesSpec | null> => {
  const { users, tenant, idempotencyKeys } = world.identities;
  const schema = map<IdentitiesSpec>({
    users: or(ranged<number | null>(users, false), () => null),
    tenants: or(shares(tenant, 'tenants'), () => ({})),
    priorities: or(priorities(), () => ({})),
    idempotencyKeys: or(structural(flag(idempotencyKeys.help, false)), () => false),
  });
  return mapOrNull(schema, {
    optional: true,
    help: 'Identities that the requests are drawn from.',
  });
});
