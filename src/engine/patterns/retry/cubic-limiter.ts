/**
 * The client-side rate limiter of the AWS SDKs' adaptive retry mode: a token bucket whose rate is
 * cut by throttling and recovers along a cubic curve, like TCP CUBIC's window. Off until the first
 * throttling. Source: @smithy/core 3.41, DefaultRateLimiter; its clock counts whole ms, and its
 * rates are rounded to eight decimals.
 */
import { cbrt } from '../../kernel/math.ts';
import { State } from '../../kernel/state.ts';

/** Rate factor after throttling, steepness of the growth, smoothing weight. */
const BETA = 0.7;
const SCALE = 0.4;
const SMOOTHING = 0.8;
/** Minimum rate per second, and minimum bucket capacity. */
const RATE_MIN = 0.5;
const CAPACITY_MIN = 1;

const seconds = (nowNs: number): number => Math.floor(nowNs / 1e6) / 1e3;
const rounded = (x: number): number => Math.round(x * 1e8) / 1e8;

export class CubicLimiter extends State {
  enabled = false;
  tokens = 0.5;
  capacity = 0.5;
  /** Tokens per second. */
  rate = 0.5;
  /** Last update of the bucket, in s; -1: never. */
  filled = 0.5;
  /** The rate at the last throttling, its time, and the time until the rate is reached again. */
  lastMax = 0.5;
  throttled = 0.5;
  untilMax = 0.5;
  /** Smoothed answers per second; answers in the half second that began at `bucket`. */
  measured = 0.5;
  answers = 0;
  bucket = 0.5;

  constructor(nowNs: number) {
    super();
    this.tokens = this.lastMax = this.untilMax = this.measured = 0;
    this.capacity = CAPACITY_MIN;
    this.rate = RATE_MIN;
    this.filled = -1;
    this.throttled = seconds(nowNs);
    this.bucket = Math.floor(seconds(nowNs));
  }

  /** Asks for a token. @returns ns until the next try; 0: taken */
  take(nowNs: number): number {
    if (!this.enabled) return 0;
    this.fill(seconds(nowNs));
    if (this.tokens >= 1) {
      this.tokens -= 1;
      return 0;
    }
    // Node’s timers truncate to whole ms, at least one.
    const ms = ((1 - this.tokens) / this.rate) * 1000;
    return Math.max(1, Math.trunc(ms)) * 1e6;
  }

  private fill(now: number): void {
    if (this.filled >= 0)
      this.tokens = Math.min(this.capacity, this.tokens + (now - this.filled) * this.rate);
    this.filled = now;
  }

  /** An attempt was answered; updates the rate. */
  answered(nowNs: number, throttled: boolean): void {
    const now = seconds(nowNs);
    this.measure(now);
    if (throttled) {
      this.lastMax = this.enabled ? Math.min(this.measured, this.rate) : this.measured;
      this.throttled = now;
      this.enabled = true;
    }
    this.untilMax = rounded(cbrt((this.lastMax * (1 - BETA)) / SCALE));
    const wanted = rounded(throttled ? this.lastMax * BETA : this.cubic(now));
    const rate = Math.min(wanted, 2 * this.measured);
    this.fill(now);
    this.rate = Math.max(rate, RATE_MIN);
    this.capacity = Math.max(rate, CAPACITY_MIN);
    this.tokens = Math.min(this.tokens, this.capacity);
  }

  private cubic(now: number): number {
    const x = now - this.throttled - this.untilMax;
    return SCALE * x * x * x + this.lastMax;
  }

  private measure(now: number): void {
    const bucket = Math.floor(now * 2) / 2;
    this.answers++;
    if (bucket <= this.bucket) return;
    const perSec = this.answers / (bucket - this.bucket);
    this.measured = rounded(perSec * SMOOTHING + this.measured * (1 - SMOOTHING));
    this.answers = 0;
    this.bucket = bucket;
  }
}
