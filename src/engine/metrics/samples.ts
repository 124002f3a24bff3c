/**
 * A bounded sample of the attempts that ended on a link in one interval, for drawing: at most 32,
 * the first of each outcome always among them, the others a fair sample (a reservoir). Chance comes
 * from a stream of its own, so that watching changes nothing.
 */
import { State } from '../kernel/state.ts';
import type { Stream } from '../kernel/random.ts';
import type { Frame } from '../model/frame.ts';
import { OUTCOMES, type Outcome } from '../model/outcome.ts';

/** Places for the first of each outcome. */
const FIRSTS = OUTCOMES.length;
/** Places for the others. */
const OTHERS = 32 - FIRSTS;

export class Samples extends State {
  static override readonly refs: readonly string[] = ['stream'];
  /** By place: when it began and ended (ns), its outcome, its frame's flags, its try, the replica. */
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
  private readonly stream: Stream;

  constructor(stream: Stream) {
    super();
    this.stream = stream;
  }

  add(f: Frame, o: Outcome, nowNs: number): void {
    if ((this.seen & (1 << o)) === 0) {
      this.seen |= 1 << o;
      this.put(o, f, o, nowNs);
      return;
    }
    const nth = this.others++;
    const place = nth < OTHERS ? nth : Math.floor(this.stream.quick() * (nth + 1));
    if (place < OTHERS) this.put(FIRSTS + place, f, o, nowNs);
  }

  private put(place: number, f: Frame, o: Outcome, nowNs: number): void {
    this.began[place] = f.start;
    this.ended[place] = nowNs;
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
