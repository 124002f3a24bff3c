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
const ofLine = ({ text, x, y, anchor }: Line): Rect => {
  const width = text.length * CHAR;
  const left = anchor === 'start' ? x : x - width;
  return { name: text, left, right: left + width, top: y - LINE + 4, bottom: y + 1 };
};
const meet = (a: Rect, b: Rect): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Upright and level parts of a path, as rectangles without width. */
function partsOf(path: string): Rect[] {
  const parts: Rect[] = [];
  let [x, y] = [0, 0];
  for (const [, command, numbers] of path.matchAll(/([MHVQ])([-\d. ]+)/g)) {
    const to = numbers!.trim().split(' ').map(Number);
    const next =
      command === 'H' ? [to[0]!, y] : command === 'V' ? [x, to[0]!] : [to.at(-2)!, to.at(-1)!];
    const [nextX, nextY] = next as [number, number];
    if (command !== 'M')
      parts.push({
        name: path,
        left: Math.min(x, nextX),
        right: Math.max(x, nextX),
        top: Math.min(y, nextY),
        bottom: Math.max(y, nextY),
      });
    [x, y] = [nextX, nextY];
  }
  return parts;
}

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

  test('no arrow runs through a word or a state', () => {
    const inner = boxes.map(ofBox).map((box) => {
      return { ...box, left: box.left + 1, right: box.right - 1 };
    });
    for (const { path } of arrows)
      for (const part of partsOf(path))
        for (const other of [...lines, ...inner])
          expect([path, other.name, meet(part, other)]).toEqual([path, other.name, false]);
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
    'It begins closed. From closed to open: threshold exceeded. From open to half-open: ' +
      'wait over. From half-open to open: threshold exceeded, probes too late. ' +
      'From half-open to closed: probes succeeded, probes not awaited.',
  );
});
