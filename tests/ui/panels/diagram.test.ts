/** A machine draws itself: everything is there once, and nothing lies on anything else. */
import { describe, expect, test } from 'vitest';
import { type Box, CHAR, diagramOf, LINE, type Line } from '../../../src/ui/panels/diagram.ts';
import { byHand, edgesOf, machineWords } from '../../../src/ui/panels/machine.ts';
import { machines } from './machines.ts';

const WIDTH = 312;

interface Rect {
  name: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const ofBox = ({ name, x, y, width, height }: Box): Rect => {
  return { name, left: x, right: x + width, top: y, bottom: y + height };
};
const ofLine = ({ text, x, y }: Line): Rect => {
  const half = (text.length * CHAR) / 2;
  return { name: text, left: x - half, right: x + half, top: y - LINE + 4, bottom: y + 1 };
};
const meet = (a: Rect, b: Rect): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Points along a path, so close that nothing fits between two of them. */
function pointsOf(path: string): { x: number; y: number }[] {
  const points: { x: number; y: number }[] = [];
  let last = [0, 0] as [number, number];
  for (const [, command, numbers] of path.matchAll(/([MLHVQC])([-\d., e]*)/g)) {
    const to = numbers!.split(/[ ,]/).map(Number);
    if (command === 'H') to.push(last[1]);
    if (command === 'V') to.unshift(last[0]);
    // A quadratic curve, or a line, as a cubic one.
    const inner = command === 'C' ? to.slice(0, 4) : [...last, ...to.slice(-2)];
    const [a, b] = [inner.slice(0, 2), inner.slice(2, 4)];
    const end = to.slice(-2) as [number, number];
    for (let t = 0; command !== 'M' && t <= 1; t += 1 / 64) {
      const [u, at] = [1 - t, (k: 0 | 1) => last[k] * u ** 3 + 3 * a[k]! * u * u * t];
      const rest = (k: 0 | 1) => 3 * b[k]! * u * t * t + end[k] * t ** 3;
      points.push({ x: at(0) + rest(0), y: at(1) + rest(1) });
    }
    last = end;
  }
  return points;
}

const holds = ({ left, right, top, bottom }: Rect, { x, y }: { x: number; y: number }): boolean =>
  x > left && x < right && y > top && y < bottom;

describe.each(machines.map((machine) => [machine.id, machine] as const))('%s', (_id, machine) => {
  const { x, width, height, boxes, arrows } = diagramOf(machine, WIDTH);
  const lines = arrows.flatMap((arrow) => arrow.lines.map(ofLine));

  test('every state has a box, and every way an arrow with its events', () => {
    expect(boxes.map(({ name }) => name).sort()).toEqual(Object.keys(machine.states).sort());
    const drawn = arrows.map(({ from, to, lines: own }) => [
      `${from} ${to}`,
      own.map(({ text }) => text).join(' '),
    ]);
    const wanted = edgesOf(machine).map(({ from, to, events }) => [
      `${from} ${to}`,
      events.join(', '),
    ]);
    expect(drawn.sort()).toEqual(wanted.sort());
  });

  test('boxes and words lie side by side, within the drawing', () => {
    const all = [...boxes.map(ofBox), ...lines];
    for (const [i, one] of all.entries()) {
      for (const other of all.slice(i + 1))
        expect([one.name, other.name, meet(one, other)]).toEqual([one.name, other.name, false]);
      expect(one.left).toBeGreaterThanOrEqual(x);
      expect(one.right).toBeLessThanOrEqual(x + width);
      expect(one.bottom).toBeLessThanOrEqual(height);
    }
  });

  test('no arrow runs through a state, or through the words of another arrow', () => {
    const inner = boxes.map(ofBox).map((box) => {
      return { ...box, left: box.left + 1, right: box.right - 1, top: box.top + 1 };
    });
    for (const arrow of arrows) {
      const others = arrows.filter((other) => other !== arrow);
      const around = [...inner, ...others.flatMap((other) => other.lines.map(ofLine))];
      for (const point of pointsOf(arrow.path))
        expect(around.filter((one) => holds(one, point)).map(({ name }) => name)).toEqual([]);
    }
  });

  test('every arrow runs through its words', () => {
    for (const { from, to, path, lines: own } of arrows) {
      if (from === to) continue;
      const rects = own.map(ofLine);
      expect(pointsOf(path).some((point) => rects.some((one) => holds(one, point)))).toBe(true);
    }
  });
});

test('a breaker of three states fits where it is shown', () => {
  const [breaker] = machines;
  expect(diagramOf(breaker!, WIDTH).width).toBe(WIDTH);
});

test('what is done by hand is named, not drawn', () => {
  const [breaker] = machines;
  expect(byHand(breaker!)).toContain('toForcedOpen');
  expect(edgesOf(breaker!).flatMap(({ events }) => events)).not.toContain('to forced open');
  const apart = diagramOf(breaker!, WIDTH).boxes.filter((box) => box.apart);
  expect(apart.map(({ name }) => name)).toEqual(['forced-open', 'disabled', 'metrics-only']);
});

test('in words it says the same', () => {
  expect(machineWords(machines[0]!)).toBe(
    'Initial state: closed. From closed to open: threshold exceeded. From open to half-open: ' +
      'wait duration elapsed. From half-open to open: threshold exceeded, probe timeout. ' +
      'From half-open to closed: probes succeeded, max wait elapsed.',
  );
});
