/**
 * Columns of a layout, top to bottom: cards in even columns; in odd columns the links that start
 * there or pass. A long column of cards can be folded into several, so that a tall layout becomes
 * wider.
 */
import type { Shape } from './outline.ts';
import type { Ranks } from './ranks.ts';

/** A card, or a link that passes a column. */
export interface Item {
  /** By number; -1: a link. */
  card: number;
  /** By number; -1: a card. */
  link: number;
  column: number;
  /** Its size across. */
  breadth: number;
  /** Its center across. */
  at: number;
}

export interface Columns {
  columns: Item[][];
  /** By number. */
  cards: Item[];
  /** The items that each link passes, from caller to callee. */
  ways: Item[][];
}

interface Placed {
  item: Item;
  place: number;
}

/** @param most maximum cards per column */
export function columnsOf({ links }: Shape, ranks: Ranks, most: number): Columns {
  const folds = new Folds(ranks, most);
  const placed: Placed[][] = [];
  const put = (column: number, place: number, card: number, link: number): Item => {
    const item: Item = { card, link, column, breadth: 0, at: 0 };
    (placed[column] ??= []).push({ item, place });
    return item;
  };
  const cards = ranks.cards.map(([, place], card) => put(folds.of[card]!, place, card, -1));
  const ways = links.map(([from, to], link) => {
    const [left, right] = folds.of[from]! < folds.of[to]! ? [from, to] : [to, from];
    const way: Item[] = [];
    for (let column = folds.of[left]! + 1; column < folds.of[right]!; column++)
      way.push(put(column, placeIn(ranks, link, left, right, folds.origin[column]!), -1, link));
    return left === from ? way : way.reverse();
  });
  const columns = Array.from(placed, (column = []) =>
    column.sort((a, b) => a.place - b.place).map(({ item }) => item),
  );
  return { columns, cards, ways };
}

/** Two routes from one card keep the order of their other ends. */
const FINE = 1e-4;

/** Position of a link that passes a column; beside its ends in folded columns. */
function placeIn(ranks: Ranks, link: number, left: number, right: number, origin: number): number {
  const [first, place] = ranks.cards[left]!;
  const [last, end] = ranks.cards[right]!;
  const places = ranks.links[link]!;
  if (origin === first) return place + places[0]! * FINE;
  if (origin === last) return end + places.at(-1)! * FINE;
  return places[origin - first - 1]!;
}

/** The column of each card, and the rank column of each new column. */
class Folds {
  readonly of: number[];
  readonly origin: number[] = [];

  constructor({ cards }: Ranks, most: number) {
    this.of = cards.map(() => 0);
    const last = Math.max(0, ...cards.map(([column]) => column));
    for (let column = 0; column <= last; column++) {
      const own = [...cards.keys()]
        .filter((card) => cards[card]![0] === column)
        .sort((a, b) => cards[a]![1] - cards[b]![1]);
      // Root callers all stay on the left, if possible.
      const tallest = column === 0 ? 2 * most : most;
      const parts = Math.max(1, Math.ceil(own.length / tallest));
      own.forEach((card, i) => (this.of[card] = this.origin.length + 2 * (i % parts)));
      for (let i = 0; i < 2 * parts - 1; i++) this.origin.push(column);
    }
  }
}
