/** The stage for whoever looks from further away: everything is larger, and fewer cards fit. */
import type { Selection } from '../kit/selection.ts';
import { READABLE } from './forms.ts';
import { isUpright, type Layout } from './layout.ts';

export interface Lens {
  /** How many times as large as usual; the layout is made for a stage that is so much smaller. */
  scale: number;
  /** More cards than that are drawn as groups. */
  cards: number;
  /** The layout at its scale. */
  fit(layout: Layout, selection: Selection | null): Layout;
}

/** Cards that are readable on a stage without a lens. */
const CARDS = 60;
const CARDS_MIN = 12;

/** @param stages that share the screen */
export const lensOf = (scale: number, stages: number): Lens => ({
  scale,
  cards: Math.max(CARDS_MIN, Math.round(CARDS / scale ** 2 / stages)),
  fit: (layout, selection) => fitted(layout, scale, selection),
});

/** What would be too small to read is as large as needed, with the selected part in the middle. */
function fitted(layout: Layout, scale: number, selection: Selection | null): Layout {
  const { view, stage } = layout;
  if (view.zoom >= READABLE || isUpright(stage)) return { ...layout, view: scaled(view, scale) };
  const { x, y } = placeOf(layout, selection);
  const near = {
    x: stage.width / 2 - x * READABLE,
    y: stage.height / 2 - y * READABLE,
    zoom: READABLE,
  };
  return { ...layout, view: scaled(near, scale) };
}

const scaled = ({ x, y, zoom }: Layout['view'], by: number): Layout['view'] => ({
  x: x * by,
  y: y * by,
  zoom: zoom * by,
});

/** The middle of a card or link; of what is not drawn, that of everything. */
function placeOf({ boxes, routes, view, stage }: Layout, selection: Selection | null) {
  const box = boxes.find(({ id }) => id === selection?.id);
  if (box) return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const route = routes.find(({ members }) => members.includes(selection?.id ?? ''));
  if (route) return route.label;
  return {
    x: (stage.width / 2 - view.x) / view.zoom,
    y: (stage.height / 2 - view.y) / view.zoom,
  };
}
