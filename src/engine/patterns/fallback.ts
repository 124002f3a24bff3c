import type { Frame } from '../model/flight/frame.ts';
import { CANCELLED, DEGRADED, type Outcome } from '../model/outcome.ts';
import { HOLD, PASS, Pattern } from '../model/pattern.ts';
import type { Port } from '../model/port.ts';
import type { FallbackList, PatternParams } from '../spec.ts';

const callsOf = (params: PatternParams): boolean =>
  (params['try'] as FallbackList).some((entry) => 'call' in entry);

class Fallback extends Pattern {
  /** Position of the current alternative in the list, plus one; 0: the call itself. */
  static override readonly slots = 1;
  private list: FallbackList = [];
  private hasCalls = false;
  /** Number of calls that it answered. */
  used = 0;

  static override splits(params: PatternParams): boolean {
    return callsOf(params);
  }

  override configure(_w: Port, params: PatternParams): void {
    this.list = params['try'] as FallbackList;
    this.hasCalls = callsOf(params);
  }

  override enter(w: Port, f: Frame): number {
    if (!this.hasCalls) return PASS;
    w.pool.slots[f.slots + this.slot] = 0;
    return PASS;
  }

  override leave(w: Port, f: Frame, o: Outcome): number {
    if (!this.hasCalls) {
      if (o <= DEGRADED || o === CANCELLED) return o;
      return this.answer(f);
    }
    const slot = f.slots + this.slot;
    const tried = w.pool.slots[slot]!;
    if (o <= DEGRADED) return tried > 0 ? this.answer(f) : o;
    if (tried >= this.list.length || o === CANCELLED || w.givenUp(f)) return o;
    w.pool.slots[slot] = tried + 1;
    if ('answer' in this.list[tried]!) return this.answer(f);
    w.calls.hold(f, this.layerOf(f));
    w.calls.start(this.place.link(tried), f);
    return HOLD;
  }

  private answer(f: Frame): number {
    this.used++;
    f.cause = 0;
    return DEGRADED;
  }

  override report(): Record<string, number> {
    return { used: this.used };
  }
}

export const classes = { plain: Fallback };
