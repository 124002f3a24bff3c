/** The alarm of a pattern that has something to do when nobody calls: one at a time. */
import { TIMER } from '../kernel/queue.ts';
import { Agent } from './agent.ts';
import type { Pattern } from './pattern.ts';
import type { World } from './world.ts';

export class Alarm extends Agent {
  static override readonly refs: readonly string[] = ['pattern'];
  /** The event that will ring it; 0 when there is none. */
  private due = 0.5;

  private readonly pattern: Pattern;

  constructor(pattern: Pattern) {
    super();
    this.pattern = pattern;
    this.due = 0;
  }

  get actsFor(): string {
    return this.pattern.place.entity;
  }

  /** Rings after a while, instead of whenever it would have. */
  set(w: World, delayNs: number): void {
    this.due = w.wakeAt(this, w.now + delayNs, TIMER, 0);
  }

  cancel(): void {
    this.due = 0;
  }

  override wake(w: World, key: number): void {
    if (key !== this.due) return;
    this.due = 0;
    this.pattern.alarm(w);
  }
}
