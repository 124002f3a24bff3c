/** The yardsticks themselves, against published tables and against each other. */
import { expect, test } from 'vitest';
import {
  birthDeath,
  dm1Sigma,
  erlangB,
  erlangC,
  impatient,
  lifoWaitAbove,
  meanValue,
  mmck,
  mmcWait,
} from './theory.ts';

test('Erlang B and C are those of the tables', () => {
  // The classic table: 10 trunks carry 4.46 erlangs at 1 % loss, 100 carry 84.06.
  expect(erlangB(10, 4.46)).toBeCloseTo(0.01, 4);
  expect(erlangB(100, 84.06)).toBeCloseTo(0.01, 4);
  // SRE book, chapter 22: 1,000 threads, a = 5,095.
  expect(erlangB(1000, 5095)).toBeCloseTo(0.8038, 4);
  expect(erlangC(1, 0.7)).toBeCloseTo(0.7, 12);
  expect(erlangC(2, 1)).toBeCloseTo(1 / 3, 12);
});

test('a bounded queue is a loss system without places and M/M/c with many', () => {
  expect(mmck(5, 5, 3, 1).refused).toBeCloseTo(erlangB(5, 3), 12);
  expect(mmck(2, 300, 1.2, 1).wait).toBeCloseTo(mmcWait(2, 1.2, 1), 9);
});

test('mean-value analysis agrees with the chain of a single station', () => {
  // Machine repair: n at the station, 8 - n think for 10 each; work 2.
  const p = birthDeath(
    8,
    (n) => (8 - n) / 10,
    () => 1 / 2,
  );
  expect(meanValue([2], 8, 10).throughput).toBeCloseTo((1 - p[0]!) / 2, 12);
});

test('impatience is none when there is much patience, and all of it when there is none', () => {
  expect(impatient(3, 2, 1, 60).lost).toBeLessThan(1e-20);
  expect(impatient(3, 2, 1, 60).wait).toBeCloseTo(mmcWait(3, 2, 1), 9);
  expect(impatient(3, 2, 1, 0).lost).toBeCloseTo(erlangB(3, 2), 12);
});

test('D/M/1 waits as the root says, which solves its equation', () => {
  const sigma = dm1Sigma(0.8, 1);
  expect(sigma).toBeCloseTo(Math.exp(-(1 - sigma) / 0.8), 12);
  expect(sigma).toBeCloseTo(0.6286, 3);
});

test('last come first served has the mean of all orders', () => {
  let mean = 0;
  // Midpoints: the integral of the share above t.
  for (let t = 0.125; t < 80; t += 0.25) mean += 0.25 * lifoWaitAbove(0.5, 1, t);
  expect(mean).toBeCloseTo(1, 2);
});
