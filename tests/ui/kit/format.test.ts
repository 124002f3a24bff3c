/** What a field shows can be typed into it again; what cannot be read is nothing. */
import { expect, test } from 'vitest';
import { percent, rangeWords, read, type Unit, write } from '../../../src/ui/kit/format.ts';

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

test('a value that was written is read back', () => {
  const values = [0, 0.07, 0.3, 1, 2.5, 12, 999, 1000, 1500, 90_000, 120_000, 3_600_000, 123_456];
  for (const unit of ['ms', 'number', 'share', 'percent', 'rate', 'factor'] as const)
    for (const value of values) expect(read(unit, write(unit, value))).toBeCloseTo(value, 9);
});

test('a little is not nothing, and nearly all is not all', () => {
  expect(percent(0)).toMatch(/^0\s%$/);
  expect(percent(0.0001)).toMatch(/^< 0.1\s%$/);
  expect(percent(0.9999)).toMatch(/^> 99.9\s%$/);
});

test.each([
  ['count', 1, 1e7, '1 to 10,000,000'],
  ['rate', 0, 1e6, '0/s to 1,000,000/s'],
  ['ms', 0.0005, 12_345, '0.0005 ms to 12,345 ms'],
  ['number', 0.001, 1000, '0.001 to 1,000'],
] as const)('a range of %s from %d to %d', (unit, min, max, said) => {
  expect(rangeWords(unit, min, max)).toBe(said);
});
