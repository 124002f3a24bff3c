/**
 * An agent acts by itself during a run: arrivals, users, faults, patterns with an alarm. It wakes
 * itself through events of one kind, each with an argument of its choice (`what`, for example a
 * user number). Its plain fields are its whole state, and requests that it makes are wanted work.
 */
import { State } from '../kernel/state.ts';
import type { Port } from './port.ts';

export abstract class Agent extends State {
  /** Its number among the run's agents; its events carry it. */
  agent = -1;

  /** Id of its client, service or link. */
  abstract get actsFor(): string;

  /**
   * One of its events is due.
   * @param key of the event, as returned by `Port.wakeAt`; a different key than the stored one was
   * cancelled
   * @param what the argument of the event
   */
  abstract wake(w: Port, key: number, what: number): void;
}
