/**
 * The retry policy of an Envoy route, with its cluster's limit to retries under way. A call given
 * up in its back-off is over at once: the route's timeout drops the state that holds the timer.
 */
import { pow } from '../../kernel/math.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { BULKHEAD_FULL, maskOf, type Outcome, TRANSIENT } from '../../model/outcome.ts';
import { count, group, ms, percent, reasons, type Values } from '../../model/params.ts';
import { PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { leftOut } from './reasons.ts';
import { type Kind, OWN, Retry } from './retry.ts';
import { growing, retries } from './nature.ts';

/** What answers with a status of 500 and more, or not at all. */
const FIVE_XX = [
  ...TRANSIENT.filter((reason) => reason !== 'rate-limited' && reason !== 'conflict'),
  'bulkhead-full',
  'throttled',
];

const params = {
  numRetries: count(1, 'Retries; the first try does not count.', { max: 100 }),
  baseInterval: ms(25, 'The first delay is drawn from 0 to this; it doubles. Whole ms.', {
    min: 1,
  }),
  maxInterval: ms(null, 'The most that it doubles to; left out: ten times the base.', { min: 1 }),
  retryOn: reasons(null, leftOut(FIVE_XX)),
  retryBudget: group(
    {
      budgetPercent: percent(
        20,
        'Of the requests under way, this share may be retries; the failed one has left by then.',
      ),
      minRetryConcurrency: count(3, 'So many retries may be under way in any case.'),
    },
    'Limits retries under way to a share of all requests, in place of maxRetries.',
    true,
  ),
  maxRetries: count(3, 'Retries under way at once, back-off included; see retryBudget.'),
  rateLimitedRetryBackOff: group(
    { maxInterval: ms(300_000, 'A longer wish is passed over.', { zero: false }) },
    'Waits as long as the callee asks for, and up to half of it more; left out: does not listen.',
    true,
  ),
} as const;

export const envoy: Kind = {
  variant: {
    of: 'Envoy (commit e78906c5), the retry policy of a route',
    help:
      'The delay is a whole number of ms below the interval. Envoy has no default for what is ' +
      'tried again; here it is what `5xx` stands for, so neither `permanent` nor `rate-limited` ' +
      'nor `conflict`, nor what the same stack rejected; and what that rejected for want of a ' +
      'slot (overflow) never is. A retry counts as under way from when it is scheduled.',
    params,
    nature: (p: Params) =>
      retries(p.numRetries + 1, growing(p.baseInterval, 2, p.maxInterval ?? 10 * p.baseInterval), {
        jitter: true,
        budget: true,
        on: p.retryOn ?? FIVE_XX,
      }),
  },
  limits: (p) => ({ tries: Number(p['numRetries']) + 1, budget: 1 }),
  refuse: (p) =>
    p['maxInterval'] !== null && Number(p['baseInterval']) > Number(p['maxInterval'])
      ? { at: 'baseInterval', found: `${p['baseInterval']} ms`, wanted: 'at most maxInterval' }
      : null,
};

type Params = Values<typeof params>;

/** Slot: does the call's retry count as under way? */
const COUNTS = 0;

export class EnvoyRetry extends Retry {
  static override readonly slots: number = OWN + 1;
  /** Requests under way, back-offs not counted; retries under way, back-offs counted. */
  active = 0;
  retrying = 0;
  private p!: Params;

  override configure(_w: Port, params: PatternParams): void {
    const p = params as unknown as Params;
    this.p = p;
    this.tries = p.numRetries + 1;
    this.mask = maskOf(p.retryOn ?? FIVE_XX);
    this.localMask = maskOf(p.retryOn ?? []) & ~(1 << BULKHEAD_FULL);
  }

  protected override first(w: Port, _f: Frame, own: number): number {
    this.active++;
    w.pool.slots[own + COUNTS] = 0;
    return PASS;
  }

  protected override ended(w: Port, _f: Frame, _o: Outcome, own: number): void {
    this.active--;
    this.release(w, own);
  }

  private release(w: Port, own: number): void {
    this.retrying -= w.pool.slots[own + COUNTS]!;
    w.pool.slots[own + COUNTS] = 0;
  }

  /** Retries that may be under way at once, with so many requests under way. */
  private limitOf(active: number): number {
    const { retryBudget, maxRetries } = this.p;
    if (retryBudget === null) return maxRetries;
    const share = Math.trunc((retryBudget.budgetPercent / 100) * active);
    return Math.max(share, retryBudget.minRetryConcurrency);
  }

  protected override pay(w: Port, _f: Frame, _o: Outcome, own: number): boolean {
    // The failed request has left by then (envoyproxy/envoy issue 30205).
    if (this.retrying >= this.limitOf(this.active)) return false;
    this.retrying++;
    w.pool.slots[own + COUNTS] = 1;
    return true;
  }

  protected override unpay(w: Port, own: number): void {
    this.release(w, own);
  }

  protected override dropped(w: Port, own: number): void {
    this.release(w, own);
  }

  protected override retry(w: Port, f: Frame): void {
    this.active++;
    super.retry(w, f);
  }

  protected override delay(_w: Port, f: Frame, _o: Outcome, n: number): number {
    const { baseInterval, maxInterval, rateLimitedRetryBackOff: listens } = this.p;
    const hint = Math.ceil(this.hintMs(f));
    if (listens !== null && hint > 0 && hint <= listens.maxInterval)
      return hint + this.jitter.below(Math.max(1, Math.trunc(hint / 2)));
    const most = Math.trunc(maxInterval ?? 10 * baseInterval);
    return this.jitter.below(Math.min(Math.trunc(baseInterval) * pow(2, n - 1), most));
  }

  /** The share of the retries under way that could still be made. */
  protected override held(): number {
    const limit = this.limitOf(this.active);
    return limit === 0 ? 0 : Math.max(0, 1 - this.retrying / limit);
  }
}
