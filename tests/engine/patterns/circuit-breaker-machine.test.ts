/** The machine that is drawn, the table that runs and the breaker that follows it are one thing. */
import { createActor, createMachine } from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import { expect, test } from 'vitest';
import type { StateName } from '../../../src/engine/patterns/circuit-breaker/breaker.ts';
import {
  machine as config,
  tableOf,
} from '../../../src/engine/patterns/circuit-breaker/machine.ts';
import { STATES } from '../../../src/engine/patterns/circuit-breaker/params.ts';
import { Bench } from './breakers.ts';

const machine = createMachine(config);
const table = tableOf(config);

const BY_HAND: Record<string, StateName> = {
  toClosed: 'closed',
  toOpen: 'open',
  toHalfOpen: 'half-open',
  toForcedOpen: 'forced-open',
  toDisabled: 'disabled',
  toMetricsOnly: 'metrics-only',
};
const OTHERS = ['thresholdExceeded', 'waitOver', 'probesSucceeded', 'probesTooLate'] as const;
const EVENTS = [...Object.keys(BY_HAND), ...OTHERS];

/** What XState itself makes of an event in a state. */
function next(state: string, type: string): string {
  const snapshot = machine.resolveState({ value: state as StateName });
  const actor = createActor(machine, { snapshot }).start();
  actor.send({ type } as Parameters<typeof actor.send>[0]);
  return String(actor.getSnapshot().value);
}

test('the table holds every state and only known events', () => {
  expect(Object.keys(table)).toEqual([...STATES]);
  const events = new Set(Object.values(table).flatMap((row) => Object.keys(row)));
  expect([...events].sort()).toEqual([...EVENTS].sort());
});

test('the table says what XState does, for every state and event', () => {
  for (const state of STATES)
    for (const event of EVENTS)
      expect(table[state]![event] ?? state, `${state}, ${event}`).toBe(next(state, event));
});

test('by hand every state leads to every state but for the three ways that are refused', () => {
  const refused = STATES.flatMap((state) =>
    Object.entries(BY_HAND)
      .filter(([event]) => table[state]![event] === undefined)
      .map(([, to]) => `${state} → ${to}`),
  );
  expect(refused.sort()).toEqual([
    'closed → half-open',
    'metrics-only → half-open',
    'metrics-only → open',
  ]);
});

test('every state and every transition is reached from the initial state', () => {
  const paths = getShortestPaths(machine);
  expect(new Set(paths.map((path) => path.state.value))).toEqual(new Set(STATES));
  const known = STATES.flatMap((state) =>
    Object.keys(table[state]!).map((e) => [state, e] as const),
  );
  expect(known).toHaveLength(38);
  for (const [state, event] of known) {
    const target = table[state]![event]!;
    expect(next(state, event), `${state}, ${event}`).toBe(target);
  }
});

/** A breaker that one call opens, one probe decides, and timers move on by themselves. */
const touchy = () =>
  new Bench({
    slidingWindowSize: 1,
    minimumNumberOfCalls: 1,
    permittedNumberOfCallsInHalfOpenState: 1,
    waitDurationInOpenState: 10,
    maxWaitDurationInHalfOpenState: 10,
    automaticTransitionFromOpenToHalfOpenEnabled: true,
  });

/** Makes that happen to a breaker. @returns whether it was possible in its state */
function cause(b: Bench, event: string, ms: number): boolean {
  const to = BY_HAND[event];
  if (to) return b.to(ms, to);
  const before = b.log.length;
  if (event === 'thresholdExceeded') b.failure(ms);
  else if (event === 'probesSucceeded') b.success(ms);
  else if ((event === 'waitOver') === (b.state === 'open')) b.alarm(ms);
  return b.log.length > before;
}

/** Events from closed to each state. */
const WAY: Record<StateName, readonly string[]> = {
  closed: [],
  open: ['toOpen'],
  'half-open': ['toOpen', 'toHalfOpen'],
  'forced-open': ['toForcedOpen'],
  disabled: ['toDisabled'],
  'metrics-only': ['toMetricsOnly'],
};

test('the breaker goes where the table says, for every state and event', () => {
  for (const state of STATES)
    for (const event of EVENTS) {
      const b = touchy();
      for (const step of WAY[state]) expect(cause(b, step, 0)).toBe(true);
      const wanted = table[state]![event];
      expect(cause(b, event, 100), `${state}, ${event}`).toBe(wanted !== undefined);
      expect(b.state, `${state}, ${event}`).toBe(wanted ?? state);
    }
});

test('along all shortest paths the breaker is where the machine is', () => {
  for (const path of getShortestPaths(machine)) {
    const b = touchy();
    let ms = 0;
    for (const { event } of path.steps)
      if (event.type !== 'xstate.init') expect(cause(b, event.type, (ms += 100))).toBe(true);
    expect(b.state).toBe(path.state.value);
  }
});
