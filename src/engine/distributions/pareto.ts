import { exp } from '../kernel/math.ts';
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
  help: 'A heavy tail: a few very long values dominate.',
  figures: {
    kind: 'named',
    of: {
      min: ms(undefined, 'The lower bound of all draws.', positive),
      alpha: number(undefined, 'Tail index. Smaller: heavier tail.', { min: 0.001, max: 1000 }),
    },
  },
};

/** min U^(-1/alpha), where -ln U is exponential: its tail does not end at 53 bits. */
const draw: Draw = ({ a, b }, stream) => a * exp(b * stream.exponential());

/** The minimum in ms. The mean is infinite for alpha <= 1. */
export function law(of: { min: number; alpha: number }): Drawn {
  const min = of.min * NS_PER_MS;
  if (min === 0) return constant(0);
  const { alpha } = of;
  return { a: min, b: 1 / alpha, mean: alpha > 1 ? (alpha * min) / (alpha - 1) : Infinity, draw };
}
