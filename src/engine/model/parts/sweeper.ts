/** Sweeps the balancers of a route at whole multiples of the interval of their ejection. */
import { TIMER } from '../../kernel/queue.ts';
import { Agent } from '../agent.ts';
import type { Port } from '../port.ts';

/** Balancers that eject. */
export interface Swept {
  readonly name: string;
  /** Of their ejection, in ns. */
  readonly intervalNs: number;
  sweep(): void;
}

export class Sweeper extends Agent {
  static override readonly refs: readonly string[] = ['swept'];
  /** The next sweep; 0: none within the run. */
  private due = 0.5;
  private everyNs = 0.5;
  private readonly swept: Swept;

  constructor(swept: Swept) {
    super();
    this.swept = swept;
    this.due = this.everyNs = 0;
  }

  get actsFor(): string {
    return this.swept.name;
  }

  /** Schedules the next sweep, at first and after an edit. */
  schedule(w: Port): void {
    const { intervalNs } = this.swept;
    if (intervalNs === this.everyNs) return;
    this.everyNs = intervalNs;
    this.next(w);
  }

  private next(w: Port): void {
    const atNs = (Math.floor(w.now / this.everyNs) + 1) * this.everyNs;
    this.due = atNs < w.endNs ? w.wakeAt(this, atNs, TIMER, 0) : 0;
  }

  override wake(w: Port, key: number): void {
    if (key !== this.due) return;
    this.swept.sweep();
    this.next(w);
  }
}
