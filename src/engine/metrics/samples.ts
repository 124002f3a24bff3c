/**
 * A bounded sample of the attempts that ended on a link in one interval, for drawing: the first of
 * each outcome, and of the others every n-th, with n doubled whenever the places are full, and
 * halved after an interval that leaves half of them empty. So they lie evenly over the interval,
 * and no chance is needed.
 */
import { State } from '../kernel/state.ts';
import type { Frame } from '../model/flight/frame.ts';
import { OUTCOMES, type Outcome } from '../model/outcome.ts';

/** Places for the first of each outcome. */
const FIRSTS = OUTCOMES.length;
/** Places for the others. */
const OTHERS = 32 - FIRSTS;

export class Samples extends State {
  static override readonly refs: readonly string[] = ['clock'];
  /**
   * By place: when it began and ended (ns), its outcome, its frame's flags, its try, the replica.
   */
  readonly began = new Float64Array(32);
  readonly ended = new Float64Array(32);
  readonly outcomes = new Uint8Array(32);
  readonly flags = new Int32Array(32);
  readonly attempts = new Uint8Array(32);
  readonly replicas = new Int32Array(32);
  /** A bit per outcome seen in this interval: its place among the firsts is in use. */
  seen = 0;
  /** Attempts beyond the first of each outcome; of these, so many are kept. */
  others = 0;
  kept = 0;
  /** Every nth of them, less one; a power of two less one. */
  mask = 0;
  private readonly clock: { readonly now: number };

  constructor(clock: { readonly now: number }) {
    super();
    this.clock = clock;
  }

  add(f: Frame, o: Outcome): void {
    if ((this.seen & (1 << o)) === 0) {
      this.seen |= 1 << o;
      this.put(o, f, o);
    } else if ((this.others++ & this.mask) === 0) this.keep(f, o);
  }

  private keep(f: Frame, o: Outcome): void {
    if (this.kept === OTHERS) {
      this.thin();
      if (((this.others - 1) & this.mask) !== 0) return;
    }
    this.put(FIRSTS + this.kept++, f, o);
  }

  /** Every second one is dropped. */
  private thin(): void {
    this.mask = this.mask * 2 + 1;
    this.kept = 0;
    for (let from = 0; from < OTHERS; from += 2) this.move(FIRSTS + from, FIRSTS + this.kept++);
  }

  private move(from: number, to: number): void {
    for (const column of [
      this.began,
      this.ended,
      this.outcomes,
      this.flags,
      this.attempts,
      this.replicas,
    ])
      column[to] = column[from]!;
  }

  private put(place: number, f: Frame, o: Outcome): void {
    this.began[place] = f.began;
    this.ended[place] = this.clock.now;
    this.outcomes[place] = o;
    this.flags[place] = f.flags;
    this.attempts[place] = f.attempt;
    this.replicas[place] = f.replica === null ? -1 : f.replica.index;
  }

  /** The places in use. */
  places(): number[] {
    const places: number[] = [];
    for (let o = 0; o < FIRSTS; o++) if ((this.seen & (1 << o)) !== 0) places.push(o);
    for (let i = 0; i < this.kept; i++) places.push(FIRSTS + i);
    return places;
  }

  /** The next interval begins; it is likely to see as many. */
  clear(): void {
    if (this.kept <= OTHERS / 2) this.mask >>= 1;
    this.seen = this.others = this.kept = 0;
  }
}
