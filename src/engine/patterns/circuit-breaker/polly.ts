/**
 * The circuit breaker of Polly v8: the share of failures in sub-windows that begin with traffic,
 * one probe. A result counts in the state that the breaker is in when it comes; only failures open
 * it; the counts are cleared when it closes, and only then.
 */
import { CIRCUIT_OPEN, type Outcome } from '../../model/outcome.ts';
import { count, ms, reasons, share, type Values } from '../../model/params.ts';
import { PASS } from '../../model/pattern.ts';
import type { MachineConfig, Variant } from '../../model/table.ts';
import type { PatternParams } from '../../spec.ts';
import {
  Breaker,
  CLOSED,
  FAILURE,
  HALF_OPEN,
  type Listener,
  OPEN,
  CALL_FAILED,
  CALL_SUCCEEDED,
  shareOf,
  type Standing,
  WAIT_OVER,
} from './breaker.ts';
import { Buckets } from './buckets.ts';
import { OnLink } from './on-link.ts';
import { type Growth, grownNs, growth, nsOf, openTimes } from './open-time.ts';
import { atShare, opens } from './nature.ts';

const HALF_SECOND = 500;
const DAY = 86_400_000;

const params = {
  failureRatio: share(0.1, 'Open at this share of failed calls.'),
  samplingDuration: ms(30_000, 'How far back calls are judged.', { min: HALF_SECOND, max: DAY }),
  minimumThroughput: count(100, 'Fewer calls in that time than this are not judged.', { min: 2 }),
  breakDuration: ms(5000, 'Stay open this long before probing.', {
    min: HALF_SECOND,
    max: DAY,
  }),
  breakDurationGenerator: growth(
    'Stay open longer each time the probe fails (by HalfOpenAttempts), in place of breakDuration.',
    true,
  ),
  ignore: reasons(
    ['cancelled'],
    'Failures that count as successes (ShouldHandle refuses them): cancelled calls, unless said ' +
      'otherwise.',
  ),
} as const;

export type Params = Values<typeof params>;

export const machine = {
  id: 'polly',
  initial: 'closed',
  states: {
    closed: { on: { ratioReached: 'open' } },
    open: { on: { breakOver: 'half-open' } },
    'half-open': { on: { succeeded: 'closed', failed: 'open' } },
  },
} as const satisfies MachineConfig;

export const variant = {
  of: 'Polly 8.7',
  help: 'The share of failures in a sampling duration that begins with traffic; one probe.',
  params,
  machine,
  nature: ({ minimumThroughput, samplingDuration, ignore, ...p }: Params) =>
    opens({
      minimum: minimumThroughput,
      windowMs: samplingDuration,
      ...openTimes((p.breakDurationGenerator as Growth | null) ?? p.breakDuration),
      ignores: ignore,
    }),
} satisfies Variant;

export const limits = ({ failureRatio }: Params) => atShare(failureRatio);

/** So many sub-windows, but one when each would be shorter than 20 ms. */
const SUB_WINDOWS = 10;
const ROLLS_FROM_MS = 200;

const CALLS = 0;
const FAILED = 1;

export class Polly extends Breaker<Params> {
  /** Sub-windows by the instant at which they began. */
  private readonly windows = new Buckets(2);
  private samplingNs = 0;
  private subWindowNs = 0;
  /** Times that it was half-open since it was last closed. */
  private halfOpenAttempts = 0;
  private p: Params;

  constructor(params: Params, _nowNs: number, listener: Listener) {
    super(machine, params, listener);
    this.p = params;
    this.take(params);
  }

  private take(params: Params): void {
    this.p = params;
    this.heed(params);
    const { samplingDuration } = params;
    this.samplingNs = nsOf(samplingDuration);
    const parts = samplingDuration < ROLLS_FROM_MS ? 1 : SUB_WINDOWS;
    this.subWindowNs = Math.floor(this.samplingNs / parts);
  }

  override configure(params: Params): void {
    const { samplingNs } = this;
    this.take(params);
    if (samplingNs !== this.samplingNs) this.windows.clear();
  }

  /** Forgets sub-windows that began a sampling duration ago or earlier. */
  private age(nowNs: number): void {
    const { windows } = this;
    while (nowNs - windows.oldest >= this.samplingNs) windows.drop();
  }

  private count(nowNs: number, failed: boolean): void {
    const { windows } = this;
    this.age(nowNs);
    const fits = nowNs - windows.newest < this.subWindowNs;
    const at = windows.at(fits ? windows.newest : nowNs);
    windows.count(at, CALLS);
    if (failed) windows.count(at, FAILED);
  }

  protected override begin(state: number, nowNs: number): void {
    super.begin(state, nowNs);
    if (state === CLOSED) {
      this.windows.clear();
      this.halfOpenAttempts = 0;
    } else if (state === HALF_OPEN) this.halfOpenAttempts++;
    else this.untilNs = nowNs + this.breakNs();
  }

  private breakNs(): number {
    const { breakDuration, breakDurationGenerator } = this.p;
    if (breakDurationGenerator === null) return nsOf(breakDuration);
    return grownNs(this.halfOpenAttempts + 1, breakDurationGenerator as Growth);
  }

  override enter(nowNs: number): number {
    if (this.state === CLOSED) return PASS;
    if (this.state === OPEN && nowNs >= this.untilNs) {
      this.move('breakOver', nowNs, WAIT_OVER);
      return PASS;
    }
    this.notPermitted++;
    return CIRCUIT_OPEN;
  }

  override leave(nowNs: number, o: Outcome): void {
    const failed = this.resultOf(o) === FAILURE;
    // A failure that opens it again is not counted.
    if (failed && this.state === HALF_OPEN) return void this.move('failed', nowNs, CALL_FAILED);
    this.count(nowNs, failed);
    if (!failed) this.move('succeeded', nowNs, CALL_SUCCEEDED);
    else if (this.state === CLOSED) this.judge(nowNs);
  }

  private judge(nowNs: number): void {
    const { failureRatio, minimumThroughput } = this.p;
    const calls = this.windows.sums[CALLS]!;
    const failed = this.windows.sums[FAILED]!;
    if (calls >= minimumThroughput && failed / calls >= failureRatio)
      this.move('ratioReached', nowNs, shareOf(failed, calls, failureRatio));
  }

  override standing(nowNs: number): Standing {
    this.age(nowNs);
    const { sums } = this.windows;
    const minimum = this.p.minimumThroughput;
    // The one probe is under way.
    return { calls: sums[CALLS]!, failed: sums[FAILED]!, slow: 0, minimum, probes: 0 };
  }

  override report(nowNs: number): Record<string, number> {
    const { calls, failed } = this.standing(nowNs);
    return { calls, failedCalls: failed, notPermitted: this.notPermitted };
  }
}

export class PollyOnLink extends OnLink<Polly> {
  protected override create(params: PatternParams, nowNs: number, listener: Listener) {
    return new Polly(params as unknown as Params, nowNs, listener);
  }
}
