/**
 * sony/gobreaker v2's circuit breaker: counts since the interval began, or in rolling buckets. Each
 * state and each interval is a generation, and results of earlier generations are ignored. Without
 * `bucketPeriod` it equals v1. Checked call by call against sequences recorded from both.
 */
import { CIRCUIT_OPEN, type Outcome } from '../../model/outcome.ts';
import { PASS } from '../../model/pattern.ts';
import type { PatternParams } from '../../spec.ts';
import {
  Breaker,
  CLOSED,
  FAILURE,
  HALF_OPEN,
  IGNORED,
  inRow,
  type Listener,
  OPEN,
  shareOf,
  type Standing,
  SUCCESS,
  WAIT_OVER,
} from './breaker.ts';
import { Buckets } from './buckets.ts';
import { OnLink } from './on-link.ts';
import { nsOf } from '../../kernel/ns.ts';
import { machine, TIMEOUT_MS, type Params } from './gobreaker.table.ts';

// Counts of the generation and of each bucket.
const REQUESTS = 0;
const SUCCESSES = 1;
const FAILURES = 2;
const EXCLUSIONS = 3;
const SUCCESSES_IN_ROW = 4;
const FAILURES_IN_ROW = 5;
const COUNTS = [
  'requests',
  'totalSuccesses',
  'totalFailures',
  'totalExclusions',
  'consecutiveSuccesses',
  'consecutiveFailures',
] as const;
const PROBE_FAILED = 'a probe failed';

export class Gobreaker extends Breaker<Params> {
  private generation = 0;
  /** Totals of the generation, or of the buckets. */
  readonly counts = new Float64Array(COUNTS.length);
  private startNs = 0.5;
  /** Closed with a fixed interval: the counts are cleared after this time. */
  private expiryNs = Infinity;
  /** The number of the current bucket. */
  private age = 0;
  private readonly buckets = new Buckets(COUNTS.length);
  /** Number and length of the buckets; length 0: fixed interval. */
  private span = 1;
  private bucketNs = 0;
  /** 0: unlimited. */
  private intervalNs = 0;
  private p: Params;

  constructor(params: Params, nowNs: number, listener: Listener) {
    super(machine, params, listener);
    this.p = params;
    this.take(params);
    this.begin(CLOSED, nowNs);
  }

  private take(params: Params): void {
    this.p = params;
    this.honor(params);
    const interval = nsOf(params.interval);
    const bucket = interval > 0 ? nsOf(params.bucketPeriod) : 0;
    // As many buckets as cover the interval, rounded up.
    this.span = bucket > 0 ? Math.ceil(interval / bucket) : 1;
    this.bucketNs = this.span > 1 ? bucket : 0;
    this.intervalNs = bucket > 0 ? this.span * bucket : interval;
  }

  override configure(params: Params, nowNs: number): void {
    const { bucketNs, intervalNs } = this;
    this.take(params);
    const other = bucketNs !== this.bucketNs || intervalNs !== this.intervalNs;
    if (other && this.state === CLOSED) this.begin(CLOSED, nowNs);
    if (this.state === HALF_OPEN) this.succeeded(nowNs);
  }

  /** Starts a new generation: a state, or a closed state's next interval. */
  protected override begin(state: number, nowNs: number): void {
    super.begin(state, nowNs);
    this.generation++;
    this.clear();
    this.age = 0;
    this.startNs = nowNs;
    const ends = state === CLOSED && this.bucketNs === 0 && this.intervalNs > 0;
    this.expiryNs = ends ? nowNs + this.intervalNs : Infinity;
    if (state === OPEN) this.untilNs = nowNs + nsOf(this.p.timeout || TIMEOUT_MS);
  }

  private clear(): void {
    this.counts.fill(0);
    this.buckets.clear();
  }

  /**
   * Applies the passage of time. Ends are strict: their exact time still belongs to the earlier
   * generation.
   */
  private bringUp(nowNs: number): void {
    if (this.state === CLOSED) {
      if (nowNs > this.expiryNs) this.begin(CLOSED, nowNs);
      else if (this.bucketNs > 0) this.roll(Math.floor((nowNs - this.startNs) / this.bucketNs));
    } else if (this.state === OPEN && nowNs > this.untilNs)
      this.move('timeoutOver', nowNs, WAIT_OVER);
  }

  private roll(age: number): void {
    const { buckets, span } = this;
    if (age - this.age >= span) this.clear();
    else while (buckets.oldest <= age - span) this.dropOldest();
    this.age = age;
  }

  private dropOldest(): void {
    const { buckets, counts } = this;
    const at = buckets.find(buckets.oldest);
    this.shorten(SUCCESSES_IN_ROW, SUCCESSES, at);
    this.shorten(FAILURES_IN_ROW, FAILURES, at);
    for (let column = REQUESTS; column <= EXCLUSIONS; column++)
      counts[column]! -= buckets.get(at, column);
    buckets.drop();
  }

  /** A run of consecutive failures loses the part in a dropped bucket. */
  private shorten(run: number, total: number, at: number): void {
    const { buckets, counts } = this;
    const part = buckets.get(at, run);
    if (counts[run] === part + counts[total]! - buckets.get(at, total)) counts[run] -= part;
  }

  /** Requests that are not excluded, including those in flight. */
  private get judged(): number {
    return Math.max(0, this.counts[REQUESTS]! - this.counts[EXCLUSIONS]!);
  }
  private get maxRequests(): number {
    return this.p.maxRequests || 1;
  }

  override enter(nowNs: number, kept: Float64Array, at: number): number {
    this.bringUp(nowNs);
    const { state } = this;
    if (state === OPEN || (state === HALF_OPEN && this.judged >= this.maxRequests)) {
      this.notPermitted++;
      return CIRCUIT_OPEN;
    }
    this.add(REQUESTS, this.bucketNs > 0 ? this.buckets.at(this.age) : -1);
    kept[at] = this.generation;
    kept[at + 1] = this.age;
    return PASS;
  }

  override leave(nowNs: number, o: Outcome, kept: Float64Array, at: number): void {
    this.bringUp(nowNs);
    if (kept[at] !== this.generation) return;
    const result = this.resultOf(o);
    const age = kept[at + 1]!;
    // Its bucket may have been dropped in the meantime.
    if (this.age - age < this.span)
      this.credit(result, this.bucketNs > 0 ? this.buckets.find(age) : -1);
    if (result === FAILURE) this.failed(nowNs);
    else if (result === SUCCESS && this.state === HALF_OPEN) this.succeeded(nowNs);
  }

  private credit(result: number, bucket: number): void {
    if (result === IGNORED) return this.add(EXCLUSIONS, bucket);
    const succeeded = result === SUCCESS;
    this.add(succeeded ? SUCCESSES : FAILURES, bucket);
    this.add(succeeded ? SUCCESSES_IN_ROW : FAILURES_IN_ROW, bucket);
    const ended = succeeded ? FAILURES_IN_ROW : SUCCESSES_IN_ROW;
    this.counts[ended] = 0;
    if (bucket >= 0) this.buckets.zero(bucket, ended);
  }

  private add(column: number, bucket: number): void {
    this.counts[column]!++;
    if (bucket >= 0) this.buckets.count(bucket, column);
  }

  private succeeded(nowNs: number): void {
    const succeeded = this.counts[SUCCESSES_IN_ROW]!;
    if (succeeded < this.maxRequests) return;
    this.move('probesSucceeded', nowNs, `${succeeded} of ${this.maxRequests} probes succeeded`);
  }

  private failed(nowNs: number): void {
    if (this.state === HALF_OPEN) return void this.move('probeFailed', nowNs, PROBE_FAILED);
    if (this.state !== CLOSED) return;
    const failed = this.counts[FAILURES]!;
    const inARow = this.counts[FAILURES_IN_ROW]!;
    const { judged } = this;
    const { readyToTrip } = this.p;
    if ('consecutiveFailuresAbove' in readyToTrip) {
      const { consecutiveFailuresAbove: above } = readyToTrip;
      if (inARow > above) this.move('readyToTrip', nowNs, inRow(inARow, above + 1));
    } else if (judged >= readyToTrip.requests && failed / judged >= readyToTrip.failureRatio)
      this.move('readyToTrip', nowNs, shareOf(failed, judged, readyToTrip.failureRatio));
  }

  /** As the library's `Counts()`: the passage of time shows at the next call. */
  override standing(): Standing {
    const { readyToTrip } = this.p;
    const probes = Math.max(0, this.maxRequests - this.judged);
    if ('requests' in readyToTrip) {
      const minimum = readyToTrip.requests;
      return { calls: this.judged, failed: this.counts[FAILURES]!, slow: 0, minimum, probes };
    }
    const calls = readyToTrip.consecutiveFailuresAbove + 1;
    const failed = Math.min(calls, this.counts[FAILURES_IN_ROW]!);
    return { calls, failed, slow: 0, minimum: 0, probes };
  }

  override report(): Record<string, number> {
    const counts = COUNTS.map((name, column) => [name, this.counts[column]!]);
    return { ...Object.fromEntries(counts), notPermitted: this.notPermitted };
  }
}

export class GobreakerOnLink extends OnLink<Gobreaker> {
  static override readonly slots = 2;

  protected override create(params: PatternParams, nowNs: number, listener: Listener) {
    return new Gobreaker(params as unknown as Params, nowNs, listener);
  }
}
