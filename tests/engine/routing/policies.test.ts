/** Policies by themselves: whom they pick, by the rules of those who wrote them. */
import { describe, expect, test } from 'vitest';
import { POLICIES } from '../../../src/engine/model/balance.table.ts';
import type { Policy } from '../../../src/engine/model/parts/policy.ts';
import { Farm, made, ofUser } from './choice.ts';

const USERS = 20_000;
const anybody = ofUser(1);

/** How often each replica was picked. */
function picks(policy: Policy, farm: Farm, times: number): number[] {
  const found = Array.from(farm.underWay, () => 0);
  for (let i = 0; i < times; i++) found[policy.pick(farm, anybody)]!++;
  return found;
}

const owners = (policy: Policy, farm: Farm): number[] =>
  Array.from({ length: USERS }, (_, user) => policy.pick(farm, ofUser(user)));

test.each(POLICIES)('%s picks the only one there is', (name) => {
  expect(made(name, new Farm(1)).pick(new Farm(1), anybody)).toBe(0);
  const farm = new Farm(3).without(0).without(2);
  expect(picks(made(name, farm), farm, 10)).toEqual([0, 10, 0]);
});

describe('by weight', () => {
  test('round robin is a smooth sequence, exactly in proportion', () => {
    const farm = new Farm(3);
    farm.weights = [3, 1, 2];
    const policy = made('round-robin', farm);
    const first = Array.from({ length: 6 }, () => policy.pick(farm, anybody));
    // Due at 1/3, 1/2, 2/3, and 1 for all, the first of equals first.
    expect(first).toEqual([0, 2, 0, 0, 1, 2]);
    expect(picks(policy, farm, 600)).toEqual([300, 100, 200]);
  });

  test('random is in proportion', () => {
    const farm = new Farm(3);
    farm.weights = [3, 1, 2];
    const found = picks(made('random', farm), farm, 60_000);
    [30_000, 10_000, 20_000].forEach((wanted, i) =>
      // Four standard deviations of a binomial.
      expect(Math.abs(found[i]! - wanted)).toBeLessThan(4 * Math.sqrt(wanted)),
    );
  });

  test('whoever is busy weighs less, as much as the bias says', () => {
    const farm = new Farm(2);
    farm.weights = [2, 1];
    farm.underWay.set([3, 0]);
    // 2/(3 + 1)^bias against 1.
    expect(picks(made('least-requests', farm), farm, 300)).toEqual([100, 200]);
    expect(picks(made('least-requests', farm, { bias: 0 }), farm, 300)).toEqual([200, 100]);
    expect(picks(made('least-requests', farm, { bias: 2 }), farm, 900)).toEqual([100, 800]);
  });
});

describe('least requests', () => {
  test('of equals drawn takes the first: both are as likely', () => {
    const farm = new Farm(2);
    const [first, second] = picks(made('least-requests', farm), farm, 10_000);
    expect(Math.abs(first! - second!)).toBeLessThan(400);
  });

  test('draws with replacement: the busier of two is picked when it is drawn twice', () => {
    const farm = new Farm(2);
    farm.underWay.set([5, 0]);
    const [busy] = picks(made('least-requests', farm), farm, 10_000);
    expect(Math.abs(busy! - 2500)).toBeLessThan(200);
  });

  test('all takes one of the least, each as likely, and knows at once what changes', () => {
    const farm = new Farm(4);
    farm.underWay.set([1, 0, 0, 2]);
    const policy = made('least-requests', farm, { choices: 'all' });
    const found = picks(policy, farm, 10_000);
    expect([found[0], found[3]]).toEqual([0, 0]);
    expect(Math.abs(found[1]! - found[2]!)).toBeLessThan(400);
    for (const replica of [1, 2]) {
      farm.underWay[replica]!++;
      policy.sent(farm, replica);
    }
    expect(picks(policy, farm, 900)[3]).toBe(0);
    farm.underWay[3] = 0;
    policy.ended(farm, 3, 0, false);
    expect(picks(policy, farm, 10)).toEqual([0, 0, 0, 10]);
  });

  test('all, after any sequence of sends and ends, is what a look at all would be', () => {
    const farm = new Farm(7);
    const policy = made('least-requests', farm, { choices: 'all' });
    for (let i = 0; i < 5000; i++) {
      const busy = [...farm.underWay.keys()].filter((replica) => farm.underWay[replica]! > 0);
      if (busy.length > 0 && farm.stream.double() < 0.5) {
        const replica = busy[farm.stream.below(busy.length)]!;
        farm.underWay[replica]!--;
        policy.ended(farm, replica, 0, false);
        continue;
      }
      const replica = policy.pick(farm, anybody);
      expect(farm.underWay[replica]).toBe(Math.min(...farm.underWay));
      farm.underWay[replica]!++;
      policy.sent(farm, replica);
    }
  });
});

describe('peak EWMA', () => {
  const MS = 1e6;
  /** Of two, the one that is cheaper: both are always drawn. */
  const cheaper = (farm: Farm, policy: Policy): number => policy.pick(farm, anybody);

  test('whoever has not answered yet costs nothing, or nearly everything', () => {
    const farm = new Farm(2);
    const policy = made('peak-ewma', farm);
    policy.ended(farm, 0, 10 * MS, false);
    expect(cheaper(farm, policy)).toBe(1);
    farm.underWay[1] = 1;
    expect(cheaper(farm, policy)).toBe(0);
  });

  test('jumps up at once and decays by 1/e in its time', () => {
    const farm = new Farm(2);
    const policy = made('peak-ewma', farm, { decayTime: 10_000 });
    policy.ended(farm, 0, 100 * MS, false);
    policy.ended(farm, 1, 30 * MS, false);
    expect(cheaper(farm, policy)).toBe(1);
    // 100/e = 36.788: the second jumps to just below it, then to just above.
    farm.nowNs = 10_000 * MS;
    policy.ended(farm, 1, 36.7 * MS, false);
    expect(cheaper(farm, policy)).toBe(1);
    policy.ended(farm, 1, 36.8 * MS, false);
    expect(cheaper(farm, policy)).toBe(0);
  });

  test('counts what is under way: 10 ms × 3 costs more than 25 ms × 1', () => {
    const farm = new Farm(2);
    const policy = made('peak-ewma', farm);
    policy.ended(farm, 0, 10 * MS, false);
    policy.ended(farm, 1, 25 * MS, false);
    farm.underWay[0] = 1;
    expect(cheaper(farm, policy)).toBe(0);
    farm.underWay[0] = 2;
    expect(cheaper(farm, policy)).toBe(1);
  });

  test('draws two that differ: with three, the worst is never picked', () => {
    const farm = new Farm(3);
    const policy = made('peak-ewma', farm);
    [30, 10, 20].forEach((ms, replica) => policy.ended(farm, replica, ms * MS, false));
    const found = picks(policy, farm, 9000);
    expect(found[0]).toBe(0);
    expect(Math.abs(found[1]! - 6000)).toBeLessThan(200);
  });
});

describe.each(['ring-hash', 'maglev'] as const)('%s', (name) => {
  test('keeps a user with a replica, and nobody in particular goes anywhere', () => {
    const farm = new Farm(5);
    const policy = made(name, farm);
    expect(owners(policy, farm)).toEqual(owners(policy, farm));
    const nobody = ofUser(7);
    nobody.traits = 0;
    const found = new Set(Array.from({ length: 100 }, () => policy.pick(farm, nobody)));
    expect(found.size).toBe(5);
  });

  test('when one leaves, nearly only its own users move', () => {
    const before = new Farm(10);
    const was = owners(made(name, before), before);
    const after = new Farm(10).without(3);
    const is = owners(made(name, after), after);
    expect(is).not.toContain(3);
    const others = was.filter((owner, user) => owner !== 3 && owner !== is[user]).length;
    // Of a table of 65,537, a few slots change hands between others (3.5 of the paper).
    expect(others / USERS).toBeLessThanOrEqual(name === 'ring-hash' ? 0 : 0.03);
  });

  test('when one comes, at most its share of the users moves, all of them to it', () => {
    const before = new Farm(10).without(9);
    const was = owners(made(name, before), before);
    const after = new Farm(10);
    const is = owners(made(name, after), after);
    const moved = was.flatMap((owner, user) => (owner === is[user] ? [] : [is[user]!]));
    expect(moved.length / USERS).toBeLessThan(1.5 / 10);
    const elsewhere = moved.filter((owner) => owner !== 9).length;
    expect(elsewhere / USERS).toBeLessThanOrEqual(name === 'ring-hash' ? 0 : 0.03);
  });

  test('shares by weight', () => {
    const farm = new Farm(4);
    farm.weights = [1, 1, 4, 2];
    const found = owners(made(name, farm, { minimumRingSize: 65_536 }), farm);
    const shareOf = (replica: number) => found.filter((one) => one === replica).length / USERS;
    [1, 1, 4, 2].forEach((weight, i) => expect(shareOf(i)).toBeCloseTo(weight / 8, 1.6));
  });
});

test('maglev gives equals nearly the same number of slots', () => {
  const farm = new Farm(7);
  const { table } = made('maglev', farm) as unknown as { table: Int32Array };
  const slots = Array.from({ length: 7 }, (_, i) => table.filter((owner) => owner === i).length);
  expect(Math.max(...slots) - Math.min(...slots)).toBeLessThanOrEqual(1);
});

test('sticky stays until an attempt fails, or its replica may not be picked', () => {
  const farm = new Farm(50);
  const policy = made('sticky', farm);
  const first = policy.pick(farm, anybody);
  policy.ended(farm, first, 0, false);
  expect(picks(policy, farm, 100)[first]).toBe(100);
  // Another one's failure does not matter.
  policy.ended(farm, first === 0 ? 1 : 0, 0, true);
  expect(policy.pick(farm, anybody)).toBe(first);
  policy.ended(farm, first, 0, true);
  const seconds = new Set(
    Array.from({ length: 20 }, () => {
      const second = policy.pick(farm, anybody);
      policy.ended(farm, second, 0, true);
      return second;
    }),
  );
  expect(seconds.size).toBeGreaterThan(10);
});
