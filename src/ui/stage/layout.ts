/**
 * Where everything stands: clients, services and dependencies in ranks, from left to right or, on
 * an upright stage, from top to bottom. Everything is laid out from left to right and turned over
 * at the end. Same outline, same layout.
 */
import { Graph, layout as rank } from '@dagrejs/dagre';
import { lineOf, pathOf, type Line, type Point } from './curve.ts';
import { gridHeight, gridOf, type Outline } from './outline.ts';

export interface Box {
  id: string;
  kind: 'client' | 'service';
  x: number;
  y: number;
  width: number;
  height: number;
}

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

export interface Layout {
  boxes: Box[];
  routes: Route[];
}

const CLIENT = { width: 146, height: 140 } as const;
const SERVICE_WIDTH = 184;
/** Of a card, beside its tiles: name, queue, figures, reasons. */
const SERVICE_REST = 120;
/** Room for a service's own signs, beside its figures. */
const OWN_SIGNS = 58;
/** From one sign of a link to the next, and room for its figures. */
const STEP = { level: 54, upright: 54 } as const;
const FIGURES = { level: 86, upright: 36 } as const;
const ACROSS = { level: 76, upright: 150 } as const;

interface Laid {
  x: number;
  y: number;
  width: number;
  height: number;
}

function sizes(outline: Outline): Omit<Box, 'x' | 'y'>[] {
  const clients = outline.clients.map(({ id }) => ({ id, kind: 'client' as const, ...CLIENT }));
  const services = outline.services.map(({ id, replicas, threads, layers }) => ({
    id,
    kind: 'service' as const,
    width: SERVICE_WIDTH + (layers > 0 ? OWN_SIGNS : 0),
    height: Math.max(
      SERVICE_REST + gridHeight(gridOf(replicas, threads), replicas),
      34 + layers * STEP.upright,
    ),
  }));
  return [...clients, ...services];
}

export function layOut(outline: Outline, upright: boolean): Layout {
  const turn = upright ? 'upright' : 'level';
  const g = new Graph({ multigraph: true });
  const many = outline.clients.length + outline.services.length > 20;
  g.setGraph({ rankdir: 'LR', nodesep: many ? 22 : 36, edgesep: 14, ranksep: many ? 34 : 38 });
  const cards = sizes(outline);
  for (const { id, width, height } of cards)
    g.setNode(id, upright ? { width: height, height: width } : { width, height });
  for (const { id, from, to, layers } of outline.links)
    g.setEdge(
      from,
      to,
      { width: layers * STEP[turn] + FIGURES[turn], height: ACROSS[turn], labelpos: 'c' },
      id,
    );
  rank(g);
  const placed = new Map(cards.map(({ id }) => [id, g.node(id) as Laid]));
  const boxes = cards.map((card): Box => {
    const { x, y } = placed.get(card.id)!;
    const centre = upright ? { x: y, y: x } : { x, y };
    return { ...card, x: centre.x - card.width / 2, y: centre.y - card.height / 2 };
  });
  boxes.sort((a, b) => (upright ? a.y - b.y || a.x - b.x : a.x - b.x || a.y - b.y));
  const ways = outline.links.map((link) => {
    const edge = g.edge({ v: link.from, w: link.to, name: link.id }) as Laid & { points: Point[] };
    return { link, edge, from: placed.get(link.from)!, to: placed.get(link.to)! };
  });
  const routes = ways.map((way): Route => {
    const ends = { start: port(way, ways, 'from'), end: port(way, ways, 'to') };
    return route(way, ends, upright);
  });
  return { boxes, routes };
}

interface Way {
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
  const gap = Math.min(34, (card.height - 40) / same.length);
  const y = card.y + (same.indexOf(way) - (same.length - 1) / 2) * gap;
  const half = card.width / 2;
  return { x: side === 'from' ? card.x + half : card.x - half, y };
}

function route({ link, edge }: Way, ends: { start: Point; end: Point }, upright: boolean): Route {
  const { start, end } = ends;
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
