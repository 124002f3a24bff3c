/**
 * In what rank everybody stands, and in what order: dagre's part of the layout, and the only file
 * that needs it. It asks who calls whom and nothing else, so that what is found once stays right
 * whatever sizes cards have and whichever way the stage is turned.
 */
import { Graph, layout } from '@dagrejs/dagre';
import type { Shape } from './outline.ts';

/**
 * Columns from left to right: cards stand in the even ones, and in the odd ones, between them, the
 * signs and figures of links. Places count from the top of a column, cards and links together.
 */
export interface Ranks {
  /** Column and place of each card. */
  cards: [column: number, place: number][];
  /** The places of each link in the columns between its ends, from the left. */
  links: number[][];
}

/** Callers of whom nobody is the callee stand on the left, at any cost. */
const PULL = 1000;

export function ranksOf({ cards, links }: Shape): Ranks {
  const g = new Graph({ multigraph: true });
  // Of size 1 each: where they come to lie says the column and the order in it.
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

/** Coordinates as columns and places. */
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

/** 1 or, where more of them then stand in the order in which they are written, -1: upside down. */
function inOrder(cards: readonly Point[]): 1 | -1 {
  let balance = 0;
  cards.forEach((a, i) => {
    for (const b of cards.slice(i + 1)) if (a.x === b.x) balance += Math.sign(b.y - a.y);
  });
  return balance < 0 ? -1 : 1;
}
