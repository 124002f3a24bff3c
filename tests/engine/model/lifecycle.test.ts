import { expect, test } from 'vitest';
import {
  LIFE,
  lifeAfter,
  lifecycle,
  type LifeEvent,
} from '../../../src/engine/model/parts/lifecycle.ts';
import { started, worldOf } from '../../simulate.ts';

test('every event leads where the machine says, and elsewhere nothing changes', () => {
  const events = new Set(LIFE.flatMap((state) => Object.keys(lifecycle.states[state].on)));
  for (const event of events)
    LIFE.forEach((state, from) => {
      const on = lifecycle.states[state].on as Record<string, string>;
      expect(LIFE[lifeAfter(from, event as LifeEvent)]).toBe(on[event] ?? state);
    });
});

test('a replica that crashes comes back, or leaves if it is not needed any more', () => {
  const run = started(`
duration: 10s
clients: { c: { load: { rate: 10/s }, steps: [{ call: s }] } }
services: { s: { replicas: 2 } }
faults: [{ at: 1s, for: 4s, on: s, crash: 2 }]
edits: [{ at: 2s, set: services.s.replicas, to: 1 }]`);
  const states = (atMs: number) => {
    run.advance(atMs);
    return worldOf(run).services[0]!.replicas.map(({ state, runs, isReady, isPresent }) => ({
      state,
      runs,
      isReady,
      isPresent,
    }));
  };
  const ready = { state: 'ready', runs: true, isReady: true, isPresent: true };
  const down = { state: 'down', runs: false, isReady: false, isPresent: false };
  expect(states(900)).toEqual([ready, ready]);
  expect(states(3000)).toEqual([down, down]);
  expect(states(6000)).toEqual([
    ready,
    { state: 'draining', runs: true, isReady: false, isPresent: false },
  ]);
});
