/**
 * Counts of what began and what ended. The hot path only touches what belongs to the present
 * interval; when that ends, `fold` adds it to the run's totals. What began before the warm-up was
 * over is kept apart (`early`).
 */
import { State } from '../kernel/state.ts';
import { DEGRADED, OK, OUTCOMES, type Outcome } from '../model/outcome.ts';
import { Histogram, lowest } from './histogram.ts';

/** A count of beginnings. */
export class Count extends State {
  before = 0.5;
  /** A whole number: nothing that is counted in one interval is more than a run may have. */
  recent = -1;

  constructor() {
    super();
    this.before = this.recent = 0;
  }

  get total(): number {
    return this.before + this.recent;
  }
  /** The warm-up is over: what was counted so far is not part of the total. */
  warm(): void {
    this.before = -this.recent;
  }
  fold(): void {
    this.before += this.recent;
    this.recent = 0;
  }
}

/** Ends by outcome, with how long they took. */
export class Ends extends State {
  readonly before = new Float64Array(OUTCOMES.length);
  readonly recent = new Float64Array(OUTCOMES.length);
  readonly early = new Float64Array(OUTCOMES.length);
  /** How long good ends took, and failures. */
  readonly good = new Histogram();
  readonly recentGood = new Histogram();
  readonly earlyGood = new Histogram();
  readonly failed = new Histogram();
  /** How long all those took that began before the warm-up was over, in ns. */
  private earlyNs = 0.5;
  /** A bit per kind of failure in the present interval. */
  private failures = -1;

  constructor() {
    super();
    this.earlyNs = this.failures = 0;
  }

  /** @param counts it began after the warm-up */
  add(o: Outcome, ns: number, counts: boolean): void {
    if (!counts) return this.addEarly(o, ns);
    this.recent[o]!++;
    if (o <= DEGRADED) {
      this.recentGood.add(ns);
      this.good.keep(ns);
    } else {
      this.failures |= 1 << o;
      this.failed.add(ns);
      this.failed.keep(ns);
    }
  }

  private addEarly(o: Outcome, ns: number): void {
    this.early[o]!++;
    this.earlyNs += ns;
    if (o <= DEGRADED) this.earlyGood.add(ns);
    else this.failures |= 1 << o;
  }

  /** So many ended with this outcome, after the warm-up. */
  total(o: Outcome): number {
    return this.before[o]! + this.recent[o]!;
  }

  totalFailed(): number {
    let sum = 0;
    for (let o = DEGRADED + 1; o < OUTCOMES.length; o++) sum += this.total(o);
    return sum;
  }

  /** In the present interval. */
  now(o: Outcome): number {
    return this.recent[o]! + this.early[o]!;
  }

  nowFailed(): number {
    let sum = 0;
    for (let bits = this.failures; bits !== 0; bits &= bits - 1) sum += this.now(lowest(bits));
    return sum;
  }

  /** How long good ends of the present interval took. */
  nowGood(): Histogram {
    if (this.earlyGood.count === 0) return this.recentGood;
    const all = new Histogram();
    all.absorb(this.earlyGood);
    all.absorb(this.recentGood);
    return all;
  }

  /** How long all took together, from the very start, in ns. */
  spentNs(): number {
    return this.earlyNs + this.good.sum + this.recentGood.sum + this.failed.sum;
  }

  /** How long good ends took, after the warm-up. */
  totalGood(): Histogram {
    const all = new Histogram();
    all.absorb(this.good);
    all.absorb(this.recentGood);
    return all;
  }

  fold(): void {
    this.recentGood.moveTo(this.good);
    if (this.earlyGood.count > 0) this.earlyGood.clear();
    this.foldOne(OK);
    this.foldOne(DEGRADED);
    for (let bits = this.failures; bits !== 0; bits &= bits - 1) this.foldOne(lowest(bits));
    this.failures = 0;
  }

  private foldOne(o: Outcome): void {
    this.before[o]! += this.recent[o]!;
    this.recent[o] = this.early[o] = 0;
  }
}
