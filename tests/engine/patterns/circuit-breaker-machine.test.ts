/**
 * The machine that is drawn, what XState makes of it, and the breaker that follows it are one
 * thing; and what happens to a breaker leads through every state and every transition of it.
 */
import { createActor, createMachine } from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import { describe, expect, test } from 'vitest';
import { Stream } from '../../../src/engine/kernel/random.ts';
import { table } from '../../../src/engine/patterns/circuit-breaker/tables.ts';
import type { Resilience4j } from '../../../src/engine/patterns/circuit-breaker/resilience4j.ts';
import {
  type Call,
  Driver,
  type Like,
  LIKES,
  MACHINES,
  type StateName,
  TOUCHY,
} from './breakers.ts';

/** What is protected in a breaker: the one way in which its state changes. */
interface Movable {
  move(event: string, nowNs: number, why: string): boolean;
}
const movable = (d: Driver): Movable => d.breaker as unknown as Movable;

const statesOf = (like: Like): string[] => Object.keys(MACHINES[like].states);
const onIn = (like: Like, state: string): Readonly<Record<string, string>> =>
  MACHINES[like].states[state]!.on;
const eventsOf = (like: Like): string[] => [
  ...new Set(statesOf(like).flatMap((state) => Object.keys(onIn(like, state)))),
];
const transitionsOf = (like: Like): string[] =>
  statesOf(like)
    .flatMap((state) => Object.keys(onIn(like, state)).map((event) => `${state}: ${event}`))
    .sort();

const pathsOf = (like: Like) => getShortestPaths(createMachine(MACHINES[like]));

/** A breaker that was led to a state along the machine's shortest path. */
function led(like: Like, state: string): Driver {
  const d = new Driver(like, TOUCHY[like]);
  const path = pathsOf(like).find((one) => one.state.value === state)!;
  for (const { event } of path.steps)
    if (event.type !== 'xstate.init') expect(movable(d).move(event.type, 0, 'led')).toBe(true);
  return d;
}

/** What XState itself makes of an event in a state. */
function next(like: Like, state: string, type: string): string {
  const machine = createMachine(MACHINES[like]);
  const actor = createActor(machine, { snapshot: machine.resolveState({ value: state }) }).start();
  actor.send({ type });
  return String(actor.getSnapshot().value);
}

describe.each(LIKES)('%s', (like) => {
  test('its first three states are those of all breakers', () => {
    expect(table.variants[like]!.machine).toBe(MACHINES[like]);
    expect(statesOf(like).slice(0, 3)).toEqual(['closed', 'open', 'half-open']);
    expect(MACHINES[like]).toMatchObject({ id: like, initial: 'closed' });
  });

  test('every state is reached from the initial one', () => {
    expect(new Set(pathsOf(like).map(({ state }) => state.value))).toEqual(new Set(statesOf(like)));
  });

  test('the breaker goes where XState goes, for every state and event', () => {
    for (const state of statesOf(like))
      for (const event of eventsOf(like)) {
        const d = led(like, state);
        const known = onIn(like, state)[event] !== undefined;
        expect(movable(d).move(event, 0, 'why'), `${state}, ${event}`).toBe(known);
        expect(d.state, `${state}, ${event}`).toBe(next(like, state, event));
        expect(d.log.at(-1) === `${state} → ${d.state}: why`, `${state}, ${event}`).toBe(known);
      }
  });
});

const STEPS_MADE = 4000;
const BY_HAND: readonly StateName[] = [
  ...(['closed', 'open', 'half-open', 'forced-open', 'disabled', 'metrics-only'] as const),
];

/** What only resilience4j knows: transitions by hand, and a limit for the probes. */
function byHand(d: Driver, chance: Stream, ms: number): void {
  d.edit(ms, {
    automaticTransitionFromOpenToHalfOpenEnabled: chance.below(2) === 0,
    maxWaitDurationInHalfOpenState: chance.below(2) * 50,
    transitionToStateAfterWaitDuration: chance.below(2) === 0 ? 'OPEN' : 'CLOSED',
  });
  const to = BY_HAND[chance.below(BY_HAND.length)]!;
  (d.breaker as Resilience4j).transition(to, ms * 1e6);
}

/** Random calls, ends and waits. @returns the transitions they led to, each once */
function wander(like: Like): string[] {
  const chance = new Stream('1', like);
  const d = new Driver(like, TOUCHY[like]);
  d.random = () => chance.double();
  const seen = new Set<string>();
  const { move } = movable(d);
  movable(d).move = function (event, nowNs, why) {
    const from = d.state;
    const moved = move.call(this, event, nowNs, why);
    if (moved) seen.add(`${from}: ${event}`);
    return moved;
  };
  const underWay: Call[] = [];
  let ms = 0;
  for (let i = 0; i < STEPS_MADE; i++) {
    const draw = chance.double();
    if (draw < 0.3) d.until((ms += [1, 40, 60, 101, 600][chance.below(5)]!));
    else if (draw < 0.65) {
      const call = d.call(ms);
      if (call.answer === 'pass') underWay.push(call);
    } else if (underWay.length > 0) {
      const [call] = underWay.splice(chance.below(underWay.length), 1);
      d.end(ms, call!, chance.double() < 0.5 ? 'ok' : 'error');
    }
    if (like === 'resilience4j' && chance.below(10) === 0) byHand(d, chance, ms);
  }
  return [...seen].sort();
}

test.each(LIKES)('%s: what happens to it leads through every transition', (like) => {
  expect(wander(like)).toEqual(transitionsOf(like));
});

test('by hand every state of resilience4j leads to every one but for three ways', () => {
  const { states } = MACHINES.resilience4j;
  const refused = Object.entries(states).flatMap(([from, { on }]) =>
    BY_HAND.filter(
      (to) => !Object.entries(on).some(([e, t]) => /^to[A-Z]/.test(e) && t === to),
    ).map((to) => `${from} → ${to}`),
  );
  expect(refused.sort()).toEqual([
    'closed → half-open',
    'metrics-only → half-open',
    'metrics-only → open',
  ]);
  expect(transitionsOf('resilience4j')).toHaveLength(39);
});
