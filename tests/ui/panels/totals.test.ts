/** What titles speak of can be read in the page: double charges, the product of nested retries. */
import { expect, test } from 'vitest';
import { totalsOf } from '../../../src/ui/panels/totals.ts';
import { multiplies } from '../../../src/ui/stage/words.ts';
import { shown } from '../runs.ts';
import { boardAt } from '../stage/boards.ts';

test('double charges are counted, with what stored keys have prevented', () => {
  const { result } = shown('charged-twice');
  const { duplicates, replays } = result.services['payments']!;
  expect(duplicates).toBeGreaterThan(100);
  const said = totalsOf(result, { kind: 'service', id: 'payments' }).replaceAll(',', '');
  expect(said).toContain(`${duplicates} done twice or more`);
  expect(said).toContain(`${replays} answered from stored keys`);
});

test('all attempts of the buyers are counted', () => {
  const { result } = shown('optimistic-locking');
  const { attempts } = result.links['buyers->last-tickets']!;
  const said = totalsOf(result, { kind: 'client', id: 'buyers' });
  expect(said).toMatch(/^Whole run: 100 offered, \d+ attempts \(×\d+(\.\d)?\), 0 failed/);
  expect(said).toContain(String(attempts));
});

test('one click becomes 64 calls, and the link says so', () => {
  const run = shown('nested-retries');
  const { store } = run;
  let sum = 0;
  let count = 0;
  for (let atMs = 80_000; atMs < 120_000; atMs += 1000, count++) {
    const board = boardAt(run, store.indexAt(atMs));
    const link = board.link('stock->database')!;
    expect(multiplies(link)).toBe(true);
    expect(board.link('shoppers->web')!.perRequest).toBeNaN();
    sum += link.perRequest;
  }
  expect(Math.abs(sum / count - 64)).toBeLessThan(10);
});
