import { describe, expect, test } from 'vitest';
import {
  formatMs,
  readFactor,
  readMs,
  readNumber,
  readPercent,
  readRate,
  readShare,
  writeMs,
} from '../../src/scenario/units.ts';

type Case = [raw: unknown, value: number | null];
const kinds: [string, (raw: unknown) => number | null, Case[]][] = [
  [
    'a duration',
    readMs,
    [
      ['250ms', 250],
      ['2s', 2000],
      ['1.5s', 1500],
      ['5m', 300_000],
      ['5min', 300_000],
      ['1h', 3_600_000],
      [' 5 ms ', 5],
      ['12', 12],
      [0.25, 0.25],
      ['.5s', 500],
      ['1e3ms', 1000],
      ['0.1s', 100],
      ['0.0000014ms', 0.000001],
      [1e-7, 0],
      ['-5ms', -5],
      ['720h', 2_592_000_000],
      ['3d', null],
      ['1m30s', null],
      ['5us', null],
      ['', null],
      ['ms', null],
      ['0x10', null],
      [NaN, null],
      [null, null],
      [true, null],
      [['5ms'], null],
    ],
  ],
  [
    'a rate',
    readRate,
    [
      ['400/s', 400],
      ['90/m', 1.5],
      ['7200/h', 2],
      ['400', 400],
      [0.5, 0.5],
      ['4 / s', 4],
      ['4/d', null],
      ['4s', null],
    ],
  ],
  [
    'a share',
    readShare,
    [
      ['50%', 0.5],
      ['0.5%', 0.005],
      ['0.5', 0.5],
      [1, 1],
      ['5x', null],
    ],
  ],
  [
    'a percentage',
    readPercent,
    [
      ['50%', 50],
      [50, 50],
      ['0.5', 0.5],
      ['half', null],
    ],
  ],
  [
    'a factor',
    readFactor,
    [
      ['10x', 10],
      [10, 10],
      ['1.5x', 1.5],
      ['x10', null],
    ],
  ],
  [
    'a number',
    readNumber,
    [
      ['400', 400],
      [3, 3],
      ['1e400', Infinity],
      ['3x', null],
    ],
  ],
];

describe.each(kinds)('%s', (_kind, read, cases) => {
  test.each(cases)('%j is %j', (raw, value) => {
    expect(read(raw)).toBe(value);
  });
});

test('durations are exact to the ns over the whole range', () => {
  expect(readMs('2591999999.999999ms')).toBe(2_591_999_999.999999);
  expect(readMs('0.1ms')! + readMs('0.2ms')!).toBeCloseTo(0.3);
  for (let ns = 1; ns < 1e15; ns = ns * 7 + 3) {
    const ms = readMs(`${ns}e-6ms`)!;
    expect(Math.round(ms * 1e6)).toBe(ns);
  }
});

test('minus nothing is nothing', () => {
  expect(Object.is(readMs('-0ms'), 0)).toBe(true);
});

test.each([
  [250, '250 ms'],
  [2000, '2 s'],
  [1500, '1.5 s'],
  [90_000, '1.5 min'],
  [3_600_000, '1 h'],
  [0, '0 ms'],
  [0.001, '0.001 ms'],
  [1000.0001, '1000.0001 ms'],
])('%d ms is shown as %s, and reads back as itself', (ms, text) => {
  expect(formatMs(ms)).toBe(text);
  expect(readMs(text)).toBe(ms);
  expect(readMs(writeMs(ms))).toBe(ms);
});
