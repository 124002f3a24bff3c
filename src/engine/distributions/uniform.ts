import { ms } from '../model/params.ts';
import { constant, NS_PER_MS, type DistributionTable, type Draw, type Drawn } from './law.ts';

export const table: DistributionTable = {
  help: 'All values between two bounds are equally likely.',
  figures: { kind: 'pair', of: ms(undefined, 'A bound of the range.') },
};

/** a: lower end, b: width. */
const draw: Draw = ({ a, b }, stream) => a + b * stream.double();

/** @param ends of the range, in ms */
export function law([low, high]: readonly [number, number]): Drawn {
  const [from, to] = [low * NS_PER_MS, high * NS_PER_MS];
  return from === to ? constant(from) : { a: from, b: to - from, mean: (from + to) / 2, draw };
}
