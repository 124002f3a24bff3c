/**
 * Where everything stands: clients, services and dependencies in ranks, from left to right or, on
 * an upright stage, from top to bottom. Of the forms there are it takes the first whose texts can
 * be read with all of it in view; columns of many cards are folded where that helps, and room that
 * is left goes to the links. Same outline and same stage, same layout.
 */
import { FORMS, type Form, READABLE, type Size } from './forms.ts';
import type { Outline } from './outline.ts';
import { type Plan, planned, type Reach, settled } from './plan.ts';
import type { Ranks } from './ranks.ts';
import { routesOf, type Route } from './routes.ts';

export interface Box extends Size {
  id: string;
  kind: 'client' | 'service';
  x: number;
  y: number;
}

export interface Layout {
  form: Form;
  boxes: Box[];
  routes: Route[];
  /** For a stage of that size; what brings all of it into view there. */
  stage: Size;
  view: View;
}

export interface View {
  x: number;
  y: number;
  zoom: number;
}

/** Kept clear on the stage: its rim, and the corner where its buttons are. */
const RIM = 8;
const CORNER = { width: 180, height: 34 };
const ZOOM_MAX = 1.4;
/** Of what is left, links and neighbours get so much at most. */
const ALONG_MAX = 90;
const ACROSS_MAX = 24;
/** A column is folded into so many at most. */
const FOLDS_MAX = 4;

const TIGHT = { along: 0, across: 0, wider: 0 };

/** @param stage its size, in px of the screen */
export function layOut(outline: Outline, ranks: Ranks, stage: Size): Layout {
  const free = laid(outline, ranks, stage, RIM);
  return isClear(free) ? free : laid(outline, ranks, stage, CORNER.height);
}

/** @param top how much is kept clear above */
function laid(outline: Outline, ranks: Ranks, stage: Size, top: number): Layout {
  const upright = stage.height > stage.width;
  const room = { width: stage.width - 2 * RIM, height: stage.height - top - RIM };
  let best: Plan | null = null;
  let zoom = 0;
  for (const form of FORMS) {
    // Of the last one the largest is taken, readable or not.
    const enough = form === FORMS.at(-1) ? zoom : READABLE;
    for (const most of foldsOf(ranks)) {
      // A fold takes the eye round a corner: only where it has to be.
      if (zoom >= READABLE) break;
      const plan = planned(outline, ranks, { form, upright, most, ...TIGHT });
      if (zoomOf(plan, room) < Math.max(enough, zoom)) continue;
      const placed = settled(plan);
      const its = zoomOf(placed, room);
      if (its < Math.max(enough, zoom)) continue;
      best = placed;
      zoom = its;
    }
  }
  const loose = loosened(outline, ranks, best!, room, zoom);
  return drawn(loose, Math.min(zoom, zoomOf(loose, room)), stage, top);
}

/** How many cards a column may have: all of its own, half of the tallest, a third … */
function foldsOf({ cards }: Ranks): number[] {
  const counts = new Map<number, number>();
  for (const [column] of cards) counts.set(column, (counts.get(column) ?? 0) + 1);
  const tallest = Math.max(1, ...counts.values());
  const folds = Array.from({ length: FOLDS_MAX }, (_, i) => Math.ceil(tallest / (i + 1)));
  return [...new Set(folds)];
}

const lengthOf = ({ from, to }: Reach): number => to - from;

/** As it lies on the stage. */
function sizeOf({ upright, whole }: Plan): Size {
  const [along, across] = [lengthOf(whole.along), lengthOf(whole.across)];
  return upright ? { width: across, height: along } : { width: along, height: across };
}

function zoomOf(plan: Plan, { width, height }: Size): number {
  const size = sizeOf(plan);
  return Math.min(ZOOM_MAX, width / size.width, height / size.height);
}

/** With the room that is left in cards, between links and between neighbours. */
function loosened(outline: Outline, ranks: Ranks, plan: Plan, room: Size, zoom: number): Plan {
  const { upright, columns, form } = plan;
  const size = sizeOf(plan);
  const left = { width: room.width / zoom - size.width, height: room.height / zoom - size.height };
  const tallest = Math.max(...columns.columns.map((column) => column.length));
  const ranked = (columns.columns.length + 1) / 2;
  const wider = upright ? 0 : Math.min(form.widen, left.width / ranked);
  const further = upright ? left.height : left.width - wider * ranked;
  return settled(
    planned(outline, ranks, {
      ...plan,
      wider,
      along: Math.min(ALONG_MAX, further / Math.max(1, ranked - 1)),
      across: Math.min(ACROSS_MAX, (upright ? left.width : left.height) / tallest),
    }),
  );
}

function drawn(plan: Plan, zoom: number, stage: Size, top: number): Layout {
  const { outline, upright, sizes, aside, stretches, columns, whole } = plan;
  const kinds = [
    ...outline.clients.map(({ id }) => ({ id, kind: 'client' as const })),
    ...outline.services.map(({ id }) => ({ id, kind: 'service' as const })),
  ];
  const boxes = columns.cards.map((item, card): Box => {
    const { width, height } = sizes[card]!;
    const { from, to } = stretches[item.column]!;
    const along = (from + to - width) / 2;
    const across = item.at - aside - height / 2;
    return upright
      ? { ...kinds[card]!, x: across, y: along, width: height, height: width }
      : { ...kinds[card]!, x: along, y: across, width, height };
  });
  boxes.sort((a, b) => (upright ? a.y - b.y || a.x - b.x : a.x - b.x || a.y - b.y));
  const size = sizeOf(plan);
  const [x, y] = upright
    ? [whole.across.from, whole.along.from]
    : [whole.along.from, whole.across.from];
  return {
    form: plan.form,
    boxes,
    routes: routesOf(plan),
    stage,
    view: {
      x: (stage.width - size.width * zoom) / 2 - x * zoom,
      y: (stage.height + top - RIM - size.height * zoom) / 2 - y * zoom,
      zoom,
    },
  };
}

/** Whether nothing lies where the buttons are. */
function isClear({ boxes, routes, form, view }: Layout): boolean {
  const inCorner = (x: number, y: number): boolean =>
    x * view.zoom + view.x < CORNER.width && y * view.zoom + view.y < CORNER.height;
  return (
    !boxes.some(({ x, y }) => inCorner(x, y - form.marks)) &&
    !routes.some(({ line }) => line.points.some(({ x, y }) => inCorner(x, y - form.sign)))
  );
}
