/** A slider's track: it holds what is usual, stays within what is allowed, and never sticks. */
import { describe, expect, test } from 'vitest';
import {
  type Extent,
  nextPosition,
  POSITIONS,
  positionOf,
  scaleOf,
  valueAt,
} from '../../../src/ui/kit/scale.ts';

const MONTH = 30 * 24 * 3_600_000;
const extents: Extent[] = [
  { unit: 'ms', min: 0, max: MONTH, anchor: 100, value: 100 },
  { unit: 'ms', min: 0, max: MONTH, anchor: 0, value: 0 },
  { unit: 'ms', min: 8, max: MONTH, anchor: 30, value: 30 },
  { unit: 'count', min: 1, max: 1e7, anchor: 16, value: 64 },
  { unit: 'count', min: 0, max: 1e7, anchor: 1000, value: 5000 },
  { unit: 'count', min: 1, max: 10, anchor: 1, value: 1 },
  { unit: 'number', min: 0.001, max: 1e7, anchor: 4, value: 4 },
  { unit: 'share', min: 0, max: 1, anchor: 0, value: 0.05 },
  { unit: 'percent', min: 0, max: 100, anchor: 50, value: 50 },
  { unit: 'rate', min: 0, max: 1e6, anchor: 160, value: 160 },
  { unit: 'factor', min: 0, max: 1e6, anchor: 200, value: 200 },
];

test('a duration of a month has no track of a month', () => {
  expect(scaleOf(extents[0]!)).toMatchObject({ low: 1, high: 60_000, log: true, zero: true });
});

describe.each(extents)('$unit from $min to $max about $anchor, at $value', (extent) => {
  const scale = scaleOf(extent);

  test('every place stands for a value that is allowed, and they rise', () => {
    let last = -Infinity;
    for (let position = 0; position <= POSITIONS; position++) {
      const value = valueAt(scale, position);
      expect(value).toBeGreaterThanOrEqual(Math.max(last, extent.min));
      expect(value).toBeLessThanOrEqual(extent.max);
      last = value;
    }
  });

  test('what it stands at is on the track, and so is the usual', () => {
    for (const value of [extent.value, extent.anchor]) {
      if (value < extent.min) continue;
      const back = valueAt(scale, positionOf(scale, value));
      expect(Math.abs(back - value)).toBeLessThanOrEqual(Math.max(0.06 * value, 1e-9));
    }
  });

  test('arrow keys lead from one end to the other', () => {
    let value = valueAt(scale, 0);
    for (let presses = 0; value < scale.high; presses++) {
      const next = valueAt(scale, nextPosition(scale, value, 1));
      expect(next).toBeGreaterThan(value);
      expect(presses).toBeLessThan(POSITIONS);
      value = next;
    }
    expect(valueAt(scale, nextPosition(scale, value, -1))).toBeLessThan(value);
  });
});
