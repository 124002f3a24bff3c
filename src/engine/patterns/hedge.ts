import { choice, count, ms } from '../model/params.ts';
import { GO_ON } from '../model/calls.ts';
import * as at from '../model/frame.ts';
import type { Frame } from '../model/frame.ts';
import { DEGRADED, type Outcome } from '../model/outcome.ts';
import { HOLD, Pattern, SPLIT } from '../model/pattern.ts';
import type { Values } from '../model/params.ts';
import type { Lane } from '../model/timers.ts';
import type { World } from '../model/world.ts';
import type { PatternParams } from '../spec.ts';
import type { PatternTable } from '../model/table.ts';

export const params = {
  after: ms(undefined, 'Send the next attempt when there is no answer after this long.'),
  maxHedges: count(1, 'Attempts in addition to the first.', { min: 1, max: 10 }),
  cancel: choice(
    ['none', 'interrupt', 'reset'],
    'none',
    'What becomes of the losers’ work: it goes on, it is stopped, or only what the caller ' +
      'holds is freed.',
  ),
} as const;

export const table: PatternTable = {
  name: 'hedge',
  title: 'Hedge',
  sign: 'fork',
  places: ['link'],
  help: 'Sends the same call again when the answer is late, and takes the first that comes.',
  goodFor: 'A long tail of latency with a cause that a second replica does not share.',
  badFor: 'Overload: late answers are the rule then, and every hedge adds to the load.',
  limits: (p) => ({ afterMs: Number(p['after']) }),
  variants: {
    plain: {
      of: 'a hedged request, as in The Tail at Scale',
      help:
        'A failed attempt brings the next one forward; when all have failed, the first one’s ' +
        'outcome is passed on.',
      params,
    },
  },
};

type Params = Values<typeof params>;

// Slots: attempts sent, attempts that have not come back, the first one's outcome when it failed.
const SENT = 0;
const OUT = 1;
const FIRST = 2;

class Hedge extends Pattern {
  static override readonly slots = 3;
  static override readonly timers = 1;
  private lane: Lane | null = null;
  private attempts = 2;
  private mode = GO_ON;

  static override splits(): boolean {
    return true;
  }

  override configure(w: World, p: PatternParams): void {
    const { after, maxHedges, cancel } = p as unknown as Params;
    this.lane = w.timers.lane(Math.round(after * 1e6));
    this.attempts = maxHedges + 1;
    this.mode = w.calls.modes[cancel];
  }

  private slotsOf(w: World, f: Frame): number {
    return f.slots + this.slot;
  }

  override enter(w: World, f: Frame): number {
    const slot = this.slotsOf(w, f);
    w.pool.slots[slot + SENT] = 1;
    w.pool.slots[slot + OUT] = 1;
    w.timers.start(this.lane!, f, this.timer, this.layer);
    return SPLIT;
  }

  /** The answer is late. */
  override wake(w: World, f: Frame): void {
    this.send(w, f);
  }

  private send(w: World, f: Frame): void {
    const slot = this.slotsOf(w, f);
    const sent = ++w.pool.slots[slot + SENT]!;
    w.pool.slots[slot + OUT]!++;
    if (sent < this.attempts) w.timers.start(this.lane!, f, this.timer, this.layer);
    else w.timers.cancel(f, this.timer);
    w.calls.spawn(f, this.layer, sent, at.HEDGE);
  }

  override leave(w: World, f: Frame, o: Outcome, child: Frame): number {
    const { slots } = w.pool;
    const slot = this.slotsOf(w, f);
    const out = --slots[slot + OUT]!;
    if (child.attempt === 1) slots[slot + FIRST] = o;
    if (o > DEGRADED && !w.givenUp(f)) {
      if (slots[slot + SENT]! < this.attempts) {
        this.send(w, f);
        return HOLD;
      }
      if (out > 0) return HOLD;
    } else if (o > DEGRADED && out > 0) return HOLD;
    w.timers.cancel(f, this.timer);
    if (this.mode !== GO_ON)
      for (const loser of w.pool.childrenOf(f)) {
        w.pool.detach(loser);
        w.calls.cancel(loser, this.mode);
      }
    return o > DEGRADED ? slots[slot + FIRST]! : o;
  }

  override abandon(w: World, f: Frame): void {
    w.timers.cancel(f, this.timer);
  }
}

export const classes = { plain: Hedge };
