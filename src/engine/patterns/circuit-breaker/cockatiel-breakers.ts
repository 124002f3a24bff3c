/**
 * What cockatiel's circuit breaker judges by: failures in a row (ConsecutiveBreaker), the last so
 * many samples (CountBreaker), or those of a duration (SamplingBreaker). Each is told of results
 * and says after a failure whether the circuit is to open.
 */
import { State } from '../../kernel/state.ts';
import { inRow, shareOf } from './breaker.ts';
import { Buckets } from './buckets.ts';
import { NS_PER_MS } from './open-time.ts';
import { CountWindow } from './window.ts';

export interface CountOptions {
  threshold: number;
  size: number;
  /** null: the size. */
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
  /** Fewer calls than this are not judged. */
  abstract readonly minimum: number;

  /** Other options. @returns false if what was counted means nothing to them */
  abstract take(options: BreakerOptions): boolean;

  abstract success(nowNs: number): void;

  /** @returns whether it opens the circuit, if that is closed */
  abstract failure(nowNs: number): boolean;

  /** The circuit closes: what was counted is forgotten. */
  abstract clear(): void;

  /** How many of how many failed. */
  abstract words(): string;
}

class Consecutive extends Samples {
  private failures = 0;
  calls = 0;
  readonly minimum = 0;

  override take(options: BreakerOptions): boolean {
    if (!('consecutive' in options)) return false;
    // A fraction is reached by the next whole number.
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

/** Opens at more than a share of failures among those judged. */
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

/** Windows are a second long at most, and there are five at least. */
const WINDOW_MS = 1000;
const WINDOWS_MIN = 5;

const CALLS = 0;
const FAILED = 1;

class Sampling extends Share {
  /** Windows by the number of the turn that began each. */
  private readonly windows = new Buckets(2);
  private turn = 0;
  /** When the current window began. */
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
    // Five failures per second, if nothing else is said.
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
    // However long it has been, one window is turned: what is older stays until its turn comes.
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
