/** The back-off of cockatiel beside its own generators, draw for draw. */
import {
  decorrelatedJitterGenerator,
  fullJitterGenerator,
  halfJitterGenerator,
  noJitterGenerator,
} from 'cockatiel';
import { afterEach, expect, test, vi } from 'vitest';
import { Stream } from '../../../src/engine/kernel/random.ts';
import {
  type BackoffOptions,
  ExponentialBackoff,
} from '../../../src/engine/model/retrying/exponential-backoff.ts';

afterEach(() => void vi.restoreAllMocks());

type Generate = (state: unknown, options: BackoffOptions) => [number, unknown];

const GENERATORS = {
  decorrelatedJitterGenerator,
  fullJitterGenerator,
  halfJitterGenerator,
  noJitterGenerator,
} as unknown as Record<BackoffOptions['generator'], Generate>;
const names = Object.keys(GENERATORS) as BackoffOptions['generator'][];

test.each(names)('%s: 40 durations of each of 50 sequences', (generator) => {
  const draws = new Stream('1', generator);
  let drawn = 0;
  vi.spyOn(Math, 'random').mockImplementation(() => drawn);
  for (let run = 0; run < 50; run++) {
    const [initialDelay, exponent] = [1 + draws.below(1000), 1 + draws.below(30) / 10];
    const maxDelay = initialDelay * (1 + draws.below(5000));
    const options: BackoffOptions = { generator, initialDelay, exponent, maxDelay };
    const ours = new ExponentialBackoff();
    let state: unknown;
    for (let n = 0; n < 40; n++) {
      drawn = draws.double();
      const [wanted, next] = GENERATORS[generator](state, options);
      state = next;
      const found = ours.next(options, () => drawn);
      // `pow` and `tanh` may differ in the last bits, and a difference of large numbers by more.
      const near = generator === 'decorrelatedJitterGenerator' ? 1e-9 : 0;
      expect(Math.abs(found - wanted)).toBeLessThanOrEqual(near * maxDelay);
    }
    ours.reset();
    drawn = 0.5;
    const [first] = GENERATORS[generator](undefined, options);
    expect(ours.next(options, () => 0.5)).toBeCloseTo(first, 6);
  }
});

test('without jitter nothing is drawn', () => {
  const options = { initialDelay: 1000, maxDelay: 8000, exponent: 3 };
  const backoff = new ExponentialBackoff();
  const never = (): number => {
    throw new Error('drawn');
  };
  const durations = [1, 2, 3, 4, 5].map(() =>
    backoff.next({ ...options, generator: 'noJitterGenerator' }, never),
  );
  expect(durations).toEqual([1000, 2000, 4000, 8000, 8000]);
});
