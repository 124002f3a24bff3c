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
    this.takeOver(other);
  }

  /** Hands all that it holds over to another one. */
  moveTo(other: Histogram): void {
    if (this.count === 0) return;
    if (other.counts.length === 0) other.counts = new Uint32Array(BUCKETS);
    const { counts, low, high } = this;
    const into = other.counts;
    for (let i = low; i <= high; i++) {
      const count = counts[i]!;
      if (count === 0) continue;
      into[i]! += count;
      counts[i] = 0;
    }
    other.takeOver(this);
    this.forget();
  }

  private takeOver({ low, high, count, sum, max }: Histogram): void {
    if (low < this.low) this.low = low;
    if (high > this.high) this.high = high;
    this.count += count;
    this.sum += sum;
    if (max > this.max) this.max = max;
  }

  private forget(): void {
    this.low = BUCKETS;
    this.high = -1;
    this.count = this.sum = this.max = 0;
  }

  clear(): void {
    if (this.high >= this.low) this.counts.fill(0, this.low, this.high + 1);
    this.forget();
  }

  /** The q-quantile by nearest rank, in ns; NaN over nothing. */
  quantile(q: number): number {
    if (this.count === 0) return NaN;
    const rank = Math.max(1, Math.ceil(q * this.count - 1e-9));
    const { counts, low, high } = this;
    let i = low;
    if (q < 0.5) for (let left = rank - counts[i]!; left > 0; left -= counts[i]!) i++;
    else {
      // High quantiles are nearer to the upper end.
      i = high;
      for (let above = counts[i]!; above <= this.count - rank; above += counts[i]!) i--;
    }
    return Math.min(middleOf(i), this.max);
  }
}
