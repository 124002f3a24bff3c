/** Where things stand: from left to right and not upon each other, at build as in the page. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import made from 'virtual:ranks';
import { isDetailed, READABLE } from '../../../src/ui/stage/forms.ts';
import { type Layout, layOut } from '../../../src/ui/stage/layout.ts';
import { type Outline, outlineOf, shapeOf } from '../../../src/ui/stage/outline.ts';
import { ranksOf } from '../../../src/ui/stage/ranks.ts';
import { specOf } from '../../simulate.ts';

const folder = new URL('../../../scenarios/', import.meta.url);
const names = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
/** What the stage has at 1280 × 720, at 390 × 844, and at 853 × 480 with one and two faults. */
const LEVEL = { width: 940, height: 391 };
const UPRIGHT = { width: 390, height: 606 };
const LOW = { width: 513, height: 154 };
const LOWER = { width: 513, height: 108 };
const outlineFrom = (yaml: string): Outline => outlineOf(specOf(yaml));
const outlines = names.map((name): [string, Outline] => [
  name.replace('.yaml', ''),
  outlineFrom(readFileSync(new URL(name, folder), 'utf8')),
]);

const laid = (outline: Outline, upright: boolean): Layout =>
  layOut(outline, ranksOf(shapeOf(outline)), upright ? UPRIGHT : LEVEL);

/** Pairs of cards that lie upon each other. */
const overlaps = ({ boxes }: Pick<Layout, 'boxes'>): string[] =>
  boxes.flatMap((a, i) =>
    boxes
      .slice(i + 1)
      .filter(
        (b) =>
          a.x < b.x + b.width &&
          b.x < a.x + a.width &&
          a.y < b.y + b.height &&
          b.y < a.y + a.height,
      )
      .map((b) => `${a.id} and ${b.id}`),
  );

/** Links whose callee does not stand behind its caller. */
function backward({ boxes, routes }: Layout, upright: boolean): string[] {
  const at = new Map(boxes.map((box) => [box.id, box]));
  return routes
    .filter(({ from, to }) => {
      const [a, b] = [at.get(from)!, at.get(to)!];
      return upright ? a.y + a.height >= b.y : a.x + a.width >= b.x;
    })
    .map(({ id }) => id);
}

describe.each(outlines)('%s', (_name, outline) => {
  test('its ranks were made when the page was built', () => {
    const shape = shapeOf(outline);
    expect(made[JSON.stringify(shape)]).toEqual(ranksOf(shape));
  });

  test.each([
    ['from left to right', false],
    ['from top to bottom', true],
  ])('laid out %s: no card upon another, callees behind callers', (_way, upright) => {
    const layout = laid(outline, upright);
    expect(overlaps(layout)).toEqual([]);
    expect(backward(layout, upright)).toEqual([]);
    const edge = (id: string): number => {
      const { x, y } = layout.boxes.find((box) => box.id === id)!;
      return Math.round(upright ? y : x);
    };
    const most = Math.max(...outline.clients.map(({ id }) => edge(id)));
    for (const { id } of outline.services) expect(edge(id)).toBeGreaterThan(most);
  });

  test('threads, queue, p99 and reasons can be read at 1280 × 720', () => {
    const { form, view } = layOut(outline, ranksOf(shapeOf(outline)), LEVEL);
    expect(isDetailed(form.name)).toBe(true);
    expect(view.zoom).toBeGreaterThanOrEqual(READABLE);
  });

  const { clients, links } = outline;
  const low = links.length > 1 && clients.length > 1 ? LOWER : LOW;
  // Three links below each other do not fit into what the lanes of two clients leave.
  const sizes = low === LOWER && links.length > 2 ? [UPRIGHT] : [UPRIGHT, low];
  test.each(sizes)('the words can be read on $width × $height', (stage) => {
    const { form, view } = layOut(outline, ranksOf(shapeOf(outline)), stage);
    expect(form.name).not.toBe('tiny');
    expect(view.zoom).toBeGreaterThanOrEqual(READABLE);
  });

  test.each([LEVEL, UPRIGHT, LOW, LOWER])('in view on $width × $height, signs clear', (stage) => {
    const layout = layOut(outline, ranksOf(shapeOf(outline)), stage);
    const { zoom, x, y } = layout.view;
    for (const box of layout.boxes) {
      expect(box.x * zoom + x).toBeGreaterThan(0);
      expect(box.y * zoom + y).toBeGreaterThan(0);
      expect((box.x + box.width) * zoom + x).toBeLessThan(stage.width);
      expect((box.y + box.height) * zoom + y).toBeLessThan(stage.height);
    }
    const half = layout.form.sign / 2;
    const signs = layout.routes.flatMap(({ signs }) =>
      signs.map((at, i) => ({
        id: `sign ${i}`,
        kind: 'service' as const,
        x: at.x - half,
        y: at.y - half,
        width: 2 * half,
        height: 2 * half,
      })),
    );
    expect(overlaps({ boxes: [...layout.boxes, ...signs] })).toEqual([]);
  });
});

function service(...calls: string[]): string {
  const steps = ['{ work: 1ms }', ...calls.map((to) => `{ call: ${to} }`)];
  return `{ threads: 4, steps: [${steps.join(', ')}] }`;
}

test('who is called first stands first, and chains are straight', () => {
  const layout = laid(
    outlineFrom(`
duration: 10s
clients: { web: { load: { rate: 1/s }, steps: [{ call: api }] } }
services: { api: ${service('a', 'b', 'c')}, a: ${service()}, b: ${service()}, c: ${service()} }`),
    false,
  );
  const middle = (id: string): number => {
    const { y, height } = layout.boxes.find((box) => box.id === id)!;
    return y + height / 2;
  };
  expect(middle('a')).toBeLessThan(middle('b'));
  expect(middle('b')).toBeLessThan(middle('c'));
  for (const id of ['web', 'api']) expect(middle(id)).toBeCloseTo(middle('b'), 0);
});

test('calls that go back or round are drawn too', () => {
  const layout = laid(
    outlineFrom(`
duration: 10s
clients: { web: { load: { rate: 1/s }, steps: [{ call: api }] } }
services:
  api: ${service('store')}
  store:
    threads: 4
    steps:
      - work: 1ms
      - oneOf:
          - { weight: 1, steps: [{ call: api }] }
          - { weight: 1, steps: [{ call: store, name: again }] }
          - { weight: 98, steps: [] }`),
    false,
  );
  expect(overlaps(layout)).toEqual([]);
  expect(backward(layout, false).sort()).toEqual(['again', 'store->api']);
  for (const { path, line } of layout.routes) {
    expect(path).not.toMatch(/NaN|undefined/);
    expect(line.length).toBeGreaterThan(0);
  }
});

test('a hundred services, each calling up to four: no card upon another', () => {
  const id = (i: number): string => `s${i}`;
  const services = Array.from({ length: 100 }, (_, i) => {
    const calls = [1, 7, 13, 31].map((step) => i * 2 + step).filter((j) => j < 100);
    return `  ${id(i)}: ${service(...calls.map(id))}`;
  });
  const outline = outlineFrom(`
duration: 10s
clients: { web: { load: { rate: 1/s }, steps: [{ call: s0 }] } }
services:
${services.join('\n')}`);
  for (const upright of [false, true]) {
    const layout = laid(outline, upright);
    expect(overlaps(layout)).toEqual([]);
    expect(backward(layout, upright)).toEqual([]);
  }
});
