/**
 * Properties: claims about drawn cases. fast-check draws them, the same ones every time; when one
 * breaks the claim it looks for a smaller one that does too, and prints that. Another seed draws
 * other cases: `PROPERTY_SEED=2 npx vitest run tests/fuzz`.
 */
import fc from 'fast-check';
import { full } from './full.ts';

const seed = Number(process.env['PROPERTY_SEED'] ?? 1);

/** For so long a counterexample is made smaller. Not by the clock that tests stop. */
const SHRINK_NS = 20n * 1_000_000_000n;

/**
 * @param runs cases that count, those that `fc.pre` refuses not among them; an ordinary run takes
 *   the first half of them
 * @param check throws, or rejects, where the claim does not hold
 */
export function always<T>(
  runs: number,
  cases: fc.Arbitrary<T>,
  check: (one: T) => void | Promise<void>,
): Promise<void> {
  let until: bigint | null = null;
  const property = fc.asyncProperty(cases, async (one) => {
    if (until !== null && process.hrtime.bigint() > until) return;
    try {
      await check(one);
    } catch (error) {
      if (!fc.PreconditionFailure.isFailure(error)) until ??= process.hrtime.bigint() + SHRINK_NS;
      throw error;
    }
  });
  const numRuns = full ? runs : Math.ceil(runs / 2);
  return fc.assert(property, { seed, numRuns, includeErrorInReport: true });
}

/** Drawn cases for who counts what becomes of them. */
export const drawn = <T>(count: number, cases: fc.Arbitrary<T>): T[] =>
  fc.sample(cases, { seed, numRuns: count });

/** Up to so many, half as many on average, and any number of them left out of a counterexample. */
export const upTo = <T>(most: number, cases: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.noBias(fc.array(cases, { maxLength: most, size: 'max' }));
