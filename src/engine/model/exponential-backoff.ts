/**
 * cockatiel's ExponentialBackoff: durations that grow, with the generators that it comes with, from
 * its source (src/backoff/ExponentialBackoffGenerators.ts, 4.0.0). Without jitter they double
 * whatever `exponent` says, which only the decorrelated jitter looks at; that one is the formula of
 * Polly's DecorrelatedJitterBackoffV2.
 */
import { pow, tanh } from '../kernel/math.ts';
import { State } from '../kernel/state.ts';
import { choice, group, ms, number } from './params.ts';

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
        'How it is spread at random.',
      ),
      initialDelay: ms(128, 'The first duration.'),
      maxDelay: ms(30_000, 'The longest duration.'),
      exponent: number(2, 'The base by which a decorrelated duration grows.', { min: 1, max: 100 }),
    },
    help,
  );

/** Smooths the first duration, and brings the median near whole seconds. */
const P_FACTOR = 4;
const SCALE = 1 / 1.4;

export class ExponentialBackoff extends State {
  private attempt = 0;
  /** The formula's value before, for the decorrelated jitter. */
  private previous = 0.5;

  constructor() {
    super();
    this.previous = 0;
  }

  /** Begins anew. */
  reset(): void {
    this.attempt = this.previous = 0;
  }

  /**
   * The next duration, in ms.
   * @param random uniform in [0, 1), drawn at most once
   */
  next(options: BackoffOptions, random: () => number): number {
    if (options.generator === 'decorrelatedJitterGenerator')
      return this.decorrelated(options, random);
    const delay = this.doubled(options);
    this.attempt++;
    if (options.generator === 'noJitterGenerator') return delay;
    const part = random() * delay;
    return options.generator === 'fullJitterGenerator'
      ? Math.floor(part)
      : Math.floor((delay + part) / 2);
  }

  private doubled({ initialDelay, maxDelay }: BackoffOptions): number {
    let delay = initialDelay;
    for (let i = 0; i < this.attempt && delay > 0 && delay < maxDelay; i++) delay *= 2;
    return Math.min(maxDelay, delay);
  }

  private decorrelated(options: BackoffOptions, random: () => number): number {
    const t = this.attempt + random();
    const next = pow(options.exponent, t) * tanh(Math.sqrt(P_FACTOR * t));
    const value = Number.isFinite(next) ? Math.max(0, next - this.previous) : Infinity;
    this.attempt++;
    this.previous = next;
    return Math.min(value * SCALE * options.initialDelay, options.maxDelay);
  }
}
