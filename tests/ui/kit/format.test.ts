/** What a field shows can be typed into it again; what cannot be read is nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  duration,
  percent,
  rate,
  short,
  tick,
  times,
  unbroken,
  type Unit,
  whole,
  write,
} from '../../../src/ui/kit/format.ts';
import { rangeWords, read } from '../../../src/ui/kit/typed.ts';
import { always } from '../../always.ts';

test.each<[Unit, string, number]>([
  ['ms', '300ms', 300],
  ['ms', '1.5s', 1500],
  ['ms', '2m', 120_000],
  ['ms', '250', 250],
  ['share', '50%', 0.5],
  ['share', '7', 0.07],
  ['percent', '50 %', 50],
  ['rate', '90/m', 1.5],
  ['rate', '400', 400],
  ['factor', '×10', 10],
  ['factor', '10x', 10],
  ['size', '10kB', 10_000],
  ['size', '1.5 GB', 1.5e9],
  ['size', '512', 512],
  ['count', '12,400', 12_400],
  // Where a library has a word for it, as in "never".
  ['ms', '-1 ms', -1],
  ['count', '−1', -1],
])('%s: %s is %d', (unit, text, value) => {
  expect(read(unit, text)).toBe(value);
});

test.each<[Unit, string]>([
  ['ms', 'soon'],
  ['ms', '5-'],
  ['count', '1.5'],
  ['count', '1,5'],
  ['share', '10x'],
  ['rate', ''],
])('%s: “%s” is none', (unit, text) => {
  expect(read(unit, text)).toBeNull();
});

/** As people have them: few digits, of any size. */
const values = fc
  .tuple(fc.nat(999_999), fc.integer({ min: -6, max: 6 }))
  .map(([digits, zeros]) => Number(`${digits}e${zeros}`));

test.each(['ms', 'number', 'share', 'percent', 'rate', 'factor'] as const)(
  'a value that was written in %s is read back',
  (unit) => always(500, values, (value) => expect(read(unit, write(unit, value))).toBe(value)),
);

test('a size that was written is read back', () =>
  always(500, fc.nat(), (value) => expect(read('size', write('size', value))).toBe(value)));

test('a count that was written is read back', () =>
  always(500, fc.integer(), (value) => expect(read('count', write('count', value))).toBe(value)));

test('a little is not nothing, and nearly all is not all', () => {
  expect(percent(0)).toMatch(/^0\s%$/);
  expect(percent(0.0001)).toMatch(/^< 0.1\s%$/);
  expect(percent(0.9999)).toMatch(/^> 99.9\s%$/);
});

test('no line ends between a number and its unit', () => {
  expect(unbroken('slow for 30 s, 5 % of 20 services, 2 min of 3 steps')).toBe(
    'slow for 30\u00a0s, 5\u00a0% of 20 services, 2\u00a0min of 3 steps',
  );
});

test.each([
  ['count', 1, 1e7, '1 to 10,000,000'],
  ['rate', 0, 1e6, '0/s to 1,000,000/s'],
  ['ms', 0.0005, 12_345, '0.0005 ms to 12,345 ms'],
  ['number', 0.001, 1000, '0.001 to 1,000'],
] as const)('a range of %s from %d to %d', (unit, min, max, said) => {
  expect(rangeWords(unit, min, max)).toBe(said);
});

/** As it is read: the blank before a unit does not break. */
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

test.each<[(value: number) => string, number, string]>([
  [percent, 0.0096, '1 %'],
  [percent, 0.0094, '0.9 %'],
  [percent, 0.0949, '9.5 %'],
  [percent, 0.0995, '10 %'],
  [percent, 0.5, '50 %'],
  [percent, 0.991, '99.1 %'],
  [percent, 0.999, '99.9 %'],
  [percent, 1, '100 %'],
  [percent, 5.2, '520 %'],
  [percent, NaN, '–'],
  [duration, 0, '0 ms'],
  [duration, 0.004, '0 ms'],
  [duration, 9.994, '9.99 ms'],
  [duration, 9.996, '10 ms'],
  [duration, 99.94, '99.9 ms'],
  [duration, 99.96, '100 ms'],
  [duration, 999.4, '999 ms'],
  [duration, 999.6, '1 s'],
  [duration, 1240, '1.24 s'],
  [duration, 100_000, '100 s'],
  [duration, 119_999, '120 s'],
  [duration, 120_000, '2 min'],
  [duration, 5_400_000, '90 min'],
  [duration, 7_200_000, '2 h'],
  [duration, NaN, '–'],
  [duration, Infinity, '–'],
  [short, 0.125, '0.13'],
  [short, 1.006, '1.01'],
  [short, -12.34, '−12.3'],
  [short, 1240, '1,240'],
  [short, 9999.4, '9,999'],
  [short, 9999.6, '10k'],
  [short, 12_440, '12.4k'],
  [short, 123_456, '123k'],
  [short, 1_234_567, '1.23M'],
  [short, Infinity, '∞'],
  [short, NaN, '–'],
  [rate, 192, '192/s'],
  [rate, 0.5, '0.5/s'],
  [rate, NaN, '–'],
  [times, 1.25, '×1.3'],
  [times, 12.34, '×12.3'],
  [times, NaN, '–'],
  [whole, 12_400.4, '12,400'],
  [whole, NaN, '–'],
  [tick, 1500, '1.5k'],
  [tick, 2_000_000, '2M'],
  [tick, 12_500, '12.5k'],
  [tick, 0.25, '0.3'],
])('%o of %d is %s', (format, value, said) => {
  expect(plain(format(value))).toBe(said);
});

test('a figure grows with its value, whatever the unit it is given in', () => {
  const sizes: Record<string, number> = { ms: 1, s: 1000, min: 60_000, h: 3.6e6 };
  let last = 0;
  for (let ms = 0.01; ms < 1e8; ms *= 1.0007) {
    const [figure, unit] = plain(duration(ms)).split(' ') as [string, string];
    const shown = Number(figure.replace(',', '')) * sizes[unit]!;
    expect(shown).toBeGreaterThanOrEqual(last - 1e-9);
    expect(Math.abs(shown - ms)).toBeLessThanOrEqual(Math.max(0.005, ms * 0.01));
    last = shown;
  }
});

test('nobody else makes figures of numbers', () => {
  const folder = new URL('../../../src/ui/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.(ts|svelte)$/.test(file) && !/^kit\/(format|scale|Sparkline)\./.test(file),
  );
  const found = files.filter((file) =>
    /toFixed|toPrecision|toLocaleString|NumberFormat/.test(
      readFileSync(new URL(file, folder), 'utf8'),
    ),
  );
  expect(files.length).toBeGreaterThan(100);
  expect(found).toEqual([]);
});
