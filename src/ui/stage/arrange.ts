/**
 * A layout in which a person has chosen where cards stand. What has no chosen place stands as far
 * from its caller as it would anyway, or below whatever is there. Links follow their cards.
 */
import { lineOf, pathOf, type Point } from './curve.ts';
import type { Form } from './forms.ts';
import { type Box, CORNER, isUpright, type Layout, RIM, type View, ZOOM_MAX } from './layout.ts';
import { around, type Route } from './routes.ts';

/** Of the upper left corner of a card, in px of the layout. */
export type Places = Readonly<Record<string, readonly [x: number, y: number]>>;

/** Distance that a card keeps from what it would lie upon, in px. */
const APART = 24;

/** @param auto how all would stand otherwise */
export function arranged(auto: Layout, chosen: Places): Layout {
  // It is too narrow for what was chosen on a wide one.
  if (isUpright(auto.stage)) return auto;
  const before = new Map(auto.boxes.map((box) => [box.id, box]));
  const boxes = placed(auto, chosen);
  const now = new Map(boxes.map((box) => [box.id, box]));
  const routes = auto.routes.map((route): Route => {
    const ends = [route.from, route.to].map((id): End => ({
      was: before.get(id)!,
      box: now.get(id)!,
    })) as [End, End];
    return ends.every(isStill) ? route : rerouted(route, ends, auto.form);
  });
  boxes.sort((a, b) => a.x - b.x || a.y - b.y);
  return { ...auto, boxes, routes, view: viewOf(auto, boxes), isArranged: true };
}

interface End {
  was: Box;
  box: Box;
}

const isStill = ({ was, box }: End): boolean => was.x === box.x && was.y === box.y;

function placed({ boxes, routes }: Layout, chosen: Places): Box[] {
  const done = new Map<string, Box>();
  for (const box of boxes) {
    const [x, y] = chosen[box.id] ?? [];
    if (x !== undefined && y !== undefined) done.set(box.id, { ...box, x, y });
  }
  // From left to right, so that callers come first.
  for (const box of boxes) {
    if (done.has(box.id)) continue;
    const caller = routes.find(({ from, to }) => to === box.id && done.has(from))?.from;
    const was = boxes.find(({ id }) => id === caller);
    const is = done.get(caller ?? '');
    const by = was && is ? { x: is.x - was.x, y: is.y - was.y } : { x: 0, y: 0 };
    done.set(box.id, free({ ...box, x: box.x + by.x, y: box.y + by.y }, [...done.values()]));
  }
  return boxes.map(({ id }) => done.get(id)!);
}

/** The same card, moved down until it lies upon none of the others. */
function free(box: Box, others: readonly Box[]): Box {
  const hit = others.find(
    (one) =>
      box.x < one.x + one.width + APART &&
      one.x < box.x + box.width + APART &&
      box.y < one.y + one.height + APART &&
      one.y < box.y + box.height + APART,
  );
  return hit ? free({ ...box, y: hit.y + hit.height + APART }, others) : box;
}

/** From side to side, with the signs next to the caller; they move together where room is short. */
function rerouted(route: Route, [a, b]: readonly [End, End], form: Form): Route {
  const [first, last] = [route.line.points[0]!, route.line.points.at(-1)!];
  const start = { x: 0, y: a.box.y + first.y - a.was.y };
  const end = { x: 0, y: b.box.y + last.y - b.was.y };
  const { step, figures } = form.level;
  const signs = route.signs.length;
  if (route.from === route.to) {
    start.x = a.box.x + a.box.width;
    end.x = a.box.x;
    const by = { x: a.box.x - a.was.x, y: a.box.y - a.was.y };
    const shifted = ({ x, y }: Point): Point => ({ x: x + by.x, y: y + by.y });
    const points = around(a.box.height, start, end);
    return {
      ...drawn(route, points),
      signs: route.signs.map(shifted),
      label: shifted(route.label),
    };
  }
  const forward = b.box.x + b.box.width / 2 >= a.box.x + a.box.width / 2 ? 1 : -1;
  start.x = forward === 1 ? a.box.x + a.box.width : a.box.x;
  end.x = forward === 1 ? b.box.x : b.box.x + b.box.width;
  const wanted = signs * step + figures;
  const room = forward * (end.x - start.x) - 2 * form.bend;
  const length = Math.min(wanted, Math.max(room, signs * form.sign * 0.75 + figures / 2));
  const scale = length / wanted;
  const at = (far: number): Point => ({ x: start.x + forward * far * scale, y: start.y });
  const points = [start, at(wanted), { x: end.x - forward * form.bend, y: end.y }, end];
  const line = drawn(route, points);
  const along = route.signs.map((_, i) => step * (i + 0.5));
  return {
    ...line,
    signs: along.map(at),
    shares: along.map((far) => (far * scale) / line.line.length),
    label: at(signs * step + figures / 2),
  };
}

const drawn = (route: Route, points: readonly Point[]): Route => ({
  ...route,
  path: pathOf(points, false),
  line: lineOf(points, false),
});

/** All of it, below the buttons. */
function viewOf({ stage, form }: Layout, boxes: readonly Box[]): View {
  const left = Math.min(...boxes.map(({ x }) => x));
  const right = Math.max(...boxes.map(({ x, width }) => x + width));
  const top = Math.min(...boxes.map(({ y }) => y)) - form.marks;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + form.marks;
  const [width, height] = [right - left, bottom - top];
  const room = { width: stage.width - 2 * RIM, height: stage.height - CORNER.height - RIM };
  const zoom = Math.min(ZOOM_MAX, room.width / width, room.height / height);
  return {
    x: (stage.width - width * zoom) / 2 - left * zoom,
    y: (stage.height + CORNER.height - RIM - height * zoom) / 2 - top * zoom,
    zoom,
  };
}
