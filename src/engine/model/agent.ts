/**
 * Whoever acts by itself in a run: arrivals, users, faults, patterns with an alarm. It wakes itself
 * through events of one kind, each with a number of its own choice (`what`: a user's, say), and its
 * plain fields are its whole state. Requests that it makes count as wanted work.
 */
import { State } from '../kernel/state.ts';
import type { Port } from './port.ts';

export abstract class Agent extends State {
  /** Its number among the run's agents, by which its events name it. */
  agent = -1;

  /** Id of the client, service or link for which it acts. */
  abstract get actsFor(): string;

  /**
   * One of its events is due.
   * @param key of the event, as `Port.wakeAt` gave it: another one than is kept was called off
   * @param what the number that was given with it
   */
  abstract wake(w: Port, key: number, what: number): void;
}
