/**
 * Ranks and order of all entities: dagre's part of the layout, in the only file that imports dagre.
 * Depends only on the call graph, so the result holds for all card sizes and orientations.
 */
import { Graph, layout } from '@dagrejs/dagre';
import type { Shape } from './outline.ts';

/**
 * Columns from left to right: cards in even ones; signs and figures of links in odd ones. Positions
 * count from the top of a column, cards and links together.
 */
export interface Ranks {
  /** Column and position of each card. */
  cards: [column: number, place: number][];
  /** Positions of each link in the columns between its ends, from the left. */
  links: number[][];
}

/** Root callers stay on the left, at any cost. */
const PULL = 1000;

export function ranksOf({ cards, links }: Shape): Ranks {
  const g = new Graph({ multigraph: true });
  // All of size 1: only columns and order matter.
  g.setGraph({ rankdir: 'LR', ranksep: 2, nodesep: 1, edgesep: 1 });
  const called = new Set(links.map(([, to]) => to));
  g.setNode('root', { width: 1, height: 1 });
  for (let card = 0; card < cards; card++) {
    g.setNode(`${card}`, { width: 1, height: 1 });
    if (!called.has(card)) g.setEdge('root', `${card}`, { weight: PULL });
  }
  links.forEach(([from, to], link) => g.setEdge(`${from}`, `${to}`, {}, `${link}`));
  layout(g);
  const at = Array.from({ length: cards }, (_, card) => g.node(`${card}`) as Point);
  const ways = links.map(([from, to], link): Point[] => {
    const { points } = g.edge({ v: `${from}`, w: `${to}`, name: `${link}` }) as { points: Point[] };
    const inner = from === to ? [] : points.slice(1, -1);
    return inner.sort((a, b) => a.x - b.x);
  });
  return placed(at, ways);
}

interface Point {
  x: number;
  y: number;
}

/** Coordinates as columns and positions. */
function placed(cards: readonly Point[], ways: readonly Point[][]): Ranks {
  const ranks = [...new Set(cards.map(({ x }) => Math.round(x)))].sort((a, b) => a - b);
  const columnOf = ({ x }: Point): number => {
    const rank = ranks.indexOf(Math.round(x));
    return rank < 0 ? 2 * ranks.findIndex((other) => other > x) - 1 : 2 * rank;
  };
  const columns: number[][] = ranks.flatMap(() => [[], []]);
  for (const point of [...cards, ...ways.flat()]) columns[columnOf(point)]!.push(point.y);
  const down = inOrder(cards);
  for (const column of columns) column.sort((a, b) => (a - b) * down);
  const placeOf = (point: Point): number => columns[columnOf(point)]!.indexOf(point.y);
  return {
    cards: cards.map((point) => [columnOf(point), placeOf(point)]),
    links: ways.map((way) => way.map(placeOf)),
  };
}

/** 1, or -1 for upside down, whichever keeps more items in document order. */
function inOrder(cards: readonly Point[]): 1 | -1 {
  let balance = 0;
  cards.forEach((a, i) => {
    for (const b of cards.slice(i + 1)) if (a.x === b.x) balance += Math.sign(b.y - a.y);
  });
  return balance < 0 ? -1 : 1;
}
