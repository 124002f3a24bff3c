/** The alarm of a pattern that acts without a call: one pending event at a time. */
import { TIMER } from '../kernel/queue.ts';
import { Agent } from './agent.ts';
import type { Port, Process } from './port.ts';

// The event's argument.
const IN_TIME = 0;
const LATE = 1;

/** The pattern that has the alarm. */
export interface Ringable {
  readonly place: { readonly entity: string; readonly runsOn: Process | null };
  alarm(w: Port): void;
}

export class Alarm extends Agent {
  static override readonly refs: readonly string[] = ['pattern'];
  /** The pending event; 0: none. */
  private due = 0.5;
  /** It was due while its replica was paused. */
  private late = false;

  private readonly pattern: Ringable;

  constructor(pattern: Ringable) {
    super();
    this.pattern = pattern;
    this.due = 0;
  }

  get actsFor(): string {
    return this.pattern.place.entity;
  }

  /** Sets the alarm after a delay, replacing a pending one. */
  set(w: Port, delayNs: number): void {
    this.late = false;
    this.due = w.wakeAt(this, w.now + delayNs, TIMER, IN_TIME);
  }

  cancel(): void {
    this.due = 0;
    this.late = false;
  }

  override wake(w: Port, key: number, what: number): void {
    if (what === LATE ? !this.late : key !== this.due) return;
    const replica = this.pattern.place.runsOn;
    this.late = replica !== null && replica.paused > 0;
    this.due = 0;
    if (this.late) w.suspended.keepAgent(replica!, this, LATE);
    else this.pattern.alarm(w);
  }
}
