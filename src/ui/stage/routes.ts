/**
 * Routes of links between cards: from side to side through reserved channels, with signs close to
 * the caller and figures after them.
 */
import type { Item } from './columns.ts';
import { lineOf, LOOP, pathOf, type Line, type Point } from './curve.ts';
import type { Plan, Reach } from './plan.ts';

export interface Route {
  id: string;
  /** The links that it represents: itself, or those of a group. */
  members: string[];
  from: string;
  to: string;
  path: string;
  line: Line;
  /** Centers of the signs, outermost first, and their positions along the route. */
  signs: Point[];
  shares: number[];
  /** Runs from top to bottom. */
  upright: boolean;
  /** Center of the link's figures. */
  label: Point;
}

/** Minimum distance of two routes on one side of a card, if the card is large enough. */
const PORT = 34;
/** Nearly level becomes level: a bend of a few pixels looks like a mistake. */
const LEVEL = 3;

/** A link's end at a card; routes on one side keep their order. */
interface End {
  card: number;
  /** 1: towards the next column; -1: towards the previous one. */
  side: 1 | -1;
  next: number;
}

export function routesOf(plan: Plan): Route[] {
  const { stretches } = plan;
  const { cards, ways } = plan.columns;
  const { links } = plan.shape;
  const ends = links.map(([from, to], link): [End, End] => {
    const way = ways[link]!;
    const [a, b] = [cards[from]!, cards[to]!];
    const forward = a.column <= b.column ? 1 : -1;
    return [
      { card: from, side: forward, next: (way[0] ?? b).at },
      { card: to, side: forward === 1 ? -1 : 1, next: (way.at(-1) ?? a).at },
    ];
  });
  const all = ends.flat();
  const portOf = (end: End): Point => {
    const { card, side } = end;
    const same = all.filter((other) => other.card === card && other.side === side);
    same.sort((a, b) => a.next - b.next);
    const { width, height } = plan.sizes[card]!;
    const gap = Math.min(PORT, (height - 2 * plan.aside - 20) / same.length);
    const { column, at } = cards[card]!;
    const { from, to } = stretches[column]!;
    return {
      x: (from + to + side * width) / 2,
      y: at + (same.indexOf(end) - (same.length - 1) / 2) * gap,
    };
  };
  return links.map(([from, to], link) => {
    const [start, end] = ends[link]!.map(portOf) as [Point, Point];
    const points =
      from === to
        ? around(plan.sizes[from]!.height, start, end)
        : through(ways[link]!, stretches, start, end);
    return routeOf(plan, link, points, from === to ? 2 : 1);
  });
}

/** Its route, column by column: level inside, bends between. */
function through(
  way: readonly Item[],
  stretches: readonly Reach[],
  start: Point,
  end: Point,
): Point[] {
  const backward = end.x < start.x;
  const inner = way.flatMap(({ column, at }, i): Point[] => {
    const { from, to } = stretches[column]!;
    const y = i === 0 && Math.abs(at - start.y) < LEVEL ? start.y : at;
    const [a, b] = backward ? [to, from] : [from, to];
    return [
      { x: a, y },
      { x: b, y },
    ];
  });
  return [start, ...inner, end];
}

/** A self-call: a loop around its card, with the signs above. */
export function around(height: number, start: Point, end: Point): Point[] {
  const y = (start.y + end.y) / 2;
  const above = y - height / 2 - LOOP;
  const [right, left] = [start.x + LOOP / 2, end.x - LOOP / 2];
  const corners = [
    [start.x, y],
    [right, y],
    [right, above],
    [left, above],
    [left, y],
    [end.x, y],
  ] as const;
  return corners.map(([x, y]) => ({ x, y }));
}

/** @param lead the point at which the signs begin */
function routeOf(plan: Plan, link: number, points: readonly Point[], lead: number): Route {
  const { upright, measures } = plan;
  const { id, from, to, layers, members = [id] } = plan.outline.links[link]!;
  const flip = ({ x, y }: Point): Point => (upright ? { x: y, y: x } : { x, y });
  const turned = points.map(flip);
  const line = lineOf(turned, upright);
  const before = points[lead]!;
  const after = points[lead + 1] ?? before;
  const forward = after.x < before.x ? -1 : 1;
  const begins = line.points.findIndex((p) => {
    const at = flip(p);
    return at.x === before.x && at.y === before.y;
  });
  const along = Array.from({ length: layers.length }, (_, i) => measures.step * (i + 0.5));
  const room = Math.abs(after.x - before.x);
  const behind = layers.length * measures.step;
  const on = (far: number): Point => flip({ x: before.x + forward * far, y: before.y });
  return {
    id,
    members,
    from,
    to,
    upright,
    path: pathOf(turned, upright),
    line,
    signs: along.map(on),
    shares: along.map((far) => (line.ends[Math.max(0, begins)]! + far) / line.length),
    // The bend before the callee is almost level.
    label: on((behind + room + plan.form.bend / 2) / 2),
  };
}
