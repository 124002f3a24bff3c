/** The line of a load: one knee is moved, added or removed, and all others stay where they are. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LoadSpec } from '../../../src/engine/index.ts';
import { type Operation, performed } from '../../../src/scenario/operation.ts';
import {
  joined,
  kneesOf,
  moved,
  type Profile,
  profileOf,
  split,
  staged,
} from '../../../src/ui/editor/profile.ts';
import { always } from '../../always.ts';

const profiles = fc.record({
  at: fc.constant(['stages']),
  unit: fc.constant('rate' as const),
  from: fc.integer({ min: 0, max: 500 }),
  stages: fc.array(
    fc.record({ for: fc.integer({ min: 0, max: 60_000 }), to: fc.integer({ min: 0, max: 500 }) }),
    { minLength: 1, maxLength: 6 },
  ),
});

const after = (profile: Profile, operations: readonly Operation[]): Profile => {
  let data: unknown = profile;
  for (const operation of operations) {
    const result = performed(data, operation);
    if (typeof result === 'string') throw new Error(result);
    ({ data } = result);
  }
  return data as Profile;
};

test('a knee is moved', () =>
  always(200, fc.tuple(profiles, fc.nat(), fc.integer({ min: -90_000, max: 90_000 })), (drawn) => {
    const [profile, any, byMs] = drawn;
    const index = any % profile.stages.length;
    const operations = moved(profile, index, { byMs, value: 123 }).map(
      ({ path, to }): Operation => {
        const [, stage = '', key = ''] = /^\[(\d+)\]\.(\w+)$/.exec(path) ?? [];
        return { kind: 'set', path: ['stages', Number(stage), key], value: to };
      },
    );
    const next = after(profile, operations);
    expect(Math.min(...next.stages.map(({ for: ms }) => ms))).toBeGreaterThanOrEqual(0);
    const [was, is] = [kneesOf(profile), kneesOf(next)];
    expect(is[index + 1]!.value).toBe(123);
    const others = (knees: typeof was) => knees.filter((_, i) => i !== index + 1);
    expect(others(is)).toEqual(others(was));
  }));

test('a knee is added on the line, and removed again', () =>
  always(200, profiles, (profile) => {
    const next = after(profile, split(profile, ['stages']));
    const [was, is] = [kneesOf(profile), kneesOf(next)];
    const index = is.findIndex(
      (knee, i) => knee.atMs !== was[i]?.atMs || knee.value !== was[i].value,
    );
    // Nothing is added that could be seen where there is no length.
    if (index < 0) return;
    expect(is.toSpliced(index, 1)).toEqual(was);
    const [a, b] = [was[index - 1]!, was[index]!];
    expect(is[index]!.value).toBe((a.value + b.value) / 2);
    expect(kneesOf(after(next, joined(next, ['stages'], index - 1)))).toEqual(was);
  }));

test.each<[string, LoadSpec, number[]]>([
  ['a rate', { rate: 200, arrivals: 'poisson', maxInFlight: 90 }, [200, 200, 200, 200]],
  ['users', { users: 30, think: 0, iterations: null }, [0, 30, 30, 30, 30]],
])('%s that does not change is drawn as it is', (_, load, values) => {
  expect(profileOf(load)).toBeNull();
  const profile = profileOf(staged(load, 60_000)!)!;
  expect(kneesOf(profile).map(({ value }) => value)).toEqual(values);
  expect(kneesOf(profile).at(-1)!.atMs).toBe(60_000);
  expect(staged(staged(load, 60_000)!, 60_000)).toBeNull();
});
