/** Who requests come from: drawn as declared, each trait by itself, the same for the same seed. */
import { describe, expect, test } from 'vitest';
import { Streams } from '../../../src/engine/kernel/streams.ts';
import { Frame } from '../../../src/engine/model/flight/frame.ts';
import {
  Identities,
  isKeyed,
  operationKey,
  priorityOf,
  tenantNames,
  tenantOf,
  userOf,
} from '../../../src/engine/model/flight/identity.ts';
import type { IdentitiesSpec } from '../../../src/engine/spec.ts';

const NOBODY: IdentitiesSpec = { users: null, tenants: {}, priorities: {}, idempotencyKeys: false };
const DRAWS = 20_000;

/** Of so many requests: user, tenant, priority, key. */
function drawn(declared: Partial<IdentitiesSpec>, { client = 'web', user = -1 } = {}) {
  const spec = { ...NOBODY, ...declared };
  const names = tenantNames([{ identities: spec }]);
  const identities = new Identities(client, new Streams('7'), names);
  identities.configure(spec);
  const f = new Frame(0, null as never, 0, 0);
  return Array.from({ length: DRAWS }, () => {
    f.user = user;
    identities.draw(f);
    return {
      user: userOf(f),
      tenant: names[tenantOf(f) - 1] ?? null,
      priority: priorityOf(f),
      keyed: isKeyed(f),
    };
  });
}

/** Four standard errors of so many draws around a share. */
const near = (count: number, share: number) =>
  expect(Math.abs(count / DRAWS - share)).toBeLessThan(
    4 * Math.sqrt((share * (1 - share)) / DRAWS),
  );

test('what is not declared is not told apart: no user, no tenant, normal priority, no key', () => {
  for (const one of drawn({}))
    expect(one).toEqual({ user: -1, tenant: null, priority: 2, keyed: false });
});

test('tenants and priorities come as often as they are declared, relative to the others', () => {
  const all = drawn({ tenants: { b: 0.3, a: 0.7 }, priorities: { high: 0.1, low: 0.3 } });
  near(all.filter(({ tenant }) => tenant === 'a').length, 0.7);
  near(all.filter(({ tenant }) => tenant === 'b').length, 0.3);
  near(all.filter(({ priority }) => priority === 1).length, 0.25);
  near(all.filter(({ priority }) => priority === 3).length, 0.75);
  // Each drawn by itself.
  near(all.filter(({ tenant, priority }) => tenant === 'a' && priority === 1).length, 0.7 * 0.25);
});

test('all users are equally likely; those of a closed load are who they are', () => {
  const users = drawn({ users: 50 }).map(({ user }) => user);
  const counts = Array.from({ length: 50 }, (_, user) => users.filter((u) => u === user).length);
  for (const count of counts) near(count, 1 / 50);
  expect(new Set(drawn({}, { user: 3 }).map(({ user }) => user))).toEqual(new Set([3]));
});

test('another trait, or another order of names, changes no draw of the others', () => {
  const tenants = (declared: Partial<IdentitiesSpec>) => drawn(declared).map((one) => one.tenant);
  const plain = tenants({ tenants: { a: 0.5, b: 0.5 } });
  expect(tenants({ tenants: { b: 0.5, a: 0.5 }, users: 9, priorities: { low: 1 } })).toEqual(plain);
});

describe('the key of an operation', () => {
  test('is the same for the same place in the same request, and no other', () => {
    const root = operationKey(1, 1, 5);
    expect(operationKey(root, 77, 0)).toBe(operationKey(root, 77, 0));
    const keys = new Set<number>();
    for (let request = 0; request < 2000; request++)
      for (const link of [11, 12, 13])
        for (let nth = 0; nth < 3; nth++)
          for (const deeper of [0, 21])
            keys.add(
              deeper === 0
                ? operationKey(operationKey(1, 1, request), link, nth)
                : operationKey(operationKey(operationKey(1, 1, request), link, nth), deeper, 0),
            );
    expect(keys.size).toBe(2000 * 3 * 3 * 2);
    for (const key of keys) expect(Number.isSafeInteger(key) && key > 0).toBe(true);
  });
});
