import { describe, expect, test } from 'vitest';
import { cbrt, exp, ln, pow, tanh } from '../../../src/engine/kernel/math.ts';
import { Stream } from '../../../src/engine/kernel/random.ts';

// Math.log and Math.exp of Node 20 are fdlibm itself. A wrong branch can hide in 0.3 % of inputs,
// so every range gets its hundreds of thousands; misses are counted, since `expect` is slow.
type Unary = (x: number) => number;
type Miss = { x: number; found: number; wanted: number };

function misses(ours: Unary, theirs: Unary, inputs: Iterable<number>): Miss[] {
  const found: Miss[] = [];
  for (const x of inputs)
    if (!Object.is(ours(x), theirs(x))) found.push({ x, found: ours(x), wanted: theirs(x) });
  return found.slice(0, 5);
}

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);

/** Every bit pattern alike: all magnitudes, both signs, NaN, infinities, subnormals. */
function* patterns(n: number): Generator<number> {
  const stream = new Stream('1', 'patterns');
  for (let i = 0; i < n; i++) {
    words[0] = stream.quick() * 2 ** 32;
    words[1] = stream.quick() * 2 ** 32;
    yield float[0]!;
  }
}

function* between(from: number, to: number, n: number): Generator<number> {
  const stream = new Stream('1', `${from} to ${to}`);
  for (let i = 0; i < n; i++) yield from + (to - from) * stream.double();
}

function* neighbours(x: number): Generator<number> {
  for (let step = -4; step <= 4; step++) {
    float[0] = x;
    if (words[0]! + step >= 0) words[0] = words[0]! + step;
    yield float[0];
  }
}

/** Upper words at which `ln` goes over to another formula or another power of two. */
function* wordsAtBranches(): Generator<number> {
  const stream = new Stream('1', 'words');
  const branches = [0x6147a, 0x6b851, 0x6a09c, 0x100000 - 2, 2];
  for (const exponent of [0x3fe, 0x3ff, 0x400, 1, 0x7fe])
    for (const branch of branches)
      for (let step = -3; step <= 3; step++)
        for (let i = 0; i < 500; i++) {
          words[1] = exponent * 0x100000 + branch + step;
          words[0] = stream.quick() * 2 ** 32;
          yield float[0]!;
        }
}

/** Powers of two and the places around them where a port decides between branches. */
function* edges(): Generator<number> {
  yield* [0, -0, 1, -1, Infinity, -Infinity, NaN, Number.MAX_VALUE, -Number.MAX_VALUE];
  yield* [709.782712893384, 709.7827128933841, -745.1332191019411, -745.1332191019412, -708.4];
  const places = [1, 1 + 2 ** -52, 1 - 2 ** -53, 1.5, Math.SQRT2, 1.38, 1.42];
  for (let bits = 19; bits < 22; bits++) places.push(1 + 2 ** -bits, 1 - 2 ** -bits);
  for (let k = -1074; k <= 1023; k++)
    for (const place of places) {
      yield 2 ** k * place;
      yield -(2 ** k * place);
    }
  for (let halves = -2160; halves <= 2060; halves++) yield* neighbours((halves / 2) * Math.LN2);
  for (const x of [0.34657359, 0.3465735902799727, 0.3465735912322998, 1.0397205352783203]) {
    yield* neighbours(x);
    yield* neighbours(-x);
  }
}

describe('ln is Math.log of fdlibm, bit for bit', () => {
  test.each([
    ['all magnitudes', () => patterns(1_200_000)],
    ['the unit interval', () => between(0, 1, 800_000)],
    ['around 1', () => between(1 - 2e-6, 1 + 2e-6, 200_000)],
    ['1 to 100', () => between(1, 100, 400_000)],
    ['subnormals', () => between(0, 2 ** -1022, 100_000)],
    ['edges', edges],
    ['branches', wordsAtBranches],
  ])('%s', (_, inputs) => {
    expect(misses(ln, Math.log, inputs())).toEqual([]);
  });
});

describe('exp is Math.exp of fdlibm, bit for bit', () => {
  test.each([
    ['all magnitudes', () => patterns(800_000)],
    ['-2 to 2', () => between(-2, 2, 800_000)],
    ['all results', () => between(-750, 711, 600_000)],
    ['subnormal results', () => between(-746, -707, 200_000)],
    ['near 0', () => between(-1e-7, 1e-7, 200_000)],
    ['around half of ln 2', () => between(0.34657359, 0.346573592, 100_000)],
    ['around minus half of ln 2', () => between(-0.346573592, -0.34657359, 100_000)],
    ['edges', edges],
  ])('%s', (_, inputs) => {
    expect(misses(exp, Math.exp, inputs())).toEqual([]);
  });
});

describe('pow', () => {
  test('of a whole number by a whole number is exact while the result is', () => {
    for (const [base, top] of [
      [2, 64],
      [3, 33],
      [10, 22],
    ] as const)
      for (let n = 0; n <= top; n++) {
        expect(BigInt(pow(base, n))).toBe(BigInt(base) ** BigInt(n));
        expect(pow(base, -n)).toBe(1 / Number(BigInt(base) ** BigInt(n)));
      }
  });

  test('knows the exact cases', () => {
    expect(pow(1.7, 0)).toBe(1);
    expect(pow(NaN, 0)).toBe(1);
    expect(pow(1.7, 1)).toBe(1.7);
    expect(pow(1.7, 2)).toBe(1.7 * 1.7);
    expect(pow(2, 0.5)).toBe(Math.SQRT2);
    expect(pow(-2, 3)).toBe(-8);
    expect(pow(0, 2.5)).toBe(0);
    expect(pow(0, -2.5)).toBe(Infinity);
    expect(pow(4, Infinity)).toBe(Infinity);
    expect(pow(0.5, Infinity)).toBe(0);
    expect(pow(-2, 0.3)).toBeNaN();
  });

  test('is exp(y ln x) otherwise, right to |y ln x| + 2 units of 2^-52', () => {
    const stream = new Stream('1', 'pow');
    let worst = 0;
    for (let i = 0; i < 200_000; i++) {
      const x = exp(40 * stream.double() - 20);
      const y = 20 * stream.double() - 10;
      const error = Math.abs(pow(x, y) / Math.pow(x, y) - 1) / 2 ** -52;
      worst = Math.max(worst, error / (Math.abs(y * ln(x)) + 2));
    }
    expect(worst).toBeLessThan(1);
  });
});

describe('tanh and cbrt', () => {
  /** The worst error in units of 2^-52 of the value. */
  const worst = (ours: Unary, theirs: Unary, inputs: Iterable<number>): number => {
    let most = 0;
    for (const x of inputs)
      if (theirs(x) !== 0) most = Math.max(most, Math.abs(ours(x) / theirs(x) - 1) / 2 ** -52);
    return most;
  };

  test('are right to a few units, at all magnitudes', () => {
    expect(worst(tanh, Math.tanh, between(-25, 25, 100_000))).toBeLessThan(8);
    expect(worst(tanh, Math.tanh, between(-1e-3, 1e-3, 100_000))).toBeLessThan(8);
    expect(worst(cbrt, Math.cbrt, between(-1000, 1000, 100_000))).toBeLessThan(3);
    expect(worst(cbrt, Math.cbrt, [1e-300, 3e-9, 7e200, 1e308, Number.MAX_VALUE])).toBeLessThan(3);
  });

  test('know their ends', () => {
    expect([0, Infinity, -Infinity, 1e-300].map(tanh)).toEqual([0, 1, -1, 1e-300]);
    expect([0, 1, 8, -27, 1e-300, Infinity].map(cbrt)).toEqual([
      0,
      1,
      2,
      -3,
      expect.closeTo(1e-100, 110),
      Infinity,
    ]);
    expect([tanh(NaN), cbrt(NaN)]).toEqual([NaN, NaN]);
  });
});
