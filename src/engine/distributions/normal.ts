import { exp } from '../kernel/math.ts';
import { ms } from '../model/params.ts';
import { constant, NS_PER_MS, type DistributionTable, type Draw, type Drawn } from './law.ts';

export const table: DistributionTable = {
  help: 'A bell curve around the mean. Negative values become 0.',
  figures: {
    kind: 'named',
    of: {
      mean: ms(undefined, 'The mean of all draws.'),
      sd: ms(undefined, 'The standard deviation, before negative values become 0.'),
    },
  },
};

/** a: mean, b: standard deviation, both before the cut at 0. */
const draw: Draw = ({ a, b }, stream) => a + b * stream.normal();

/** Parameters in ms. */
export function law(of: { mean: number; sd: number }): Drawn {
  const [mean, sd] = [of.mean * NS_PER_MS, of.sd * NS_PER_MS];
  return sd === 0 ? constant(mean) : { a: mean, b: sd, mean: cutMean(mean, sd), draw };
}

/** The mean of a normal with negative values set to 0: m Φ(m/s) + s φ(m/s). */
function cutMean(mean: number, sd: number): number {
  const z = mean / sd;
  if (z > 8) return mean; // the part below 0 weighs less than 1 in 10^15
  if (z < -8) return 0;
  const density = 0.3989422804014327 * exp(-0.5 * z * z); // 1/√(2π)
  // Φ = 1/2 + φ (z + z³/3 + z⁵/(3·5) + …): Marsaglia 2004, doi:10.18637/jss.v011.i04.
  let sum = z;
  let term = z;
  for (let n = 3; n < 400; n += 2) {
    term *= (z * z) / n;
    sum += term;
  }
  const cut = mean * (0.5 + density * sum) + sd * density;
  return cut > 0 ? cut : 0;
}
