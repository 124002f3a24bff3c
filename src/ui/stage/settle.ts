/**
 * Positions across the columns: in order, with minimum distances, and otherwise close to connected
 * items. Minimizes the sum of squared link lengths, column by column; a chain becomes straight, a
 * caller is centered on its callees.
 */
import type { Columns, Item } from './columns.ts';

/** Bends close to the caller are preferred. */
const STIFF = 6;
const ROUNDS = 16;
/** Items without links stay near the middle. */
const LOOSE = 1e-3;

/** Connected items, with their weights. */
interface Pulls {
  by: Item[];
  weights: number[];
}

/** @param ends the cards at each link's ends */
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

/** Processing of a column: touching items form a block; overlapping blocks merge. */
class Pile {
  private readonly items: readonly Item[];
  private readonly pulls: Pulls[];
  /** Offsets of items that all touch, centered at 0. */
  private readonly offsets: Float64Array;
  /** Per block: its preferred offset, its weight, and its first item. */
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

  /** @param alone items on the right are not placed yet */
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

  /** Weight of the last preference. */
  private weighs = 0;

  /** Distance of an item's preferred position from its offset. */
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
