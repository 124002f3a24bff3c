/**
 * How links run between cards: through a stretch that is kept free for their signs and figures or,
 * where there are many, straight from card to card.
 */
import { lineOf, pathOf, pointAt, type Line, type Point } from './curve.ts';
import type { Outline } from './outline.ts';

export interface Route {
  id: string;
  from: string;
  to: string;
  path: string;
  line: Line;
  /** Centres of the signs, outermost first, and how far along the way they are. */
  signs: Point[];
  shares: number[];
  /** It goes from top to bottom. */
  upright: boolean;
  /** Centre of the link's figures. */
  label: Point;
}

/** From one sign of a link to the next, room for its figures, and its breadth with them. */
export const STEP = { level: 54, upright: 54 } as const;
export const FIGURES = { level: 86, upright: 40 } as const;
export const ACROSS = { level: 76, upright: 150 } as const;

export interface Laid {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A link before it is drawn: all measures as if it went from left to right. */
export interface Way {
  link: Outline['links'][number];
  edge: Laid & { points: Point[] };
  from: Laid;
  to: Laid;
}

/** Where a way meets a card: the ways of one side are spread over it, in the order they go. */
function port(way: Way, ways: readonly Way[], side: 'from' | 'to'): Point {
  const card = way[side];
  const same = ways.filter((other) => other[side] === card);
  same.sort((a, b) => a.edge.y - b.edge.y);
  const gap = Math.min(34, (card.height - 20) / same.length);
  const y = card.y + (same.indexOf(way) - (same.length - 1) / 2) * gap;
  const half = card.width / 2;
  return { x: side === 'from' ? card.x + half : card.x - half, y };
}

export function routeOf(way: Way, ways: readonly Way[], upright: boolean): Route {
  const { link, edge } = way;
  const start = port(way, ways, 'from');
  const end = port(way, ways, 'to');
  const forward = start.x < end.x;
  const half = edge.width / 2;
  // Nearly level is level: a bend of a few pixels looks like a mistake.
  const y = Math.abs(edge.y - start.y) < 3 ? start.y : edge.y;
  const before = { x: edge.x - half, y };
  const after = { x: edge.x + half, y };
  // Where it passes ranks of others on its way; dagre keeps those places free.
  const inner = edge.points.slice(1, -1);
  const between = (from: number, to: number): Point[] =>
    inner.filter((p) => p.x > from + 12 && p.x < to - 12);
  const points = forward
    ? [start, ...between(start.x, before.x), before, after, ...between(after.x, end.x), end]
    : [start, after, before, end];
  const flip = (p: Point): Point => (upright ? { x: p.y, y: p.x } : p);
  const turned = points.map(flip);
  const line = lineOf(turned, upright);
  const step = STEP[upright ? 'upright' : 'level'];
  const places = Array.from({ length: link.layers }, (_, i) => before.x + step * (i + 0.5));
  const far = edge.x + half - FIGURES[upright ? 'upright' : 'level'] / 2;
  const lead = line.points.findIndex((p) => {
    const at = flip(p);
    return at.x === before.x && at.y === before.y;
  });
  return {
    id: link.id,
    from: link.from,
    to: link.to,
    upright,
    path: pathOf(turned, upright),
    line,
    signs: places.map((x) => flip({ x, y })),
    shares: places.map((x) => (line.ends[Math.max(0, lead)]! + x - before.x) / line.length),
    label: flip({ x: far, y }),
  };
}

/** From card to card, past the ranks between them; its signs stand close to the caller. */
export function shortRouteOf(way: Way, ways: readonly Way[], upright: boolean): Route {
  const { link, edge } = way;
  const start = port(way, ways, 'from');
  const end = port(way, ways, 'to');
  // Of the inner points every second one lies in a rank of cards.
  const inner = edge.points.slice(1, -1).filter((_, i) => i % 2 === 1);
  const flip = (p: Point): Point => (upright ? { x: p.y, y: p.x } : p);
  const turned = [start, ...inner, end].map(flip);
  const line = lineOf(turned, upright);
  const shares = Array.from({ length: link.layers }, (_, i) => (18 + 30 * i) / line.length);
  return {
    id: link.id,
    from: link.from,
    to: link.to,
    upright,
    path: pathOf(turned, upright),
    line,
    signs: shares.map((share) => pointAt(line, share)),
    shares,
    label: pointAt(line, 0.5),
  };
}
