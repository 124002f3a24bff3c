import { exp, ln } from '../kernel/math.ts';
import type { Stream } from '../kernel/random.ts';
import { ms, number } from '../model/params.ts';
import {
  constant,
  NS_PER_MS,
  positive,
  type DistributionTable,
  type Draw,
  type Drawn,
} from './law.ts';

export const table: DistributionTable = {
  help:
    'A sum of exponential steps (cv below 1), or many short values and few long ones (cv ' +
    'above 1).',
  figures: {
    kind: 'named',
    of: {
      mean: ms(undefined, 'The mean of all draws.', positive),
      cv: number(undefined, 'Standard deviation ÷ mean.', { min: 0.001, max: 1000 }),
    },
  },
};

/** A gamma of larger shape varies by less than 1 in 10^8, below rounding errors. */
const SHAPE_MAX = 1e16;

/** a: shape = 1/cv², b: scale = mean cv². */
const draw: Draw = ({ a, b }, stream) => b * gamma(stream, a);

/** The mean in ms. */
export function law(of: { mean: number; cv: number }): Drawn {
  const mean = of.mean * NS_PER_MS;
  const shape = 1 / (of.cv * of.cv);
  if (mean === 0 || shape > SHAPE_MAX) return constant(mean);
  return { a: shape, b: mean / shape, mean, draw };
}

/**
 * Gamma of scale 1: Marsaglia and Tsang 2000, doi:10.1145/358407.358414. A shape below 1 is drawn
 * as shape + 1 and multiplied by U^(1/shape), here e^(-E/shape) with E exponential.
 */
function gamma(stream: Stream, shape: number): number {
  if (shape < 1) return gamma(stream, shape + 1) * exp(-stream.exponential() / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = stream.normal();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    const u = stream.double();
    const square = x * x;
    if (u < 1 - 0.0331 * square * square) return d * v;
    if (ln(u) < 0.5 * square + d * (1 - v + ln(v))) return d * v;
  }
}
