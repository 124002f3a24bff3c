/** A state machine for panels: its transitions, automatic and manual. */
import type { MachineConfig } from '../../engine/tables.ts';
import { words } from '../kit/format.ts';

/** All events from one state to another. */
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

/** Manual events. */
export function byHand({ states }: MachineConfig): string[] {
  const events = Object.values(states).flatMap(({ on }) => Object.keys(on));
  return [...new Set(events)].filter(isByHand);
}

/** States in breadth-first order from the initial one. */
export function reached({ initial, states }: MachineConfig, edges: readonly Edge[]): string[] {
  const found = [initial];
  for (const state of found)
    for (const { from, to } of edges) if (from === state && !found.includes(to)) found.push(to);
  const others = Object.keys(states).filter((state) => !found.includes(state));
  return [...found, ...others.filter((state) => edges.some(({ from }) => from === state))];
}

/** The whole machine in words, for screen readers. */
export function machineWords(machine: MachineConfig): string {
  const ways = edgesOf(machine).map(
    ({ from, to, events }) => `From ${from} to ${to}: ${events.join(', ')}.`,
  );
  return [`Initial state: ${machine.initial}.`, ...ways].join(' ');
}
