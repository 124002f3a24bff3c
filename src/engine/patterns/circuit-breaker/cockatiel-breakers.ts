/**
 * cockatiel's opening conditions: consecutive failures (ConsecutiveBreaker), a number of recent
 * calls (CountBreaker), or a time window (SamplingBreaker). Each receives results and says after a
 * failure whether the circuit opens.
 */
import { State } from '../../kernel/state.ts';
import { inRow, shareOf } from './breaker.ts';
import { Buckets } from './buckets.ts';
import { NS_PER_MS } from './open-time.ts';
import { CountWindow } from './window.ts';

export interface CountOptions {
  threshold: number;
  size: number;
  /** null: equal to the size. */
  minimumNumberOfCalls: number | null;
}

export interface SamplingOptions {
  threshold: number;
  /** In ms. */
  duration: number;
  /** null or 0: five failures per second. */
  minimumRps: number | null;
}

export type BreakerOptions =
  { consecutive: number } | { count: CountOptions } | { sampling: SamplingOptions };

export abstract class Samples extends State {
  abstract readonly calls: number;
  abstract readonly failed: number;
  /** Minimum number of calls. */
  abstract readonly minimum: number;

  /** Applies other options. @returns false if the counts are no longer valid */
  abstract take(options: BreakerOptions): boolean;

  abstract success(nowNs: number): void;

  /** @returns whether it opens the circuit, if that is closed */
  abstract failure(nowNs: number): boolean;

  /** The circuit closes: resets the counts. */
  abstract clear(): void;

  /** Failures and total. */
  abstract words(): string;
}

class Consecutive extends Samples {
  private failures = 0;
  calls = 0;
  readonly minimum = 0;

  override take(options: BreakerOptions): boolean {
    if (!('consecutive' in options)) return false;
    // A fraction is rounded up.
    this.calls = Math.ceil(options.consecutive);
    return true;
  }
  override get failed(): number {
    return Math.min(this.calls, this.failures);
  }
  override success(): void {
    this.failures = 0;
  }
  override failure(): boolean {
    return ++this.failures >= this.calls;
  }
  override clear(): void {}
  override words(): string {
    return inRow(this.failures, this.calls);
  }
}

/** Opens when the failure rate exceeds a threshold. */
abstract class Share extends Samples {
  protected threshold = 0.5;
  minimum = 0.5;

  protected abstract sample(nowNs: number, failed: boolean): void;

  override success(nowNs: number): void {
    this.sample(nowNs, false);
  }
  override failure(nowNs: number): boolean {
    this.sample(nowNs, true);
    return this.calls >= this.minimum && this.failed > this.threshold * this.calls;
  }
  override words(): string {
    return shareOf(this.failed, this.calls, this.threshold);
  }
}

class Count extends Share {
  private readonly window: CountWindow;

  constructor({ size }: CountOptions) {
    super();
    this.window = new CountWindow(size);
  }

  override take(options: BreakerOptions): boolean {
    if (!('count' in options) || options.count.size !== this.window.size) return false;
    const { threshold, size, minimumNumberOfCalls } = options.count;
    this.threshold = threshold;
    this.minimum = minimumNumberOfCalls ?? size;
    return true;
  }
  override get calls(): number {
    return this.window.calls;
  }
  override get failed(): number {
    return this.window.failed;
  }
  protected override sample(nowNs: number, failed: boolean): void {
    this.window.record(nowNs, failed, false);
  }
  override clear(): void {
    this.window.clear();
  }
}

/** Windows are at most 1 s long, and there are at least five. */
const WINDOW_MS = 1000;
const WINDOWS_MIN = 5;

const CALLS = 0;
const FAILED = 1;

class Sampling extends Share {
  /** Windows by the rotation number that started each. */
  private readonly windows = new Buckets(2);
  private turn = 0;
  /** Start of the current window. */
  private beganNs = -Infinity;
  private readonly duration: number;
  private readonly span: number;
  private readonly windowMs: number;

  constructor({ duration }: SamplingOptions) {
    super();
    this.duration = duration;
    this.span = Math.max(WINDOWS_MIN, Math.ceil(duration / WINDOW_MS));
    this.windowMs = Math.round(duration / this.span);
  }

  override take(options: BreakerOptions): boolean {
    if (!('sampling' in options) || options.sampling.duration !== this.duration) return false;
    const { threshold, minimumRps } = options.sampling;
    this.threshold = threshold;
    // Default: five failures per second.
    const perMs = minimumRps ? minimumRps / 1000 : 5 / (threshold * 1000);
    this.minimum = this.windowMs * this.span * perMs;
    return true;
  }
  override get calls(): number {
    return this.windows.sums[CALLS]!;
  }
  override get failed(): number {
    return this.windows.sums[FAILED]!;
  }

  protected override sample(nowNs: number, failed: boolean): void {
    // One rotation, however much time has passed: older windows stay until their turn comes.
    if (nowNs - this.beganNs >= this.windowMs * NS_PER_MS) {
      this.turn++;
      this.beganNs = nowNs;
      this.windows.dropBefore(this.turn - this.span + 1);
    }
    const at = this.windows.at(this.turn);
    this.windows.count(at, CALLS);
    if (failed) this.windows.count(at, FAILED);
  }

  override clear(): void {
    this.windows.clear();
    this.beganNs = -Infinity;
  }
}

export function samplesFor(options: BreakerOptions): Samples {
  const samples = freshFor(options);
  samples.take(options);
  return samples;
}

function freshFor(options: BreakerOptions): Samples {
  if ('consecutive' in options) return new Consecutive();
  return 'count' in options ? new Count(options.count) : new Sampling(options.sampling);
}
