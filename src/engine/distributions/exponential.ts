import { ms } from '../model/params.ts';
import { constant, NS_PER_MS, type DistributionTable, type Draw, type Drawn } from './law.ts';

export const table: DistributionTable = {
  help: 'Memoryless: the remaining time does not depend on the time elapsed.',
  figures: { kind: 'one', of: ms(undefined, 'The mean of all draws.'), name: 'mean' },
};

/** a: mean. `Distribution.sample` inlines this. */
export const draw: Draw = ({ a }, stream) => a * stream.exponential();

/** @param meanMs the mean */
export function law(meanMs: number): Drawn {
  const mean = meanMs * NS_PER_MS;
  return mean === 0 ? constant(0) : { a: mean, b: 0, mean, draw };
}
