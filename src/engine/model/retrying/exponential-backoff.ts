/**
 * cockatiel's ExponentialBackoff with its generators, from its source
 * (src/backoff/ExponentialBackoffGenerators.ts, 4.0.0). Without decorrelated jitter, delays double
 * whatever `exponent` says; decorrelated jitter is the formula of Polly's
 * DecorrelatedJitterBackoffV2.
 */
import { State } from '../../kernel/state.ts';
import { between, placeOf } from './decorrelated.ts';
import { choice, group, ms, number } from '../params.ts';

export type Generator =
  | 'decorrelatedJitterGenerator'
  | 'fullJitterGenerator'
  | 'halfJitterGenerator'
  | 'noJitterGenerator';

export interface BackoffOptions {
  generator: Generator;
  /** In ms. */
  initialDelay: number;
  maxDelay: number;
  exponent: number;
}

export const exponentialBackoff = (help: string) =>
  group(
    {
      generator: choice(
        [
          'decorrelatedJitterGenerator',
          'fullJitterGenerator',
          'halfJitterGenerator',
          'noJitterGenerator',
        ],
        'decorrelatedJitterGenerator',
        'How the delay is randomized.',
      ),
      initialDelay: ms(128, 'Delay before the first attempt that waits.'),
      maxDelay: ms(30_000, 'Upper bound of the delay.'),
      exponent: number(2, 'Growth base of the decorrelated delay.', { min: 1, max: 100 }),
    },
    help,
  );

/**
 * A delay in ms, for all but the decorrelated generator, whose delays depend on the previous one.
 * @param n number of earlier delays
 * @param random uniform in [0, 1), drawn at most once
 */
export function backoffMs(options: BackoffOptions, n: number, random: () => number): number {
  const { generator, initialDelay, maxDelay } = options;
  let delay = initialDelay;
  for (let i = 0; i < n && delay > 0 && delay < maxDelay; i++) delay *= 2;
  delay = Math.min(maxDelay, delay);
  if (generator === 'noJitterGenerator') return delay;
  const part = random() * delay;
  return Math.floor(generator === 'fullJitterGenerator' ? part : (delay + part) / 2);
}

export class ExponentialBackoff extends State {
  private attempt = 0;
  /** The previous delay's position on the curve of decorrelated jitter. */
  private place = 0.5;

  constructor() {
    super();
    this.place = 0;
  }

  /** Starts again from the first delay. */
  reset(): void {
    this.attempt = this.place = 0;
  }

  /** The next delay, in ms. @param random uniform in [0, 1), drawn at most once */
  next(options: BackoffOptions, random: () => number): number {
    const n = this.attempt++;
    if (options.generator !== 'decorrelatedJitterGenerator') return backoffMs(options, n, random);
    const last = this.place;
    this.place = placeOf(n, random(), options.exponent);
    return Math.min(between(last, this.place, options.initialDelay), options.maxDelay);
  }
}
