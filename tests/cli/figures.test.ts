import { expect, test } from 'vitest';
import { seriesCsv } from '../../src/analysis/csv.ts';
import { count, exact, factor, figure, percent, time } from '../../src/analysis/figures.ts';
import { paintFor } from '../../src/cli/output.ts';
import { harmless } from '../../src/scenario/problems.ts';
import { Progress } from '../../src/cli/progress.ts';
import { table, wrap } from '../../src/cli/table.ts';

test('counts are grouped, and shortened when their last digits say nothing', () => {
  expect([0, 999, 1000, 1234567, 9_999_999].map(count)).toEqual(
    ['0', '999', '1,000', '1,234,567', '9,999,999'], // prettier-ignore
  );
  expect([10_000_000, 123_456_789, 4e9, null].map(count)).toEqual(
    ['10.0 M', '123 M', '4.00 G', '–'], // prettier-ignore
  );
  expect([0.1, 10_000_000, 1234.5].map(exact)).toEqual(['0.1', '10,000,000', '1,234.5']);
});

test('times have three digits and the unit that suits them', () => {
  const pairs: [number | null, string][] = [
    [null, '–'],
    [0, '0 ms'],
    [0.00123, '1.23 µs'],
    [0.5, '0.50 ms'],
    [9.996, '10.0 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [59_999, '60.0 s'],
    [601_000, '10.0 min'],
    [40_000_000, '11.1 h'],
  ];
  for (const [ms, text] of pairs) expect(time(ms)).toBe(text);
});

test('what is not all is not rounded to all, nor to nothing', () => {
  expect([1, 0.99999, 0.9996, 0.5, 0.001, 0.00001, 0, null].map(percent)).toEqual(
    ['100 %', '>99.99 %', '99.96 %', '50.0 %', '0.10 %', '<0.01 %', '0 %', '–'], // prettier-ignore
  );
  expect([1, 2.857, 123.4, null].map(factor)).toEqual(['1.00×', '2.86×', '123×', '–']);
  expect([0, 0.123, 12.34, 1234.5, null].map(figure)).toEqual(['0', '0.12', '12.3', '1,235', '–']);
});

test('a table lines up, and fits whatever the names', () => {
  const columns = [{ head: 'id', text: true }, { head: 'n' }, { head: 'why', text: true }];
  expect(
    table(columns, [
      ['a', '1,000', 'x'],
      ['bb', '5', ''],
    ]),
  ).toEqual(
    ['id      n  why', 'a   1,000  x', 'bb      5'], // prettier-ignore
  );
  const long = table(columns, [['i'.repeat(300), '1', 'w'.repeat(300)]]);
  expect(long.map((line) => [...line].length)).toEqual([expect.any(Number), 100]);
  expect(long[1]).toMatch(/^i+… +1 {2}w+…$/);
  expect(table(columns, [['\u001b[2J', 'a\nb', '']]).join('')).not.toContain('\u001b');
});

test('text is broken between words', () => {
  const lines = wrap('word '.repeat(50).trim(), 4);
  expect(lines.join(' ').replace(/\s+/g, ' ').trim()).toBe('word '.repeat(50).trim());
  for (const line of lines) expect(line).toMatch(/^ {4}word.{0,95}$/);
});

test('cells of a CSV are quoted where they must be', () => {
  const text = seriesCsv({
    intervalMs: 100,
    tMs: [0, 100],
    clients: {
      'a,"b"': {
        ...{ offered: [1, 2], succeeded: [], degraded: [], failed: [], dropped: [] },
        ...{ p50Ms: [], p99Ms: [] },
      },
    },
    services: {},
    links: {},
  });
  expect(text).toMatch(/^tMs,"clients\.a,""b""\.offered",.*\r\n0,1,,,,,,\r\n100,2,,,,,,\r\n$/);
});

test('colours are for terminals, and for those who want them', () => {
  expect(paintFor({ isTTY: true }, {}).bold('a')).toBe('\u001b[1ma\u001b[0m');
  expect(paintFor({ isTTY: true }, { NO_COLOR: '1' }).bold('a')).toBe('a');
  expect(paintFor({ isTTY: false }, {}).bold('a')).toBe('a');
  expect(harmless('a\u001b[2J\n\u009bb')).toBe('a [2J b');
});

test('progress shows on a terminal after a second, ten times a second, and goes', () => {
  let text = '';
  const terminal = { isTTY: true, columns: 80, write: (more: string) => (text += more) };
  const progress = new Progress(terminal, 0);
  progress.show(999, 1000, 60_000, 10);
  expect(text).toBe('');
  progress.show(2000, 15_000, 60_000, 2_400_000);
  expect(text).toBe('\r\u001b[K25.0 %  15.0 s of 1 min  1,200,000 events/s  about 6.00 s left');
  progress.show(2050, 16_000, 60_000, 2_500_000);
  progress.clear();
  expect(text.endsWith('left\r\u001b[K')).toBe(true);
  text = '';
  const piped = new Progress({ ...terminal, isTTY: false }, 0);
  piped.show(5000, 1, 2, 3);
  piped.clear();
  expect(text).toBe('');
});
