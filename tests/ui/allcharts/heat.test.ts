/** The heat map of latencies in words: cells, percentiles and labels say what was counted. */
import { describe, expect, test } from 'vitest';
import { EDGES_MS, type LatencyMap } from '../../../src/analysis/latency-map.ts';
import {
  cellAt,
  cellWords,
  countAt,
  heatOf,
  labelsOf,
  percentilesAt,
  rowWords,
  strengthOf,
} from '../../../src/ui/allcharts/heat.ts';

const ROWS = EDGES_MS.length + 1;
const ROW = EDGES_MS.indexOf(100) + 1;

/** Two columns of a second each; in the first 37 from 100 ms on, one below and two above. */
function mapOf(): LatencyMap {
  const answered = new Uint32Array(2 * ROWS);
  const failed = new Uint32Array(2 * ROWS);
  answered[ROW] = 37;
  answered[ROW - 1] = 1;
  answered[ROW + 1] = 2;
  failed[ROWS + ROW] = 5;
  return { columnMs: 1000, columns: 2, edgesMs: EDGES_MS, answered, failed };
}
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

test('a cell says when, how long and how many', () => {
  const heat = heatOf(mapOf(), 'answered');
  const words = (row: number, column = 0) =>
    plain(cellWords(heat, { column, row }, 2000, 'request'));
  expect(words(ROW)).toBe('0:00–0:01, 100–120 ms: 37 requests');
  expect(words(ROW - 1)).toBe('0:00–0:01, 82–100 ms: 1 request');
  expect(words(ROW, 1)).toBe('0:01–0:02, 100–120 ms: 0 requests');
});

test('rows are named with their unit, the open ones as such', () => {
  const map = mapOf();
  const row = (ms: number): string => plain(rowWords(map, EDGES_MS.indexOf(ms) + 1));
  expect(row(820)).toBe('820 ms–1 s');
  expect(row(1200)).toBe('1.2–1.5 s');
  expect(plain(rowWords(map, 0))).toBe('less than 0.1 ms');
  expect(rowWords(map, ROWS - 1)).toMatch(/ or more$/);
});

describe.each(['answered', 'failed', 'all'] as const)('%s', (which) => {
  const heat = heatOf(mapOf(), which);

  test('shows all that was counted, and each cell is found under its middle', () => {
    let [seen, most] = [0, 0];
    for (let column = 0; column < 2; column++)
      for (let row = heat.from; row < heat.to; row++) {
        const cell = { column, row };
        const up = (heat.to - row - 0.5) / (heat.to - heat.from);
        expect(cellAt(heat, (column + 0.5) / 2, up, 2000)).toEqual(cell);
        seen += countAt(heat, cell);
        most = Math.max(most, countAt(heat, cell));
      }
    expect(seen).toBe({ answered: 40, failed: 5, all: 45 }[which]);
    expect(heat.most).toBe(most);
    expect(strengthOf(heat, most)).toBe(1);
  });

  test('the axis has labels within it, with units', () => {
    const labels = labelsOf(heat);
    expect(labels.length).toBeGreaterThanOrEqual(3);
    for (const { text, height } of labels) {
      expect(plain(text)).toMatch(/^[\d.]+ (ms|s)$/);
      expect(height).toBeGreaterThanOrEqual(0);
      expect(height).toBeLessThanOrEqual(1);
    }
  });
});

test('percentiles are the rows in which their ranks lie', () => {
  const said = plain(percentilesAt(mapOf(), 500));
  expect(said).toBe('p50 100–120 ms, p90 100–120 ms, p95 100–120 ms, p99 120–150 ms');
  expect(percentilesAt(mapOf(), 1500)).toBe('');
});

test('a map without anything counted is drawn empty', () => {
  const map = mapOf();
  map.failed.fill(0);
  const heat = heatOf(map, 'failed');
  expect([heat.from, heat.to, heat.most]).toEqual([0, ROWS, 0]);
});
