/** The retry policy of cockatiel. A call given up in its back-off is tried once more. */
import { between, placeOf } from '../../model/retrying/decorrelated.ts';
import { backoffMs, exponentialBackoff } from '../../model/retrying/exponential-backoff.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { maskOf, type Outcome, REASONS } from '../../model/outcome.ts';
import { count, either, ms, reasons } from '../../model/params.ts';
import type { Values } from '../../model/params.ts';
import { PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { type Kind, OWN, Retry } from './retry.ts';
import { growing, retries } from './nature.ts';

const params = {
  maxAttempts: count(100, 'Retries; the first try does not count. Infinity in cockatiel.', {
    max: 100,
  }),
  backoff: either(
    [
      ms(0, 'ConstantBackoff: the same delay each time.'),
      exponentialBackoff('ExponentialBackoff: it grows with each retry.'),
    ],
    'How long to wait before a retry.',
  ),
  handle: reasons(null, 'Which failures the policy handles; left out: all of them (handleAll).'),
} as const;

export const cockatiel: Kind = {
  variant: {
    of: 'cockatiel 4',
    help:
      'By default everything is tried again, without a delay, also rejections made further in in ' +
      'the same stack: as with handleAll.',
    params,
    nature: ({ maxAttempts, backoff, handle }: Params) => {
      const grown = typeof backoff === 'object' && backoff !== null ? backoff : null;
      const delay = grown
        ? growing(grown.initialDelay, 2, grown.maxDelay)
        : () => (typeof backoff === 'number' ? backoff : 0);
      return retries(maxAttempts + 1, delay, {
        jitter: grown !== null && grown.generator !== 'noJitterGenerator',
        budget: false,
        on: handle ?? REASONS,
      });
    },
  },
  limits: (p) => ({ tries: Number(p['maxAttempts']) + 1, budget: 0 }),
};

type Params = Values<typeof params>;

/** Slot: the last retry's place on the curve of the decorrelated generator. */
const PLACE = 0;

export class CockatielRetry extends Retry {
  static override readonly slots: number = OWN + 1;
  private p!: Params;

  override configure(_w: Port, params: PatternParams): void {
    const p = params as unknown as Params;
    this.p = p;
    this.tries = p.maxAttempts + 1;
    this.mask = this.localMask = maskOf(p.handle ?? REASONS);
  }

  /** It looks at the signal after a failure only: a back-off begun ends in one more try. */
  override get keepsAbandoned(): boolean {
    return true;
  }

  protected override first(w: Port, _f: Frame, own: number): number {
    w.pool.slots[own + PLACE] = 0;
    return PASS;
  }

  protected override delay(w: Port, _f: Frame, _o: Outcome, n: number, own: number): number {
    const { backoff } = this.p;
    if (typeof backoff === 'number') return backoff;
    const options = backoff!;
    if (options.generator !== 'decorrelatedJitterGenerator')
      return backoffMs(options, n - 1, () => this.jitter.double());
    const last = w.pool.slots[own + PLACE]!;
    const next = placeOf(n - 1, this.jitter.double(), options.exponent);
    w.pool.slots[own + PLACE] = next;
    return Math.min(between(last, next, options.initialDelay), options.maxDelay);
  }
}
