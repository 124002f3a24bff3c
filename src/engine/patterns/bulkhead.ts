import type { Frame } from '../model/frame.ts';
import { Line } from '../model/line.ts';
import { BULKHEAD_FULL, type Outcome } from '../model/outcome.ts';
import { HOLD, PASS, Pattern } from '../model/pattern.ts';
import type { Values } from '../model/params.ts';
import type { Lane } from '../model/timers.ts';
import type { World } from '../model/world.ts';
import type { PatternParams } from '../spec.ts';
import { count, ms } from '../model/params.ts';
import type { PatternTable } from '../model/table.ts';

export const params = {
  maxConcurrentCalls: count(25, 'Calls that may be under way at once; 0 refuses all.'),
  maxWaitDuration: ms(0, 'How long a call may wait for a free slot.'),
} as const;

export const table: PatternTable = {
  name: 'bulkhead',
  title: 'Bulkhead',
  sign: 'slots',
  places: ['link', 'service'],
  help: 'Lets only so many calls be under way at once; the others wait a while, then fail.',
  goodFor: 'Keeping one hanging dependency from taking all the threads of its caller.',
  badFor: 'Bursts that the dependency could have served: calls are refused while it idles.',
  limits: (p) => ({ limit: Number(p['maxConcurrentCalls']) }),
  variants: {
    plain: {
      of: 'resilience4j 2.3, the semaphore',
      help: 'Those who wait are served in the order they came.',
      params,
    },
    get resilience4j() {
      return this.plain;
    },
  },
};

type Params = Values<typeof params>;

class Bulkhead extends Pattern {
  static override readonly timers = 1;
  /** Permits in use; more than there are after an edit took some away, until they come back. */
  taken = 0;
  readonly waiting = new Line();
  private limit = 0;
  private patience: Lane | null = null;

  override configure(w: World, p: PatternParams): void {
    const { maxConcurrentCalls, maxWaitDuration } = p as unknown as Params;
    this.limit = maxConcurrentCalls;
    this.patience = maxWaitDuration > 0 ? w.timers.lane(Math.round(maxWaitDuration * 1e6)) : null;
    this.admit(w);
  }

  override enter(w: World, f: Frame): number {
    if (this.taken < this.limit && this.waiting.count === 0) {
      this.taken++;
      return PASS;
    }
    if (this.patience === null) return BULKHEAD_FULL;
    this.waiting.push(f);
    w.timers.start(this.patience, f, this.timer, this.layer);
    return HOLD;
  }

  override leave(w: World, _f: Frame, o: Outcome): number {
    this.taken--;
    this.admit(w);
    return o;
  }

  /** Those who wait take the permits that are free, the longest first. */
  private admit(w: World): void {
    while (this.waiting.count > 0 && this.taken < this.limit) {
      this.taken++;
      const f = this.waiting.shift(w.pool.frames);
      w.timers.cancel(f, this.timer);
      w.calls.grant(f);
    }
  }

  /** Waited long enough. */
  override wake(w: World, f: Frame): void {
    this.waiting.remove(f, w.pool.frames);
    w.calls.ascend(f, this.layer - 1, BULKHEAD_FULL);
  }

  override abandon(w: World, f: Frame): void {
    w.timers.cancel(f, this.timer);
    this.waiting.remove(f, w.pool.frames);
  }

  override report(): Record<string, number> {
    return { taken: this.taken, waiting: this.waiting.count };
  }
}

export const classes = { plain: Bulkhead, resilience4j: Bulkhead };
