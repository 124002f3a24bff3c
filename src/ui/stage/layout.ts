/**
 * Where everything stands: clients, services and dependencies in ranks, from left to right or, on
 * an upright stage, from top to bottom. Everything is laid out from left to right and turned over
 * at the end. Same outline, same layout.
 */
import { columnsOf, type Columns, type Item } from './columns.ts';
import { FORMS, type Form, type LinkMeasures, type Size } from './forms.ts';
import { type Outline, type Shape, shapeOf } from './outline.ts';
import type { Ranks } from './ranks.ts';
import { LOOP, routesOf, type Route } from './routes.ts';
import { settle } from './settle.ts';

export interface Box extends Size {
  id: string;
  kind: 'client' | 'service';
  x: number;
  y: number;
}

export interface Layout {
  /** Many nodes: cards hold their name and how they fare, links bend freely. */
  dense: boolean;
  boxes: Box[];
  routes: Route[];
}

/** A column's extent along the way: its middle part, and the bends on both sides of it. */
export interface Stretch {
  from: number;
  to: number;
}

/** What has been decided before places are found. */
export interface Plan {
  outline: Outline;
  shape: Shape;
  form: Form;
  upright: boolean;
  measures: LinkMeasures;
  /** Of each card, as if everything went from left to right. */
  sizes: Size[];
}

/** More nodes than this are drawn small. */
const ROOMY_MAX = 18;

function planOf(outline: Outline, upright: boolean): Plan {
  const shape = shapeOf(outline);
  const form = FORMS[shape.cards > ROOMY_MAX ? 'dense' : 'roomy'];
  const sizes = [
    ...outline.clients.map(() => form.client),
    ...outline.services.map((service) => form.service(service)),
  ];
  const turn = ({ width, height }: Size): Size => ({ width: height, height: width });
  return {
    outline,
    shape,
    form,
    upright,
    measures: upright ? form.upright : form.level,
    sizes: upright ? sizes.map(turn) : sizes,
  };
}

export function layOut(outline: Outline, upright: boolean, ranks: Ranks): Layout {
  const plan = planOf(outline, upright);
  const columns = columnsOf(plan.shape, ranks, Infinity);
  for (const item of columns.columns.flat()) item.breadth = breadthOf(item, plan, columns);
  settle(columns, plan.shape.links);
  const stretches = stretchesOf(plan, columns);
  const kinds = [
    ...outline.clients.map(() => 'client' as const),
    ...outline.services.map(() => 'service' as const),
  ];
  const ids = [...outline.clients, ...outline.services];
  const boxes = columns.cards.map((item, card): Box => {
    const { width, height } = plan.sizes[card]!;
    const { from, to } = stretches[item.column]!;
    const along = (from + to - width) / 2;
    const across = item.at - height / 2;
    const base = { id: ids[card]!.id, kind: kinds[card]! };
    return upright
      ? { ...base, x: across, y: along, width: height, height: width }
      : { ...base, x: along, y: across, width, height };
  });
  boxes.sort((a, b) => (upright ? a.y - b.y || a.x - b.x : a.x - b.x || a.y - b.y));
  return { dense: plan.form.name === 'dense', boxes, routes: routesOf(plan, columns, stretches) };
}

/** Room across: a link needs most where its signs stand, in the column next to its caller. */
function breadthOf({ card, link, column }: Item, plan: Plan, { cards }: Columns): number {
  if (card >= 0) {
    const loops = plan.shape.links.some(([from, to]) => from === card && to === card);
    const loop = loops ? 2 * LOOP + plan.measures.across : 0;
    return plan.sizes[card]!.height + plan.form.gap + loop;
  }
  const [from] = plan.shape.links[link]!;
  const first = Math.abs(cards[from]!.column - column) === 1;
  return first ? plan.measures.across : plan.form.lane;
}

/** Bends are the longer the further they go across. */
const BEND = { least: 16, most: 60, perPx: 0.3 };

/** Columns of cards are as wide as the widest, those between as what stands there needs. */
function stretchesOf(plan: Plan, { columns, cards, ways }: Columns): Stretch[] {
  const needs: number[] = columns.map((column) =>
    Math.max(0, ...column.map(({ card }) => plan.sizes[card]?.width ?? 0)),
  );
  const bends = columns.map(() => [BEND.least, BEND.least]);
  plan.shape.links.forEach(([from, to], link) => {
    const [first] = ways[link]!;
    const { layers } = plan.outline.links[link]!;
    const { step, figures } = plan.measures;
    if (first) needs[first.column] = Math.max(needs[first.column]!, layers * step + figures);
    const chain = [cards[from]!, ...ways[link]!, cards[to]!];
    chain.slice(1).forEach((b, i) => {
      const a = chain[i]!;
      if (a.column === b.column) return;
      // The bend lies in the column between cards, at the side where the two meet.
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
