/**
 * Positions of all entities: clients, services and dependencies in ranks, from left to right or, on
 * an upright stage, from top to bottom. Uses the first form that is readable with everything in
 * view; long columns are folded if that helps, and spare room goes to the links. Deterministic for
 * an outline and a stage size.
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
  /** For a stage of that size, with the view that shows everything. */
  stage: Size;
  view: View;
  /** Cards stand where a person wanted them. */
  isArranged?: boolean;
}

export interface View {
  x: number;
  y: number;
  zoom: number;
}

/** Kept clear on the stage: the margin, and the corner with the buttons. */
export const RIM = 8;
export const CORNER = { width: 200, height: 34 };
/** The corner below it, with the button for another client. */
const FOOT = { width: 96, height: 40 };
/** On a phone the buttons are larger. */
const CORNER_HIGH = 50;
const FOOT_HIGH = 60;
export const ZOOM_MAX = 1.4;
/** Maximum additional room for links and neighbors. */
const ALONG_MAX = 90;
const ACROSS_MAX = 24;
/** Maximum number of folds of a column. */
const FOLDS_MAX = 4;

const TIGHT = { along: 0, across: 0, wider: 0 };

/** Whether a stage of this size is drawn from top to bottom. */
export const isUpright = ({ width, height }: Size): boolean => height > width;

/** @param stage its size, in px of the screen */
export function layOut(outline: Outline, ranks: Ranks, stage: Size): Layout {
  const upright = isUpright(stage);
  const [head, foot] = upright ? [CORNER_HIGH, FOOT_HIGH] : [CORNER.height, FOOT.height];
  const free = laid(outline, ranks, stage, { top: RIM, bottom: RIM });
  const isBelow = isClear(free, ({ x, y }) => x < CORNER.width && y < CORNER.height);
  const top = isBelow ? RIM : head;
  const below = isBelow ? free : laid(outline, ranks, stage, { top, bottom: RIM });
  if (isClear(below, ({ x, y }) => x < FOOT.width && y > stage.height - foot)) return below;
  const between = laid(outline, ranks, stage, { top, bottom: foot });
  // Where there is little room, words are worth more.
  return between.form === below.form ? between : below;
}

/** Heights kept clear. */
interface Kept {
  top: number;
  bottom: number;
}

function laid(outline: Outline, ranks: Ranks, stage: Size, kept: Kept): Layout {
  const upright = isUpright(stage);
  const room = { width: stage.width - 2 * RIM, height: stage.height - kept.top - kept.bottom };
  let best: Plan | null = null;
  let zoom = 0;
  for (const form of FORMS) {
    // Of the last form, the largest layout is used, readable or not.
    const enough = form === FORMS.at(-1) ? zoom : READABLE;
    for (const most of foldsOf(ranks)) {
      // Folds are harder to follow: only if necessary.
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
  return drawn(loose, Math.min(zoom, zoomOf(loose, room)), stage, kept);
}

/** Candidates for the maximum cards per column: all, half, a third … of the tallest. */
function foldsOf({ cards }: Ranks): number[] {
  const counts = new Map<number, number>();
  for (const [column] of cards) counts.set(column, (counts.get(column) ?? 0) + 1);
  const tallest = Math.max(1, ...counts.values());
  const folds = Array.from({ length: FOLDS_MAX }, (_, i) => Math.ceil(tallest / (i + 1)));
  return [...new Set(folds)];
}

const lengthOf = ({ from, to }: Reach): number => to - from;

/** In stage orientation. */
function sizeOf({ upright, whole }: Plan): Size {
  const [along, across] = [lengthOf(whole.along), lengthOf(whole.across)];
  return upright ? { width: across, height: along } : { width: along, height: across };
}

function zoomOf(plan: Plan, { width, height }: Size): number {
  const size = sizeOf(plan);
  return Math.min(ZOOM_MAX, width / size.width, height / size.height);
}

/** With spare room added to cards, links and neighbors. */
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

function drawn(plan: Plan, zoom: number, stage: Size, { top, bottom }: Kept): Layout {
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
      y: (stage.height + top - bottom - size.height * zoom) / 2 - y * zoom,
      zoom,
    },
  };
}

/** Whether a corner is free. @param isIn whether a point of the screen is in it */
function isClear(
  { boxes, routes, form, view }: Layout,
  isIn: (point: { x: number; y: number }) => boolean,
): boolean {
  const isThere = (x: number, y: number): boolean =>
    isIn({ x: x * view.zoom + view.x, y: y * view.zoom + view.y });
  const ends = (from: number, to: number): number[] => [from - form.marks, to + form.marks];
  return (
    !boxes.some(({ x, y, height }) => ends(y, y + height).some((end) => isThere(x, end))) &&
    !routes.some(({ line }) =>
      line.points.some(({ x, y }) => [-form.sign, form.sign].some((by) => isThere(x, y + by))),
    )
  );
}
