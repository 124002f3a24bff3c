import { exp, ln } from '../kernel/math.ts';
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
  help: 'Times to failure. The failure rate rises with age (shape above 1) or falls (below 1).',
  figures: {
    kind: 'named',
    of: {
      scale: ms(undefined, '63 % of values are below.', positive),
      shape: number(undefined, '1: exponential. Smaller: heavier tail.', {
        min: 0.1,
        max: 1000,
      }),
    },
  },
};

/** a: scale, b: 1/shape. scale (-ln U)^(1/shape), where -ln U is exponential. */
const draw: Draw = ({ a, b }, stream) => a * exp(b * ln(stream.exponential()));

/** The scale in ms. Mean = scale Γ(1 + 1/shape). */
export function law(of: { scale: number; shape: number }): Drawn {
  const scale = of.scale * NS_PER_MS;
  if (scale === 0) return constant(0);
  const b = 1 / of.shape;
  return { a: scale, b, mean: scale * gammaFunction(1 + b), draw };
}

// Lanczos 1964, doi:10.1137/0701008, with g = 7 and nine terms: 15 digits.
const G = 7;
const TERMS = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];
const SQRT_2_PI = 2.5066282746310002;

/** Γ(x) for x >= 1. */
function gammaFunction(x: number): number {
  const z = x - 1;
  let sum = 0.9999999999998099;
  for (const [i, term] of TERMS.entries()) sum += term / (z + i + 1);
  const t = z + G + 0.5;
  return SQRT_2_PI * exp((z + 0.5) * ln(t) - t) * sum;
}
