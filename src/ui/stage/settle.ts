/**
 * Where things stand across their columns: in order, no two closer than they may, and otherwise as
 * near as can be to what they are tied to. The sum of the ties' squared lengths is made least,
 * column by column in turns; a single chain comes out straight, a caller in the middle of its
 * callees.
 */
import type { Columns, Item } from './columns.ts';

interface Pull {
  by: Item;
  weight: number;
}

/** A link rather bends where it leaves its caller than further on. */
const STIFF = 6;
const ROUNDS = 24;
/** What nothing pulls stays near the middle. */
const LOOSE = 1e-3;

export function settle({ columns, cards, ways }: Columns, ends: readonly [number, number][]): void {
  const pulls = new Map<Item, Pull[]>(columns.flat().map((item) => [item, []]));
  const tie = (a: Item, b: Item, weight: number): void => {
    pulls.get(a)!.push({ by: b, weight });
    pulls.get(b)!.push({ by: a, weight });
  };
  ways.forEach((way, link) => {
    const [from, to] = ends[link]!;
    if (from === to) return;
    const chain = [cards[from]!, ...way, cards[to]!];
    chain.slice(1).forEach((item, i) => tie(chain[i]!, item, i === 0 ? 1 : STIFF));
  });
  for (let round = 0; round < ROUNDS; round++) {
    const turn = round % 2 === 0 ? columns : columns.toReversed();
    // At first there is nothing yet on the far side.
    for (const column of turn)
      place(column, pulls, round === 0 ? (other, own) => other < own : () => true);
  }
}

interface Block {
  /** Where its items would like to begin, on average. */
  at: number;
  weight: number;
  items: Item[];
}

/** Blocks of items that touch: a block that would overlap the one before joins it. */
function place(
  column: readonly Item[],
  pulls: ReadonlyMap<Item, readonly Pull[]>,
  counts: (other: number, own: number) => boolean,
): void {
  const blocks: Block[] = [];
  let below = column.reduce((sum, { breadth }) => sum + breadth, 0) / -2;
  for (const item of column) {
    const offset = below + item.breadth / 2;
    below += item.breadth;
    let sum = 0;
    let weight = 0;
    for (const { by, weight: w } of pulls.get(item)!) {
      if (!counts(by.column, item.column)) continue;
      sum += by.at * w;
      weight += w;
    }
    weight ||= LOOSE;
    let block: Block = { at: sum / weight - offset, weight, items: [item] };
    item.at = offset;
    for (let last = blocks.at(-1); last && last.at > block.at; last = blocks.at(-1)) {
      const both = last.weight + block.weight;
      const at = (last.at * last.weight + block.at * block.weight) / both;
      block = { at, weight: both, items: [...last.items, ...block.items] };
      blocks.pop();
    }
    blocks.push(block);
  }
  for (const { at, items } of blocks) for (const item of items) item.at += at;
}
