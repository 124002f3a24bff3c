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
  help: 'A tail so heavy that the longest ones decide.',
  figures: {
    kind: 'named',
    of: {
      min: ms(undefined, 'No value is below.', positive),
      alpha: number(undefined, 'The smaller, the heavier the tail.', { min: 0.001, max: 1000 }),
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
