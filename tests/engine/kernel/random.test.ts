import alea from 'seedrandom/lib/alea.js';
import { describe, expect, test } from 'vitest';
import { Stream } from '../../../src/engine/kernel/random.ts';
import { chiSquare, correlation, draws, ksDistance, KS_LIMIT } from './statistics.ts';

const stateOf = ({ s0, s1, s2, c }: Stream) => ({ s0, s1, s2, c });
const twin = (stream: Stream) => alea('', { state: stateOf(stream) });

describe('a stream is alea of seedrandom, draw for draw', () => {
  test('quick, double and the state after them', () => {
    for (let seed = 0; seed < 200; seed++) {
      const stream = new Stream(String(seed), `api#${seed}.work`);
      const theirs = twin(stream);
      let equal = 0;
      for (let i = 0; i < 1000; i++) {
        if (stream.double() === theirs.double()) equal++;
        if (stream.quick() === theirs()) equal++;
      }
      expect(equal).toBe(2000);
      expect(stateOf(stream)).toEqual(theirs.state());
      expect(Number.isInteger(stream.c)).toBe(true);
    }
  });

  test('the carry is followed where it changes the whole part', () => {
    const stream = new Stream('1', 'x');
    // t = 2091639 s0 + c / 2^32 passes a whole number only by the carry.
    const s0 = Math.ceil((5 * 2 ** 32) / 2091639) * 2 ** -32;
    Object.assign(stream, { s0: s0 - 2 ** -32, c: 2091638 });
    const theirs = twin(stream);
    expect(Math.floor(2091639 * stream.s0)).toBe(4);
    expect(stream.quick()).toBe(theirs());
    expect(stream.c).toBe(5);
    expect(stateOf(stream)).toEqual(theirs.state());
  });
});

describe('the state', () => {
  test('is four numbers: put back, the stream goes on as it did', () => {
    const stream = new Stream('42', 'web.arrivals');
    for (let i = 0; i < 1000; i++) stream.normal();
    const saved = JSON.parse(JSON.stringify(stateOf(stream)));
    const all = () => [
      ...draws(500, () => stream.normal()),
      ...draws(500, () => stream.exponential()),
      ...draws(500, () => stream.below(7)),
      ...draws(500, () => stream.double() - stream.quick()),
    ];
    const first = all();
    Object.assign(stream, saved);
    expect(all()).toEqual(first);
    expect(Object.keys(stream).sort()).toEqual(['c', 's0', 's1', 's2']);
  });

  test('differs between any two pairs of seed and name', () => {
    const pairs = [
      ['a', 'bc'],
      ['ab', 'c'],
      ['abc', ''],
      ['', 'abc'],
      ['a/b', 'c'],
      ['a', 'b/c'],
      ['1', '1/x'],
      ['1/1', 'x'],
      ['11', '/x'],
      ['a', 'bc '],
    ] as const;
    const states = pairs.map(([seed, name]) => JSON.stringify(stateOf(new Stream(seed, name))));
    expect(new Set(states).size).toBe(pairs.length);
  });
});

describe('streams with names alike', () => {
  const named = (i: number) => new Stream('1', `api#${i}.work`);

  test('begin anywhere: first and second draws over 20,000 names and seeds are uniform', () => {
    const n = 20_000;
    const uniform = (u: number) => u;
    for (const make of [named, (i: number) => new Stream(String(i), 'web.arrivals')]) {
      const first = draws(n, () => 0);
      const second = draws(n, () => 0);
      for (let i = 0; i < n; i++) {
        const stream = make(i);
        first[i] = stream.quick();
        second[i] = stream.quick();
      }
      expect(ksDistance(first, uniform)).toBeLessThan(KS_LIMIT);
      expect(ksDistance(second, uniform)).toBeLessThan(KS_LIMIT);
      const limit = 4 / Math.sqrt(n);
      expect(Math.abs(correlation(first, second))).toBeLessThan(limit);
      expect(Math.abs(correlation(first.slice(1), first.slice(0, -1)))).toBeLessThan(limit);
    }
  });

  test('are not correlated', () => {
    const n = 20_000;
    const sequences = Array.from({ length: 24 }, (_, i) => {
      const stream = named(i);
      return draws(n, () => stream.double());
    });
    let worst = 0;
    for (let i = 0; i < sequences.length; i++)
      for (let j = 0; j < i; j++)
        worst = Math.max(worst, Math.abs(correlation(sequences[i]!, sequences[j]!)));
    expect(worst).toBeLessThan(4.5 / Math.sqrt(n)); // the largest of 276
  });
});

describe('uniform draws', () => {
  test('double has 53 bits, each of them as often 1 as 0', () => {
    const n = 400_000;
    const ones = new Float64Array(53);
    const stream = new Stream('7', 'bits');
    for (let i = 0; i < n; i++) {
      const scaled = stream.double() * 2 ** 32;
      const high = Math.floor(scaled);
      const low = (scaled - high) * 2 ** 21;
      for (let bit = 0; bit < 32; bit++) ones[bit]! += (high >>> bit) & 1;
      for (let bit = 0; bit < 21; bit++) ones[32 + bit]! += (low >>> bit) & 1;
    }
    const off = Array.from(ones, (count) => Math.abs(count - n / 2) / Math.sqrt(n / 4));
    expect(Math.max(...off)).toBeLessThan(4);
  });

  test('double and quick are uniform, and so are pairs of successive draws', () => {
    const stream = new Stream('7', 'uniform');
    for (const draw of [() => stream.double(), () => stream.quick()]) {
      const values = draws(400_000, draw);
      expect(ksDistance(values, (u) => u)).toBeLessThan(KS_LIMIT);
      const cells = new Array<number>(1024).fill(0);
      for (let i = 0; i < values.length; i += 2)
        cells[Math.floor(values[i]! * 32) * 32 + Math.floor(values[i + 1]! * 32)]!++;
      expect(Math.abs(chiSquare(cells))).toBeLessThan(4);
    }
  });

  test.each([1, 2, 6, 7, 100, 1000])('below(%i) is fair', (n) => {
    const stream = new Stream('7', 'below');
    const counts = new Array<number>(n).fill(0);
    for (let i = 0; i < 300_000; i++) counts[stream.below(n)]!++;
    expect(counts.length).toBe(n); // nothing was counted elsewhere
    expect(counts.every((count) => count > 0)).toBe(true);
    if (n > 1) expect(Math.abs(chiSquare(counts))).toBeLessThan(4);
  });

  test('below(n) never reaches n, not even with the largest draw there is', () => {
    const stream = new Stream('7', 'below');
    stream.double = () => 1 - 2 ** -53;
    for (let k = 0; k < 53; k++)
      for (const n of [2 ** k, 2 ** k + 1, 2 ** k - 1, Math.floor(2 ** k * 1.37)])
        if (n >= 1) expect(stream.below(n)).toBe(n - 1);
  });
});
