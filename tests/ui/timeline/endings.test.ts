/** A client's strip has a word for every stretch of it. */
import { expect, test } from 'vitest';
import { answered, courseOf, hangWords, successWords } from '../../../src/ui/timeline/endings.ts';
import { readClient } from '../../../src/ui/stage/readings.ts';
import { columnAt } from '../../../src/engine/tables.ts';
import { shown } from '../runs.ts';

const storm = shown('retry-storm');
const [shoppers] = storm.store.layout.clients;

test('between the last success and the first failure of the storm, calls hang', () => {
  const { store } = storm;
  const course = courseOf(store, shoppers!);
  expect(course).toMatchObject({ failed: true, degraded: false });
  expect(course.hangs).toHaveLength(1);
  const [{ fromMs, toMs }] = course.hangs as [{ fromMs: number; toMs: number }];
  expect(fromMs).toBeGreaterThan(60_000);
  expect(toMs).toBeLessThan(65_000);
  for (const name of ['succeeded', 'degraded', 'failed'] as const) {
    const column = store.column(shoppers!.at + columnAt('clients', name));
    const frames = column.slice(store.indexAt(fromMs), store.indexAt(toMs));
    expect(frames.every((ended) => ended === 0)).toBe(true);
  }
  expect(hangWords(course)).toMatch(/^Calls hang from 1:0\d(\.\d)? to 1:0\d(\.\d)?\.$/);
});

test('where clients wait for nothing, nothing hangs', () => {
  const { store } = shown('stop-the-world');
  const course = courseOf(store, store.layout.clients[0]!);
  expect(course).toEqual({ degraded: false, failed: false, hangs: [] });
  expect(hangWords(course)).toBe('');
});

test('at the very start nothing can have ended, and nothing is said to hang', () => {
  const start = readClient(storm.store, 0, shoppers!);
  expect(start.hangs).toBe(false);
  const later = readClient(storm.store, storm.store.indexAt(62_700), shoppers!);
  expect([answered(later), successWords(later)]).toEqual(['hang', 'calls hang']);
});
