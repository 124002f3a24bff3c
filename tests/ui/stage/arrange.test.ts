/** Cards where a person wants them: links follow, what has no chosen place lies upon nothing. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arranged } from '../../../src/ui/stage/arrange.ts';
import { type Layout, layOut } from '../../../src/ui/stage/layout.ts';
import { outlineOf, shapeOf } from '../../../src/ui/stage/outline.ts';
import { ranksOf } from '../../../src/ui/stage/ranks.ts';
import { always } from '../../always.ts';
import { specOf } from '../../simulate.ts';

const outline = outlineOf(
  specOf(`
duration: 1s
clients:
  web:
    load: { rate: 1/s }
    steps: [{ call: a, patterns: [{ retry: {} }, { timeout: { after: 1s } }] }]
services:
  a: { steps: [{ call: b }, { call: c }] }
  b: { steps: [{ call: d }] }
  c: { steps: [{ call: d, patterns: [{ timeout: { after: 1s } }] }] }
  d: { work: 1ms }`),
);
const laid = (width: number, height: number): Layout =>
  layOut(outline, ranksOf(shapeOf(outline)), { width, height });
const auto = laid(940, 391);
const ids = auto.boxes.map(({ id }) => id);

const place = fc.tuple(fc.integer({ min: -800, max: 1600 }), fc.integer({ min: -600, max: 900 }));
const choice = fc.dictionary(fc.constantFrom(...ids), place, { maxKeys: ids.length });

test('chosen cards are where they were put, the others upon none, links at their cards', () =>
  always(300, choice, (chosen) => {
    const { boxes, routes, view } = arranged(auto, chosen);
    const at = new Map(boxes.map((box) => [box.id, box]));
    expect([...at.keys()].sort()).toEqual([...ids].sort());
    for (const [id, [x, y]] of Object.entries(chosen)) expect(at.get(id)).toMatchObject({ x, y });
    for (const box of boxes.filter(({ id }) => !(id in chosen)))
      for (const other of boxes.filter(({ id }) => id !== box.id)) {
        const apart =
          box.x >= other.x + other.width ||
          other.x >= box.x + box.width ||
          box.y >= other.y + other.height ||
          other.y >= box.y + box.height;
        expect(apart, `${box.id} and ${other.id}`).toBe(true);
      }
    for (const { id, from, to, line, signs, label } of routes) {
      for (const [end, point] of [
        [from, line.points[0]!],
        [to, line.points.at(-1)!],
      ] as const) {
        const { x, y, width, height } = at.get(end)!;
        expect([x, x + width], id).toContain(point.x);
        expect(point.y >= y && point.y <= y + height, id).toBe(true);
      }
      for (const { x, y } of [...signs, label]) expect(Number.isFinite(x + y), id).toBe(true);
    }
    // All of it is in view.
    for (const { x, y, width, height } of boxes) {
      expect(x * view.zoom + view.x).toBeGreaterThanOrEqual(-1);
      expect((x + width) * view.zoom + view.x).toBeLessThanOrEqual(941);
      expect(y * view.zoom + view.y).toBeGreaterThanOrEqual(-1);
      expect((y + height) * view.zoom + view.y).toBeLessThanOrEqual(392);
    }
  }));

test('all where they would stand anyway, links are drawn as ever', () => {
  const chosen = Object.fromEntries(auto.boxes.map(({ id, x, y }) => [id, [x, y] as const]));
  const { boxes, routes } = arranged(auto, chosen);
  expect({ boxes, routes }).toEqual({ boxes: auto.boxes, routes: auto.routes });
});

test('an upright stage stands as computed', () => {
  const upright = laid(390, 606);
  expect(arranged(upright, { web: [500, 500] })).toBe(upright);
});
