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
  help: 'Mostly short values with a long tail, typical of latencies.',
  figures: {
    kind: 'either',
    of: [
      {
        kind: 'named',
        of: {
          p50: ms(undefined, 'Median: 50 % of values are below.', positive),
          p99: ms(undefined, '99 % of values are below.', positive),
        },
        rising: true,
      },
      {
        kind: 'named',
        of: {
          mean: ms(undefined, 'The mean of all draws.', positive),
          cv: number(undefined, 'Standard deviation ÷ mean.', { max: 1000 }),
        },
      },
    ],
  },
};

/** The 99th percentile of the standard normal distribution. */
const Z99 = 2.3263478740408408;

/** a: median, b: sigma. Mean = median e^(sigma²/2), sigma² = ln(1 + cv²). */
const draw: Draw = ({ a, b }, stream) => a * exp(b * stream.normal());

/** Parameters in ms, except `cv`. */
export function law(of: { p50: number; p99: number } | { mean: number; cv: number }): Drawn {
  if ('p50' in of) {
    const sigma = ln(of.p99 / of.p50) / Z99;
    const median = of.p50 * NS_PER_MS;
    if (median === 0 || sigma === 0) return constant(median);
    return { a: median, b: sigma, mean: median * exp((sigma * sigma) / 2), draw };
  }
  const ratio = 1 + of.cv * of.cv;
  const mean = of.mean * NS_PER_MS;
  if (mean === 0 || ratio === 1) return constant(mean);
  return { a: mean / Math.sqrt(ratio), b: Math.sqrt(ln(ratio)), mean, draw };
}
