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
  /** Of the buckets in use, the first and the last. */
  low = BUCKETS;
  high = -1;
  count = 0.5;
  sum = 0.5;
  max = 0.5;

  constructor() {
    super();
    this.count = this.sum = this.max = 0;
  }

  add(ns: number): void {
    const bucket = bucketOf(ns);
    if (this.counts.length === 0) this.counts = new Uint32Array(BUCKETS);
    this.counts[bucket]!++;
    if (bucket < this.low) this.low = bucket;
    if (bucket > this.high) this.high = bucket;
    this.count++;
    this.sum += ns;
    if (ns > this.max) this.max = ns;
  }

  /** Adds all that another one holds. */
  absorb(other: Histogram): void {
    if (other.count === 0) return;
    if (this.counts.length === 0) this.counts = new Uint32Array(BUCKETS);
    for (let i = other.low; i <= other.high; i++) this.counts[i]! += other.counts[i]!;
    if (other.low < this.low) this.low = other.low;
    if (other.high > this.high) this.high = other.high;
    this.count += other.count;
    this.sum += other.sum;
    if (other.max > this.max) this.max = other.max;
  }

  clear(): void {
    if (this.high >= this.low) this.counts.fill(0, this.low, this.high + 1);
    this.low = BUCKETS;
    this.high = -1;
    this.count = this.sum = this.max = 0;
  }

  /** The q-quantile by nearest rank, in ns; NaN over nothing. */
  quantile(q: number): number {
    if (this.count === 0) return NaN;
    let left = Math.max(1, Math.ceil(q * this.count - 1e-9));
    for (let i = this.low; i <= this.high; i++) {
      left -= this.counts[i]!;
      if (left <= 0) return Math.min(middleOf(i), this.max);
    }
    return this.max;
  }
}
