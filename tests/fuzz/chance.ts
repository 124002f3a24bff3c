/** Random choices one after the other, drawn by fast-check: of a counterexample it knows each. */
import fc from 'fast-check';

/** Reasons of failures, of which patterns take lists. */
export const REASONS = [
  'error',
  'timeout',
  'refused',
  'circuit-open',
  'bulkhead-full',
  'rate-limited',
];

export type Document = Record<string, unknown>;

const MILLION = 1_000_000;

/** All alike: left to itself fast-check draws the ends more often. */
const whole = (n: number): fc.Arbitrary<number> => fc.noBias(fc.nat({ max: n - 1 }));

/** What makes a case smaller is 0: the first choice, and that something does not happen. */
export class Chance {
  readonly below: (n: number) => number;

  /** @param below draws a whole number from 0 to below n */
  constructor(below: (n: number) => number) {
    this.below = below;
  }
  happens(share: number): boolean {
    return this.below(MILLION) >= (1 - share) * MILLION;
  }
  one<T>(of: readonly T[]): T {
    return of[this.below(of.length)]!;
  }
  /** Of what is offered, each with that probability. */
  some(offers: Document, share: number): Document {
    return Object.fromEntries(Object.entries(offers).filter(() => this.happens(share)));
  }
  list<T>(min: number, max: number, make: (i: number) => T): T[] {
    return Array.from({ length: min + this.below(max - min + 1) }, (_, i) => make(i));
  }
  [fc.toStringMethod](): string {
    return 'choices';
  }
}

/** As many choices as a test likes. At most one a case: two of them would choose alike. */
export const chances: fc.Arbitrary<Chance> = fc
  .gen()
  .map((draw) => new Chance((n) => draw(whole, n)));

const TURN = 5;

/** What a few choices are made of, for one of many steps. */
export const turns = fc.array(whole(MILLION), { minLength: TURN, maxLength: TURN });

export function chanceOf(turn: readonly number[]): Chance {
  const rest = turn.values();
  return new Chance((n) => rest.next().value! % n);
}
