/**
 * What a replica goes through: the one place that says whether its process runs, whether balancers
 * may pick it, and what brings it from one state to another. Drawn like a breaker's machine.
 */
import type { MachineConfig } from '../table.ts';

export const LIFE = ['starting', 'ready', 'unready', 'draining', 'restarting', 'down'] as const;

export type LifeName = (typeof LIFE)[number];
/** A state, as its place in the list. */
export type Life = number;

export const STARTING = 0;
/** Takes requests. */
export const READY = 1;
/** One too many: it ends what it was sent, and gets nothing new. */
export const DRAINING = 3;
export const RESTARTING = 4;

/**
 * What happens to a replica; `keep`: it is needed, `drain`: it is one too many, `hired`: a new
 * process takes the place of one that has left, `listens`: it has started, and has yet to pass its
 * probes.
 */
const EVENTS = [
  'started',
  'listens',
  'hired',
  'passed',
  'failed',
  'killed',
  'crash',
  'return',
  'keep',
  'drain',
] as const;

export type LifeEvent = (typeof EVENTS)[number];

export const lifecycle = {
  id: 'replica',
  initial: 'ready',
  states: {
    starting: {
      on: {
        started: 'ready',
        listens: 'unready',
        killed: 'restarting',
        crash: 'down',
        drain: 'draining',
      },
    },
    ready: { on: { failed: 'unready', killed: 'restarting', crash: 'down', drain: 'draining' } },
    unready: { on: { passed: 'ready', killed: 'restarting', crash: 'down', drain: 'draining' } },
    draining: { on: { keep: 'ready', hired: 'starting', crash: 'down' } },
    restarting: { on: { return: 'starting', crash: 'down', drain: 'draining' } },
    down: { on: { return: 'starting', drain: 'draining' } },
  },
} as const satisfies MachineConfig;

type Row = Readonly<Record<LifeEvent, Life>>;

/** By state, where each event leads: compiled from the machine, itself where that says nothing. */
const NEXT: readonly Row[] = LIFE.map((state, from) => {
  const on: Partial<Record<LifeEvent, LifeName>> = lifecycle.states[state].on;
  const to = (event: LifeEvent): Life => (on[event] ? LIFE.indexOf(on[event]) : from);
  return Object.fromEntries(EVENTS.map((event) => [event, to(event)])) as Row;
});

/** The state after an event. */
export const lifeAfter = (life: Life, event: LifeEvent): Life => NEXT[life]![event];
