/**
 * Counts of durations in whole ns. Up to 127 ns a bucket is one value; above, each doubling has 64
 * buckets. A bucket also knows the least and the greatest value in it, and a quantile lies between
 * these two, as far along as its rank in the bucket: quantiles of equal values are that value.
 * The first values are kept as they are: quantiles of few are exact. Memory does not grow with
 * what is counted, and two histograms add up.
 */
import { grown } from '../kernel/arrays.ts';
import { State } from '../kernel/state.ts';

const PER_OCTAVE = 64;
/** Up to 2^52 ns, 52 days. */
const BUCKETS = 47 * PER_OCTAVE;

/** The bucket of a whole number of ns. */
export function bucketOf(ns: number): number {
  if (ns < 0x80000000) {
    const v = ns | 0;
    if (v < PER_OCTAVE) return v;
    const shift = 25 - Math.clz32(v);
    return shift * PER_OCTAVE + (v >>> shift);
  }
  // 2^25 at a time: what is left fits into 32 bits, and is 64 at least.
  const v = Math.floor(ns * (1 / 0x2000000));
  const shift = 25 - Math.clz32(v);
  return Math.min(BUCKETS - 1, (shift + 25) * PER_OCTAVE + (v >>> shift));
}

/** So many values are kept as they are. */
const FEW = 1024;

export class Histogram extends State {
  /** The bucket with which the arrays begin: the first of an octave, as is the end of the last. */
  private from = 0;
  counts = new Uint32Array(0);
  /** The least and the greatest value in each bucket in use. */
  private lows = new Float64Array(0);
  private highs = new Float64Array(0);
  /** A bit per bucket in use, so that whoever walks over the buckets passes over the empty ones. */
  private used = new Int32Array(0);
  /** The first values, in any order: so many of them; all, if that is the count. */
  private few = new Float64Array(0);
  kept = 0;
  count = 0.5;
  sum = 0.5;
  max = 0.5;

  constructor() {
    super();
    this.count = this.sum = this.max = 0;
  }

  /** @param ns a whole number */
  add(ns: number): void {
    const bucket = bucketOf(ns);
    let at = bucket - this.from;
    if (at >>> 0 >= this.counts.length) at = this.cover(bucket, bucket);
    if (this.counts[at]!++ === 0) {
      this.used[at >> 5]! |= 1 << at;
      this.lows[at] = this.highs[at] = ns;
    } else if (ns < this.lows[at]!) this.lows[at] = ns;
    else if (ns > this.highs[at]!) this.highs[at] = ns;
    this.count++;
    this.sum += ns;
    if (ns > this.max) this.max = ns;
  }

  /** Keeps a value as it is, of which `add` or `moveTo` will tell, too. */
  keep(ns: number): void {
    if (this.kept >= FEW) return;
    if (this.kept === this.few.length) this.few = grown(this.few, Math.max(16, this.kept * 2));
    this.few[this.kept++] = ns;
  }

  /** So many durations of nothing. */
  addZeros(times: number): void {
    if (times === 0) return;
    const zeros = new Histogram();
    zeros.add(0);
    zeros.counts[0] = zeros.count = times;
    this.absorb(zeros);
    for (let kept = 0; kept < Math.min(times, FEW); kept++) this.keep(0);
  }

  /** Makes room for the buckets from one to another. @returns where the first one lies */
  private cover(first: number, last: number): number {
    const { counts, from } = this;
    const empty = counts.length === 0;
    const start = octaveOf(empty ? first : Math.min(from, first));
    const end = octaveOf(empty ? last : Math.max(from + counts.length - 1, last)) + PER_OCTAVE;
    const before = empty ? 0 : from - start;
    const length = end - start;
    this.from = start;
    this.counts = new Uint32Array(length);
    this.counts.set(counts, before);
    this.lows = shifted(this.lows, before, length);
    this.highs = shifted(this.highs, before, length);
    const { used } = this;
    this.used = new Int32Array(length / 32);
    this.used.set(used, before / 32);
    return first - start;
  }

  /** Adds all that another one holds. */
  absorb(other: Histogram): void {
    if (other.count === 0) return;
    const end = other.from + other.counts.length;
    if (this.counts.length === 0 || other.from < this.from || end > this.from + this.counts.length)
      this.cover(other.from, end - 1);
    const ahead = other.from - this.from;
    const { counts, lows, highs, used } = this;
    for (let word = 0; word < other.used.length; word++)
      for (let bits = other.used[word]!; bits !== 0; bits &= bits - 1) {
        const theirs = word * 32 + lowest(bits);
        const at = theirs + ahead;
        const low = other.lows[theirs]!;
        const high = other.highs[theirs]!;
        const fresh = counts[at] === 0;
        if (fresh) used[at >> 5]! |= 1 << at;
        if (fresh || low < lows[at]!) lows[at] = low;
        if (fresh || high > highs[at]!) highs[at] = high;
        counts[at]! += other.counts[theirs]!;
      }
    this.tally(other);
  }

  /** Hands all that it holds over to another one. */
  moveTo(other: Histogram): void {
    if (this.count === 0) return;
    other.absorb(this);
    this.clear();
  }

  private tally({ count, sum, max, few, kept }: Histogram): void {
    for (let i = 0; i < kept; i++) this.keep(few[i]!);
    this.count += count;
    this.sum += sum;
    if (max > this.max) this.max = max;
  }

  clear(): void {
    for (let word = 0; word < this.used.length; word++) {
      for (let bits = this.used[word]!; bits !== 0; bits &= bits - 1)
        this.counts[word * 32 + lowest(bits)] = 0;
      this.used[word] = 0;
    }
    this.count = this.sum = this.max = this.kept = 0;
  }

  /** The q-quantile by nearest rank, in ns; NaN over nothing. */
  quantile(q: number): number {
    const { count } = this;
    if (count === 0) return NaN;
    const rank = Math.max(1, Math.ceil(q * count - 1e-9));
    if (rank === count) return this.max;
    // Most ask for high ones: from the top down, until those above and in a bucket make it.
    let above = 0;
    for (let word = this.used.length - 1; word >= 0; word--)
      for (let bits = this.used[word]!; bits !== 0;) {
        const bit = 31 - Math.clz32(bits);
        bits ^= 1 << bit;
        const at = word * 32 + bit;
        above += this.counts[at]!;
        if (above > count - rank) return this.within(at, above - (count - rank));
      }
    return NaN;
  }

  /**
   * The value of that rank in a bucket, from 1: the value itself while all are kept, else what it
   * would be if those in the bucket lay evenly.
   */
  private within(at: number, nth: number): number {
    const low = this.lows[at]!;
    const high = this.highs[at]!;
    const others = this.counts[at]! - 1;
    if (nth === 1) return low;
    if (nth > others) return high;
    if (this.kept < this.count) return low + ((high - low) * (nth - 1)) / others;
    const kept = this.few.subarray(0, this.count).filter((ns) => ns >= low && ns <= high);
    return kept.sort()[nth - 1]!;
  }
}

/** The first bucket of a bucket's octave. */
const octaveOf = (bucket: number): number => bucket - (bucket % PER_OCTAVE);

/** A copy of that length, in which the old content begins so much later. */
function shifted(old: Float64Array, by: number, length: number): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(length);
  longer.set(old, by);
  return longer;
}

/** The lowest bit set. */
export const lowest = (bits: number): number => 31 - Math.clz32(bits & -bits);
