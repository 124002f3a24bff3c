/** The stage from further away: larger, and readable whatever does not fit. */
import { expect, test } from 'vitest';
import { READABLE } from '../../../src/ui/stage/forms.ts';
import { layOut } from '../../../src/ui/stage/layout.ts';
import { lensOf } from '../../../src/ui/stage/lens.ts';
import { type Outline, shapeOf } from '../../../src/ui/stage/outline.ts';
import { ranksOf } from '../../../src/ui/stage/ranks.ts';

const SCALE = 1.6;
/** Of a screen of 1920 × 1080, as far as it has room for a stage. */
const ROOM = { width: 1920 / SCALE, height: 600 / SCALE };

function fan(services: number) {
  const ids = Array.from({ length: services }, (_, i) => `service-${i}`);
  const outline: Outline = {
    clients: [{ id: 'people' }],
    services: ids.map((id) => ({ id, replicas: 1, threads: 8, layers: 0 })),
    links: ids.map((id) => ({ id: `people->${id}`, from: 'people', to: id, layers: [] })),
  };
  return layOut(outline, ranksOf(shapeOf(outline)), ROOM);
}

test('what fits is as large as the scale', () => {
  const layout = fan(3);
  const { view, boxes } = lensOf(SCALE, 1).fit(layout, null);
  expect(view.zoom).toBeCloseTo(layout.view.zoom * SCALE);
  expect(view.zoom).toBeGreaterThanOrEqual(READABLE * SCALE);
  for (const { x, y, width, height } of boxes) {
    expect(x * view.zoom + view.x).toBeGreaterThanOrEqual(0);
    expect(y * view.zoom + view.y).toBeGreaterThanOrEqual(0);
    expect((x + width) * view.zoom + view.x).toBeLessThanOrEqual(ROOM.width * SCALE);
    expect((y + height) * view.zoom + view.y).toBeLessThanOrEqual(ROOM.height * SCALE);
  }
});

test('what does not fit stays readable, with the selected card in the middle', () => {
  const layout = fan(150);
  expect(layout.view.zoom).toBeLessThan(READABLE);
  const { view, boxes } = lensOf(SCALE, 1).fit(layout, { kind: 'service', id: 'service-7' });
  expect(view.zoom).toBeCloseTo(READABLE * SCALE);
  const { x, y, width, height } = boxes.find(({ id }) => id === 'service-7')!;
  expect((x + width / 2) * view.zoom + view.x).toBeCloseTo((ROOM.width * SCALE) / 2);
  expect((y + height / 2) * view.zoom + view.y).toBeCloseTo((ROOM.height * SCALE) / 2);
});

test('the larger the type and the more stages, the fewer cards', () => {
  expect(lensOf(1, 1).cards).toBeGreaterThan(lensOf(SCALE, 1).cards);
  expect(lensOf(SCALE, 1).cards).toBeGreaterThan(lensOf(SCALE, 2).cards);
});
