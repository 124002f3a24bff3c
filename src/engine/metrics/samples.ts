/**
 * A bounded sample of the attempts that ended on a link in one interval, for drawing: at most 32,
 * the first of each outcome always among them, the others a fair sample (a reservoir). Chance comes
 * from a stream of its own, so that watching changes nothing.
 */
import { exp, ln } from '../kernel/math.ts';
import { State } from '../kernel/state.ts';
import type { Stream } from '../kernel/random.ts';
import type { Frame } from '../model/frame.ts';
import { OUTCOMES, type Outcome } from '../model/outcome.ts';

/** Places for the first of each outcome. */
const FIRSTS = OUTCOMES.length;
/** Places for the others. */
const OTHERS = 32 - FIRSTS;

export class Samples extends State {
  static override readonly refs: readonly string[] = ['stream', 'clock'];
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
  /** Attempts beyond the first of each outcome. */
  others = 0;
  /** The one of the others that will be taken next, and algorithm L's W. */
  next = 0;
  weight = 0.5;
  private readonly stream: Stream;
  private readonly clock: { readonly now: number };

  constructor(stream: Stream, clock: { readonly now: number }) {
    super();
    this.clock = clock;
    this.stream = stream;
  }

  add(f: Frame, o: Outcome): void {
    if ((this.seen & (1 << o)) === 0) {
      this.seen |= 1 << o;
      this.put(o, f, o);
      return;
    }
    const nth = this.others++;
    if (nth < OTHERS) {
      this.put(FIRSTS + nth, f, o);
      if (nth < OTHERS - 1) return;
      this.weight = 1;
      this.skip();
    } else if (nth === this.next) {
      this.put(FIRSTS + this.stream.below(OTHERS), f, o);
      this.skip();
    }
  }

  /**
   * How many to pass over until the next is taken: algorithm L of K.-H. Li (1994), which draws only
   * for those that are taken.
   */
  private skip(): void {
    this.weight *= exp(ln(1 - this.stream.double()) / OTHERS);
    const over = Math.floor(ln(1 - this.stream.double()) / ln(1 - this.weight));
    this.next = this.others + Math.min(over, 1e9);
  }

  private put(place: number, f: Frame, o: Outcome): void {
    this.began[place] = f.start;
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
    for (let i = 0; i < Math.min(this.others, OTHERS); i++) places.push(FIRSTS + i);
    return places;
  }

  clear(): void {
    this.seen = 0;
    this.others = 0;
  }
}
