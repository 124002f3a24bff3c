import { expect, test } from 'vitest';
import { kept } from '../../../src/ui/stage/kept.ts';

test('what is as it was stays the same object, what is not is the new one', () => {
  const before = [
    { id: 'a', at: { x: 1 } },
    { id: 'b', at: { x: 2 } },
    { id: 'gone', at: { x: 3 } },
  ];
  const now = [
    { id: 'b', at: { x: 9 } },
    { id: 'a', at: { x: 1 } },
    { id: 'new', at: { x: 0 } },
  ];
  const [b, a, added] = kept(before, now);
  expect(a).toBe(before[0]);
  expect(b).toBe(now[0]);
  expect(added).toBe(now[2]);
  expect(kept(before, now)).toHaveLength(3);
});
