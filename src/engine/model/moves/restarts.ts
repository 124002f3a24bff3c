/**
 * Processes that are killed and start again: what is in hand gets a grace, restarts in a row wait
 * longer each time, and running for long makes them forgotten. As the kubelet does it.
 */
import { FIRST, TIMER } from '../../kernel/queue.ts';
import { nsOf } from '../../kernel/ns.ts';
import { OOM, RESET, type Outcome } from '../outcome.ts';
import { restartOf } from '../parts/managed.ts';
import { replicaName } from '../parts/replica-number.ts';
import { holds } from './outages.ts';
import * as upkeep from './upkeep.ts';
import type { Moves, Replica } from './moves.ts';

/** What its process holds, in bytes. */
function memoryOf({ service, waiting, busy, ended }: Replica): number {
  const { memory } = service.spec;
  if (memory === null) return 0;
  return memory.base + memory.perRequest * (waiting.count + busy) + memory.leak * ended;
}

const isTooMuch = (replica: Replica): boolean =>
  memoryOf(replica) > (replica.service.spec.memory?.limit ?? Infinity);

/** `1.02 GB` */
function sizeWords(bytes: number): string {
  const [unit, name] = bytes >= 1e9 ? [1e9, 'GB'] : bytes >= 1e6 ? [1e6, 'MB'] : [1e3, 'kB'];
  return `${Number((bytes / unit).toPrecision(3))} ${name}`;
}

export class Restarts {
  private readonly w: Moves;

  constructor(w: Moves) {
    this.w = w;
  }

  /** Ends a replica's process, which starts again later. @param by who decides it */
  kill(replica: Replica, by: string, why: string): void {
    const { w } = this;
    const { service, state } = replica;
    if (!w.lives.happens(replica, 'killed', why)) return;
    this.decided(replica, by, state, why);
    this.forgive(replica);
    w.probing.reset(replica);
    replica.isEnding = true;
    service.capacityChanged();
    if (replica.paused === 0 && !holds(w, replica)) this.exit(replica, RESET);
    else
      replica.due = w.lives.wake(replica, upkeep.EXIT, nsOf(restartOf(service.spec).grace), TIMER);
  }

  private decided({ service, index }: Replica, by: string, from: string, why: string): void {
    service.observer.restarted();
    this.w.decide({ on: replicaName(service.id, index), by, from, to: 'restarting', why });
  }

  /** It has more in hand, or something was left behind: is that too much for its memory? */
  weigh(replica: Replica): void {
    if (replica.isDoomed || !replica.isAlive || !isTooMuch(replica)) return;
    // Through an event, so that nothing ends within the arrival or the end of another one.
    replica.isDoomed = true;
    this.w.lives.wake(replica, upkeep.OOM, 0, TIMER);
  }

  /**
   * A request has ended: it may have left something behind, or been the last.
   * @param wasIn it got past the door
   */
  left(replica: Replica, wasIn: boolean): void {
    if (wasIn) replica.ended++;
    this.weigh(replica);
    this.ended(replica);
  }

  /** The platform kills a process that holds more than its limit: no grace. */
  exhausted(replica: Replica): void {
    const { w } = this;
    const { service, state, isDoomed } = replica;
    if (!isDoomed || !replica.isAlive) return;
    const why = `${sizeWords(memoryOf(replica))} of memory, more than the limit`;
    service.observer.oomKilled();
    this.forgive(replica);
    if (w.lives.happens(replica, 'killed', why)) this.decided(replica, 'oom', state, why);
    this.exit(replica, OOM);
  }

  /** A request at a replica has ended, whose process ends with the last one. */
  ended(replica: Replica): void {
    if (replica.isEnding) this.w.lives.wake(replica, upkeep.MAY_EXIT, 0, TIMER);
  }

  mayExit(replica: Replica): void {
    if (!replica.isEnding || replica.paused > 0 || holds(this.w, replica)) return;
    this.exit(replica, RESET);
  }

  /** The grace, or the back-off, is over. */
  due(replica: Replica, kind: number, key: number): void {
    if (key !== replica.due) return;
    if (kind === upkeep.EXIT) this.exit(replica, RESET);
    else this.w.lives.renew(replica, 'return', 'its process is started again');
  }

  /** The process is gone, and with it what it had in hand. */
  private exit(replica: Replica, outcome: Outcome): void {
    const { w } = this;
    this.callOff(replica);
    w.outages.clear(replica, outcome);
    if (replica.state !== 'restarting') return;
    replica.due = w.lives.wake(replica, upkeep.RETURN, this.backOffNs(replica), FIRST);
  }

  /** A process is killed: after running for long, earlier ones are forgotten. */
  private forgive(replica: Replica): void {
    const { reset } = restartOf(replica.service.spec);
    if (this.w.now - replica.beganNs >= nsOf(reset)) replica.restarts = 0;
  }

  /** Whatever ends a process, it does not end by itself any more. */
  callOff(replica: Replica): void {
    replica.isEnding = replica.isDoomed = false;
    replica.due = 0;
  }

  /** How long until it starts again, which is longer for the next one. */
  private backOffNs(replica: Replica): number {
    const { base, cap } = restartOf(replica.service.spec);
    const inRow = replica.restarts++;
    let wait = inRow === 0 ? 0 : base;
    for (let nth = 1; nth < inRow && wait < cap; nth++) wait *= 2;
    return nsOf(Math.min(wait, cap));
  }
}
