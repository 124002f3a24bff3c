/** Wakes the lives of a service's replicas: one agent per service. */
import { Agent } from '../agent.ts';
import type { Service } from '../parts/service.ts';
import type { Port } from '../port.ts';
import type { Moves } from './moves.ts';

// What is due: the argument of an event, with the index of the replica.
export const STARTED = 0;
export const KNOWN = 1;
export const UNKNOWN = 2;
/** Something in hand has ended, and the process may. */
export const MAY_EXIT = 3;
/** The grace is over. */
export const EXIT = 4;
/** The back-off is over. */
export const RETURN = 5;
/** Its process holds too much memory. */
export const OOM = 6;
/** By probe: it is time for one; it is too late. */
export const TICK = 8;
export const LATE = 11;
const KINDS = 16;

export const argumentOf = (index: number, kind: number): number => index * KINDS + kind;

export class Upkeep extends Agent {
  static override readonly refs: readonly string[] = ['service'];
  private readonly service: Service;

  constructor(service: Service) {
    super();
    this.service = service;
  }

  get actsFor(): string {
    return this.service.id;
  }

  override wake(w: Port, key: number, what: number): void {
    const replica = this.service.replicas[Math.floor(what / KINDS)]!;
    const { lives, probing, restarts } = w as Moves;
    const kind = what % KINDS;
    if (kind >= LATE) probing.late(replica, kind - LATE, key);
    else if (kind >= TICK) probing.tick(replica, kind - TICK, key);
    else if (kind === MAY_EXIT) restarts.mayExit(replica);
    else if (kind === OOM) restarts.exhausted(replica);
    else if (kind === EXIT || kind === RETURN) restarts.due(replica, kind, key);
    else lives.due(replica, kind, key);
  }
}
