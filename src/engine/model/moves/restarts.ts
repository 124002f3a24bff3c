/**
 * Processes that are killed and start again: what is in hand gets a grace, restarts in a row wait
 * longer each time, and running for long makes them forgotten. As the kubelet does it.
 */
import { FIRST, TIMER } from '../../kernel/queue.ts';
import { RESET, type Outcome } from '../outcome.ts';
import { holds } from './outages.ts';
import { EXIT, MAY_EXIT, RETURN } from './upkeep.ts';
import type { Moves, Replica } from './moves.ts';

const NS_PER_MS = 1e6;

const nsOf = (ms: number): number => Math.round(ms * NS_PER_MS);

export class Restarts {
  private readonly w: Moves;

  constructor(w: Moves) {
    this.w = w;
  }

  /** Ends a replica's process, which starts again later. @param by who decides it */
  kill(replica: Replica, by: string, why: string): void {
    const { w } = this;
    const { service, state, index } = replica;
    if (!w.lives.happens(replica, 'killed', why)) return;
    service.observer.restarted();
    w.decide({ on: `${service.id}#${index + 1}`, by, from: state, to: 'restarting', why });
    if (w.now - replica.beganNs >= nsOf(service.restart.reset)) replica.restarts = 0;
    w.probing.reset(replica);
    replica.isEnding = true;
    service.capacityChanged();
    if (replica.paused === 0 && !holds(w, replica)) this.exit(replica, RESET);
    else replica.due = w.lives.wake(replica, EXIT, nsOf(service.restart.grace), TIMER);
  }

  /** A request at a replica has ended, whose process ends with the last one. */
  ended(replica: Replica): void {
    if (replica.isEnding) this.w.lives.wake(replica, MAY_EXIT, 0, TIMER);
  }

  mayExit(replica: Replica): void {
    if (!replica.isEnding || replica.paused > 0 || holds(this.w, replica)) return;
    this.exit(replica, RESET);
  }

  /** The grace, or the back-off, is over. */
  due(replica: Replica, kind: number, key: number): void {
    if (key !== replica.due) return;
    if (kind === EXIT) this.exit(replica, RESET);
    else this.w.lives.renew(replica, 'return', 'its process is started again');
  }

  /** The process is gone, and with it what it had in hand. */
  private exit(replica: Replica, outcome: Outcome): void {
    const { w } = this;
    this.forget(replica);
    w.outages.clear(replica, outcome);
    if (replica.state !== 'restarting') return;
    replica.due = w.lives.wake(replica, RETURN, this.backOffNs(replica), FIRST);
  }

  /** Whatever ends a process, it does not end by itself any more. */
  forget(replica: Replica): void {
    replica.isEnding = false;
    replica.due = 0;
  }

  /** How long until it starts again, which is longer for the next one. */
  private backOffNs(replica: Replica): number {
    const { base, cap } = replica.service.restart;
    const inRow = replica.restarts++;
    let wait = inRow === 0 ? 0 : base;
    for (let nth = 1; nth < inRow && wait < cap; nth++) wait *= 2;
    return nsOf(Math.min(wait, cap));
  }
}
