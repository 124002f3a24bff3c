/**
 * Envoy's gradient controller: from time to time it lets only few calls through to learn how long
 * they take without load (the minimal round trip), and compares with that, in between, how long
 * they take now. Microseconds, as in Envoy; what it is told in ns is rounded down.
 */
import type { Stream } from '../../kernel/random.ts';
import { State } from '../../kernel/state.ts';
import type { Params } from './envoy.table.ts';
import { TwoDigits } from './two-digits.ts';

const NS_PER_US = 1000;
const NS_PER_MS = 1e6;
/** So many updates in a row that leave the limit at its minimum, and the round trip is measured. */
const AT_MINIMUM_MAX = 5;

export class GradientController extends State {
  outstanding = 0;
  limit = 0;
  minRttUs = 0.5;
  /** When the next update is due, and the next measurement; Infinity while it is not. */
  updateNs = Infinity;
  measureNs = Infinity;
  /** The limit to return to after the measurement that is going on; 0 when none is. */
  private deferred = 0;
  private epochNs = 0.5;
  private atMinimum = 0;
  private readonly samples = new TwoDigits();
  private p: Params;
  private readonly jitter: Stream;

  constructor(p: Params, jitter: Stream, nowNs: number) {
    super();
    this.p = p;
    this.jitter = jitter;
    this.minRttUs = this.epochNs = 0;
    this.limit = p.minRttCalcParams.minConcurrency;
    this.measure(nowNs);
    this.restart(nowNs);
  }

  /** The limit of a measurement that goes on is the new one at once. */
  configure(p: Params): void {
    this.p = p;
    if (this.measuring) this.limit = p.minRttCalcParams.minConcurrency;
  }

  get measuring(): boolean {
    return this.deferred > 0;
  }

  /** Begins to measure the minimal round trip. */
  private measure(nowNs: number): void {
    if (this.measuring) return;
    this.deferred = this.limit;
    this.setLimit(this.p.minRttCalcParams.minConcurrency, nowNs);
    this.samples.clear();
    this.epochNs = nowNs;
  }

  private measured(nowNs: number): void {
    this.minRttUs = this.takeSamples();
    this.setLimit(this.deferred, nowNs);
    this.deferred = 0;
    const { interval, jitter } = this.p.minRttCalcParams;
    const rangeMs = Math.ceil(interval * (jitter / 100));
    const laterMs = rangeMs > 0 ? this.jitter.below(rangeMs) : 0;
    this.measureNs = nowNs + Math.round((interval + laterMs) * NS_PER_MS);
    this.restart(nowNs);
  }

  private restart(nowNs: number): void {
    const { concurrencyUpdateInterval } = this.p.concurrencyLimitParams;
    this.updateNs = nowNs + Math.round(concurrencyUpdateInterval * NS_PER_MS);
  }

  private takeSamples(): number {
    const us = Math.trunc(this.samples.quantile(this.p.sampleAggregatePercentile / 100));
    this.samples.clear();
    return us;
  }

  private setLimit(limit: number, nowNs: number): void {
    const { minConcurrency } = this.p.minRttCalcParams;
    const stays = this.limit === minConcurrency && limit === minConcurrency;
    this.limit = limit;
    this.atMinimum = !this.measuring && stays ? this.atMinimum + 1 : 0;
    if (this.atMinimum >= AT_MINIMUM_MAX) this.measureNs = nowNs;
  }

  /** Timers that are due by now. */
  turn(nowNs: number): void {
    if (this.updateNs <= nowNs) {
      this.updateNs = Infinity;
      // While it measures nothing is updated; the end of that starts the timer anew.
      if (!this.measuring) {
        if (this.samples.count > 0) this.setLimit(this.newLimit(this.takeSamples()), nowNs);
        this.restart(nowNs);
      }
    }
    if (this.measureNs <= nowNs) {
      this.measureNs = Infinity;
      this.measure(nowNs);
    }
  }

  /** The limit that follows from how long calls take now. */
  newLimit(sampleRttUs: number): number {
    const { minConcurrency, buffer } = this.p.minRttCalcParams;
    const allowed = this.minRttUs + this.minRttUs * (buffer / 100);
    const raw = allowed / sampleRttUs;
    // NaN, where nothing takes any time, counts as fast.
    const gradient = Math.max(0.5, raw < 2 ? raw : 2);
    const scaled = this.limit * gradient;
    const limit = Math.trunc(scaled + Math.sqrt(scaled));
    const { maxConcurrencyLimit } = this.p.concurrencyLimitParams;
    return Math.max(minConcurrency, Math.min(maxConcurrencyLimit, limit));
  }

  /** Asks to make a call. @returns whether it may be made */
  forward(): boolean {
    if (this.outstanding >= this.limit) return false;
    this.outstanding++;
    return true;
  }

  /** A call has been answered that was sent at an instant. */
  record(sentNs: number, nowNs: number): void {
    this.outstanding--;
    // Sent before the measurement began: not one of the few.
    if (sentNs < this.epochNs) return;
    this.samples.add(Math.floor((nowNs - sentNs) / NS_PER_US));
    const { requestCount } = this.p.minRttCalcParams;
    if (this.measuring && this.samples.count >= requestCount) this.measured(nowNs);
  }

  /** A call has ended without an answer. */
  cancel(): void {
    this.outstanding--;
  }
}
