/**
 * Envoy's gradient controller: periodically it admits only a few calls to measure the no-load RTT
 * (minimum RTT), and in between compares the current RTT with it. In µs, as in Envoy; inputs in ns
 * are truncated.
 */
import type { Stream } from '../../kernel/random.ts';
import { State } from '../../kernel/state.ts';
import type { Params } from './envoy.table.ts';
import { TwoDigits } from './two-digits.ts';

const NS_PER_US = 1000;
const NS_PER_MS = 1e6;
/** After this number of consecutive updates at the minimum limit, the RTT is remeasured. */
const AT_MINIMUM_MAX = 5;

export class GradientController extends State {
  outstanding = 0;
  limit = 0;
  minRttUs = 0.5;
  /** Times of the next update and the next measurement; Infinity: not scheduled. */
  updateNs = Infinity;
  measureNs = Infinity;
  /** The limit to restore after the current measurement; 0: none. */
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

  /** During a measurement, a new limit applies at once. */
  configure(p: Params): void {
    this.p = p;
    if (this.measuring) this.limit = p.minRttCalcParams.minConcurrency;
  }

  get measuring(): boolean {
    return this.deferred > 0;
  }

  /** Starts to measure the minimum RTT. */
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

  /** Handles expired timers. */
  turn(nowNs: number): void {
    if (this.updateNs <= nowNs) {
      this.updateNs = Infinity;
      // No updates during a measurement; its end restarts the timer.
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

  /** The limit for the current RTT. */
  newLimit(sampleRttUs: number): number {
    const { minConcurrency, buffer } = this.p.minRttCalcParams;
    const allowed = this.minRttUs + this.minRttUs * (buffer / 100);
    const raw = allowed / sampleRttUs;
    // NaN (durations of 0) counts as fast.
    const gradient = Math.max(0.5, raw < 2 ? raw : 2);
    const scaled = this.limit * gradient;
    const limit = Math.trunc(scaled + Math.sqrt(scaled));
    const { maxConcurrencyLimit } = this.p.concurrencyLimitParams;
    return Math.max(minConcurrency, Math.min(maxConcurrencyLimit, limit));
  }

  /** Asks for permission. @returns whether the call may be made */
  forward(): boolean {
    if (this.outstanding >= this.limit) return false;
    this.outstanding++;
    return true;
  }

  /** A call, started at a given time, was answered. */
  record(sentNs: number, nowNs: number): void {
    this.outstanding--;
    // Started before the measurement: does not count for it.
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
