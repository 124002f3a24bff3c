/** A machine as panels tell it: what leads from where to where, by itself and by hand. */
import type { MachineConfig } from '../../engine/tables.ts';
import { words } from '../kit/format.ts';

/** Between two states, all events that lead from one to the other. */
export interface Edge {
  from: string;
  to: string;
  events: string[];
}

const isByHand = (event: string): boolean => /^to[A-Z]/.test(event);

export function edgesOf({ states }: MachineConfig): Edge[] {
  const edges: Edge[] = [];
  for (const [from, { on }] of Object.entries(states))
    for (const [event, to] of Object.entries(on)) {
      if (isByHand(event)) continue;
      const same = edges.find((edge) => edge.from === from && edge.to === to);
      if (same) same.events.push(words(event));
      else edges.push({ from, to, events: [words(event)] });
    }
  return edges;
}

/** The events that a user causes. */
export function byHand({ states }: MachineConfig): string[] {
  const events = Object.values(states).flatMap(({ on }) => Object.keys(on));
  return [...new Set(events)].filter(isByHand);
}

/** States in the order in which they are reached from the first, the nearest first. */
export function reached({ initial, states }: MachineConfig, edges: readonly Edge[]): string[] {
  const found = [initial];
  for (const state of found)
    for (const { from, to } of edges) if (from === state && !found.includes(to)) found.push(to);
  const others = Object.keys(states).filter((state) => !found.includes(state));
  return [...found, ...others.filter((state) => edges.some(({ from }) => from === state))];
}

/** All of it for who does not see the drawing. */
export function machineWords(machine: MachineConfig): string {
  const ways = edgesOf(machine).map(
    ({ from, to, events }) => `From ${from} to ${to}: ${events.join(', ')}.`,
  );
  return [`Initial state: ${machine.initial}.`, ...ways].join(' ');
}
