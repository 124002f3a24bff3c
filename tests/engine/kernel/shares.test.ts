import { expect, test } from 'vitest';
import { shareUp } from '../../../src/engine/kernel/shares.ts';

test('every share from 0 to 100 %, of every count to 1,000, is rounded up exactly', () => {
  for (let count = 0; count <= 1000; count++)
    for (let percent = 0; percent <= 100; percent++) {
      const exact = Math.floor((count * percent + 99) / 100);
      const found = shareUp(count, percent / 100);
      // `expect` takes longer than all the rest.
      if (found !== exact) expect(found, `${percent} % of ${count}`).toBe(exact);
    }
});

test('so is what a full ramp leaves of a share', () => {
  for (let percent = 0; percent <= 100; percent++) {
    const left = 1 - (1 - percent / 100) * 1;
    expect(shareUp(100, left), `${percent} %`).toBe(percent);
  }
});

test('a product that is no whole number is rounded up, however near it is to one', () => {
  expect(shareUp(1000, 0.0010001)).toBe(2);
  expect(shareUp(1e7, 0.10000001)).toBe(1_000_001);
  expect(shareUp(3, 1 / 3)).toBe(1);
});
