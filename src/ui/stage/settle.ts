/**
 * Where things stand across their columns: in order, no two closer than they may, and otherwise as
 * near as can be to what they are tied to. The sum of the ties' squared lengths is made least,
 * column by column in turns; a single chain comes out straight, a caller in the middle of its
 * callees.
 */
import type { Columns, Item } from './columns.ts';

/** A link rather bends where it leaves its caller than further on. */
const STIFF = 6;
const ROUNDS = 16;
/** What nothing pulls stays near the middle. */
const LOOSE = 1e-3;

/** What an item is tied to, and how much each of these pulls. */
interface Pulls {
  by: Item[];
  weights: number[];
}

/** @param ends numbers of the cards that each link joins */
export function settle(all: Columns, ends: readonly (readonly [number, number])[]): void {
  const pulls = pullsOf(all, ends);
  const piles = all.columns.map((column) => new Pile(column, pulls));
  const back = piles.toReversed();
  for (let round = 0; round < ROUNDS; round++)
    for (const pile of round % 2 === 0 ? piles : back) pile.settle(round === 0);
}

function pullsOf(
  { columns, cards, ways }: Columns,
  ends: readonly (readonly [number, number])[],
): ReadonlyMap<Item, Pulls> {
  const pulls = new Map<Item, Pulls>();
  for (const item of columns.flat()) pulls.set(item, { by: [], weights: [] });
  const pull = (item: Item, by: Item, weight: number): void => {
    const all = pulls.get(item)!;
    all.by.push(by);
    all.weights.push(weight);
  };
  ends.forEach(([from, to], link) => {
    if (from === to) return;
    let last = cards[from]!;
    [...ways[link]!, cards[to]!].forEach((item, i) => {
      pull(item, last, i === 0 ? 1 : STIFF);
      pull(last, item, i === 0 ? 1 : STIFF);
      last = item;
    });
  });
  return pulls;
}

/** A column in work: items that touch are a block; one that would overlap another joins it. */
class Pile {
  private readonly items: readonly Item[];
  private readonly pulls: Pulls[];
  /** Where each item is while all of them touch, with their middle at 0. */
  private readonly offsets: Float64Array;
  /** Of each block: how far from there it would like to be, how much, and its first item. */
  private readonly at: Float64Array;
  private readonly weight: Float64Array;
  private readonly first: Int32Array;

  constructor(items: readonly Item[], pulls: ReadonlyMap<Item, Pulls>) {
    const count = items.length;
    this.items = items;
    this.pulls = items.map((item) => pulls.get(item)!);
    this.offsets = new Float64Array(count);
    this.at = new Float64Array(count);
    this.weight = new Float64Array(count);
    this.first = new Int32Array(count + 1);
    let below = 0;
    for (const { breadth } of items) below -= breadth / 2;
    items.forEach(({ breadth }, i) => {
      this.offsets[i] = below + breadth / 2;
      below += breadth;
    });
  }

  /** @param alone what is on the right has no place yet */
  settle(alone: boolean): void {
    const { items, offsets, at, weight, first } = this;
    let last = -1;
    for (let i = 0; i < items.length; i++) {
      let wish = this.wishOf(i, alone);
      let weighs = this.weighs;
      let from = i;
      for (; last >= 0 && at[last]! > wish; last--) {
        wish = (at[last]! * weight[last]! + wish * weighs) / (weight[last]! + weighs);
        weighs += weight[last]!;
        from = first[last]!;
      }
      last++;
      at[last] = wish;
      weight[last] = weighs;
      first[last] = from;
    }
    first[last + 1] = items.length;
    for (let block = 0; block <= last; block++)
      for (let i = first[block]!; i < first[block + 1]!; i++)
        items[i]!.at = offsets[i]! + at[block]!;
  }

  /** How much the last wish weighs. */
  private weighs = 0;

  /** How far from its offset an item would like to be. */
  private wishOf(i: number, alone: boolean): number {
    const { by, weights } = this.pulls[i]!;
    let sum = 0;
    let total = 0;
    for (let j = 0; j < by.length; j++) {
      if (alone && by[j]!.column > this.items[i]!.column) continue;
      sum += by[j]!.at * weights[j]!;
      total += weights[j]!;
    }
    this.weighs = total || LOOSE;
    return (total > 0 ? sum / total : 0) - this.offsets[i]!;
  }
}
