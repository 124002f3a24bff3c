/**
 * Counts of durations in whole ns. Up to 127 ns a bucket is one value; above, each doubling has 64
 * buckets, so a bucket's middle is within 0.8 % of every value in it. Memory does not grow with
 * what is counted, and two histograms add up.
 */
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

/** The middle of a bucket, in ns. */
export function middleOf(bucket: number): number {
  const shift = Math.max(0, Math.floor(bucket / PER_OCTAVE) - 1);
  let width = 1;
  for (let i = 0; i < shift; i++) width *= 2;
  return (bucket - shift * PER_OCTAVE) * width + (width - 1) / 2;
}

export class Histogram extends State {
  counts = new Uint32Array(0);
  /** A bit per bucket in use, so that whoever walks over the buckets passes over the empty ones. */
  private used = new Int32Array(0);
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
    if (this.counts.length === 0) this.open();
    this.counts[bucket]!++;
    this.used[bucket >> 5]! |= 1 << bucket;
    this.count++;
    this.sum += ns;
    if (ns > this.max) this.max = ns;
  }

  /** So many durations of nothing. */
  addZeros(times: number): void {
    if (times === 0) return;
    this.add(0);
    this.counts[0]! += times - 1;
    this.count += times - 1;
  }

  private open(): void {
    this.counts = new Uint32Array(BUCKETS);
    this.used = new Int32Array(BUCKETS / 32);
  }

  /** Adds all that another one holds. */
  absorb(other: Histogram): void {
    if (other.count === 0) return;
    if (this.counts.length === 0) this.open();
    const { counts, used } = this;
    for (let word = 0; word < used.length; word++) {
      let bits = other.used[word]!;
      used[word]! |= bits;
      for (; bits !== 0; bits &= bits - 1) {
        const bucket = word * 32 + lowest(bits);
        counts[bucket]! += other.counts[bucket]!;
      }
    }
    this.tally(other);
  }

  /** Hands all that it holds over to another one. */
  moveTo(other: Histogram): void {
    if (this.count === 0) return;
    if (other.counts.length === 0) other.open();
    const { counts, used } = this;
    for (let word = 0; word < used.length; word++) {
      let bits = used[word]!;
      other.used[word]! |= bits;
      used[word] = 0;
      for (; bits !== 0; bits &= bits - 1) {
        const bucket = word * 32 + lowest(bits);
        other.counts[bucket]! += counts[bucket]!;
        counts[bucket] = 0;
      }
    }
    other.tally(this);
    this.count = this.sum = this.max = 0;
  }

  private tally({ count, sum, max }: Histogram): void {
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
    this.count = this.sum = this.max = 0;
  }

  /** The q-quantile by nearest rank, in ns; NaN over nothing. */
  quantile(q: number): number {
    if (this.count === 0) return NaN;
    const rank = Math.max(1, Math.ceil(q * this.count - 1e-9));
    // Most ask for high ones: from the top down, until those above and in a bucket make it.
    let above = 0;
    for (let word = this.used.length - 1; word >= 0; word--)
      for (let bits = this.used[word]!; bits !== 0;) {
        const bit = 31 - Math.clz32(bits);
        bits ^= 1 << bit;
        const bucket = word * 32 + bit;
        above += this.counts[bucket]!;
        if (above > this.count - rank) return Math.min(middleOf(bucket), this.max);
      }
    return NaN;
  }
}

/** The lowest bit set. */
const lowest = (bits: number): number => 31 - Math.clz32(bits & -bits);
