/**
 * Where everything stands: clients, services and dependencies in ranks, from left to right or, on
 * an upright stage, from top to bottom. Everything is laid out from left to right and turned over
 * at the end. Same outline, same layout.
 */
import { Graph, layout as rank } from '@dagrejs/dagre';
import { gridHeight, gridOf, type Outline } from './outline.ts';
import {
  ACROSS,
  FIGURES,
  routeOf,
  shortRouteOf,
  STEP,
  type Laid,
  type Route,
  type Way,
} from './routes.ts';

export interface Box {
  id: string;
  kind: 'client' | 'service';
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Layout {
  /** Many nodes: cards hold their name and how they fare, links bend freely. */
  dense: boolean;
  boxes: Box[];
  routes: Route[];
}

/** More nodes than this are drawn small. */
const ROOMY_MAX = 18;
const SMALL = { width: 210, height: 46 } as const;

const CLIENT = { width: 164, height: 140 } as const;
const SERVICE_WIDTH = 190;
/** Of a card, beside its tiles: name, queue, figures, reasons. */
const SERVICE_REST = 120;
/** Room for a service's own signs, beside its figures. */
const OWN_SIGNS = 58;
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
  const dense = outline.clients.length + outline.services.length > ROOMY_MAX;
  const cards = sizes(outline).map((card) => (dense ? { ...card, ...SMALL } : card));
  const g = ranked(outline, cards, upright, dense);
  const placed = new Map(cards.map(({ id }) => [id, g.node(id) as Laid]));
  const boxes = cards.map((card): Box => {
    const { x, y } = placed.get(card.id)!;
    const centre = upright ? { x: y, y: x } : { x, y };
    return { ...card, x: centre.x - card.width / 2, y: centre.y - card.height / 2 };
  });
  boxes.sort((a, b) => (upright ? a.y - b.y || a.x - b.x : a.x - b.x || a.y - b.y));
  const ways = outline.links.map((link): Way => {
    const edge = g.edge({ v: link.from, w: link.to, name: link.id }) as Way['edge'];
    return { link, edge, from: placed.get(link.from)!, to: placed.get(link.to)! };
  });
  const draw = dense ? shortRouteOf : routeOf;
  return { dense, boxes, routes: ways.map((way) => draw(way, ways, upright)) };
}

function ranked(
  outline: Outline,
  cards: ReturnType<typeof sizes>,
  upright: boolean,
  dense: boolean,
) {
  const turn = upright ? 'upright' : 'level';
  const g = new Graph({ multigraph: true });
  const room = dense ? { nodesep: 10, edgesep: 2, ranksep: 110 } : { nodesep: 32, edgesep: 14 };
  g.setGraph({ rankdir: 'LR', ranksep: upright ? 50 : 38, ...room });
  for (const { id, width, height } of cards)
    g.setNode(id, upright ? { width: height, height: width } : { width, height });
  for (const { id, from, to, layers } of outline.links) {
    const level = { width: layers * STEP[turn] + FIGURES[turn], height: ACROSS[turn] };
    const size = dense ? { width: layers * 30, height: 1 } : level;
    g.setEdge(from, to, { ...size, labelpos: 'c' }, id);
  }
  rank(g);
  return g;
}
