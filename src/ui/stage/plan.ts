/**
 * One way to draw a topology: a form, a direction, and a maximum number of cards per column.
 * Positions are computed from left to right, and transposed at the end.
 */
import { columnsOf, type Columns, type Item } from './columns.ts';
import type { Form, LinkMeasures, Size } from './forms.ts';
import { type Outline, type Shape, shapeOf } from './outline.ts';
import type { Ranks } from './ranks.ts';
import { LOOP } from './curve.ts';
import { settle } from './settle.ts';

/** An interval along or across. */
export interface Reach {
  from: number;
  to: number;
}

export interface Way {
  form: Form;
  /** From top to bottom. */
  upright: boolean;
  /** Maximum cards per column. */
  most: number;
  /** Additional room: per link, between neighbors, per card. */
  along: number;
  across: number;
  wider: number;
}

export interface Plan extends Way {
  outline: Outline;
  shape: Shape;
  measures: LinkMeasures;
  /** Size of each card, and the offset of its position across. */
  sizes: Size[];
  aside: number;
  columns: Columns;
  /** Per column, the part between the bends on its two sides. */
  stretches: Reach[];
  /** Total size, including marks. */
  whole: { along: Reach; across: Reach };
}

/** Everything but the positions across; the minimum size is known without them. */
export function planned(outline: Outline, ranks: Ranks, way: Way): Plan {
  const shape = shapeOf(outline);
  const { form, upright, most } = way;
  const columns = columnsOf(shape, ranks, most);
  const plan: Plan = {
    ...way,
    outline,
    shape,
    measures: upright ? form.upright : form.level,
    sizes: sizesOf(outline, way, columns),
    aside: upright ? form.aside : 0,
    columns,
    stretches: [],
    whole: { along: { from: 0, to: 0 }, across: { from: 0, to: 0 } },
  };
  const loops = new Set(shape.links.flatMap(([from, to]) => (from === to ? [from] : [])));
  for (const item of columns.columns.flat())
    item.breadth = breadthOf(item, plan, loops) + way.across;
  plan.stretches = stretchesOf(plan);
  const tallest = columns.columns.map((column) =>
    column.reduce((sum, { breadth }) => sum + breadth, 0),
  );
  plan.whole = {
    along: { from: 0, to: plan.stretches.at(-1)!.to },
    across: { from: 0, to: Math.max(...tallest) - form.gap - way.across },
  };
  return plan;
}

/** With the positions across. */
export function settled(plan: Plan): Plan {
  settle(plan.columns, plan.shape.links);
  const placed = { ...plan, stretches: stretchesOf(plan) };
  return { ...placed, whole: wholeOf(placed) };
}

/** Transposed if the stage is upright; cards above each other are equally wide. */
function sizesOf(outline: Outline, way: Way, { cards }: Columns): Size[] {
  const { form, upright, wider } = way;
  const sizes = [
    ...outline.clients.map((client) => form.client(client)),
    ...outline.services.map((service) => form.service(service)),
  ];
  if (upright) return sizes.map(({ width, height }) => ({ width: height, height: width }));
  const widths = new Map<number, number>();
  cards.forEach(({ column }, i) =>
    widths.set(column, Math.max(widths.get(column) ?? 0, sizes[i]!.width)),
  );
  return sizes.map(({ height }, i) => ({ width: widths.get(cards[i]!.column)! + wider, height }));
}

/** Room across: a link needs most at its signs, in the column next to its caller. */
function breadthOf(item: Item, plan: Plan, loops: ReadonlySet<number>): number {
  const { card, link, column } = item;
  const { form, shape, measures, sizes, columns } = plan;
  if (card < 0) {
    const [from] = shape.links[link]!;
    const first = Math.abs(columns.cards[from]!.column - column) === 1;
    return first ? measures.across : form.lane;
  }
  const loop = loops.has(card) ? 2 * LOOP + measures.across : 0;
  return sizes[card]!.height + form.gap + loop;
}

/** Bends grow with their distance across. */
const BEND = { most: 44, perPx: 0.25 };

/** Card columns are as wide as their widest card; other columns as their content. */
function stretchesOf(plan: Plan): Reach[] {
  const { form, measures, outline, shape, sizes } = plan;
  const { columns, cards, ways } = plan.columns;
  const needs: number[] = columns.map((column) =>
    Math.max(0, ...column.map(({ card }) => sizes[card]?.width ?? 0)),
  );
  const bends = columns.map(() => [form.bend, form.bend]);
  shape.links.forEach(([from, to], link) => {
    const [first] = ways[link]!;
    const { layers } = outline.links[link]!;
    const length = layers.length * measures.step + measures.figures + plan.along;
    if (first) needs[first.column] = Math.max(needs[first.column]!, length);
    const chain = [cards[from]!, ...ways[link]!, cards[to]!];
    chain.slice(1).forEach((b, i) => {
      const a = chain[i]!;
      if (a.column === b.column) return;
      // The bend is in the column between cards, on the side where both meet.
      const [left, right] = a.column < b.column ? [a, b] : [b, a];
      const [column, side] = left.column % 2 === 1 ? [left.column, 1] : [right.column, 0];
      const bend = Math.min(BEND.most, BEND.perPx * Math.abs(a.at - b.at));
      bends[column]![side] = Math.max(bends[column]![side]!, bend);
    });
  });
  let at = 0;
  return needs.map((need, column) => {
    const [before, after] = column % 2 === 1 ? bends[column]! : [0, 0];
    const from = at + before!;
    at = from + need + after!;
    return { from, to: from + need };
  });
}

function wholeOf(plan: Plan): Plan['whole'] {
  const { columns, sizes, form, upright, stretches, aside } = plan;
  const [along, across] = upright ? [form.marks, 0] : [0, form.marks];
  const reach = columns.columns.flat().map((item): Reach => {
    const { at, card } = item;
    const half = card < 0 ? item.breadth / 2 : sizes[card]!.height / 2 + across;
    const middle = card < 0 ? at : at - aside;
    return { from: middle - half, to: middle + half };
  });
  return {
    along: { from: -along, to: stretches.at(-1)!.to + along },
    across: {
      from: Math.min(...reach.map(({ from }) => from)),
      to: Math.max(...reach.map(({ to }) => to)),
    },
  };
}
