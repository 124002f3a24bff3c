/** Where cards stand: moved by hand or by keys, all of them kept as they are seen. */
import type { Lab } from '../../scenario/lab.ts';
import { isUpright } from '../stage/layout.ts';
import type { Session } from '../state/session.svelte.ts';
import type { Drag } from './dragging.ts';

type Point = readonly [number, number];
/** Places as they are stored, by id. */
type Places = Record<string, Point>;

/** All keys until it is over are one step of the history. */
const GESTURE = 'place';
/** So close to level with another card, in px of the layout, it becomes level. */
const LEVEL = 7;

const cards = (stage: HTMLElement): HTMLElement[] => [
  ...stage.querySelectorAll<HTMLElement>('.svelte-flow__node'),
];
const idOf = (card: HTMLElement): string => card.dataset['id'] ?? '';

/** A card's place on the stage before zooming, as its transform says. */
function placeOf(card: HTMLElement): [number, number] {
  const { e, f } = new DOMMatrixReadOnly(getComputedStyle(card).transform);
  return [e, f];
}

export function zoomOf(stage: HTMLElement): number {
  const view = stage.querySelector('.svelte-flow__viewport');
  return view ? new DOMMatrixReadOnly(getComputedStyle(view).transform).a : 1;
}

/** Whether cards can be moved: not on an upright stage, nor while some stand for several. */
export function canPlace(session: Session, stage: HTMLElement): boolean {
  const { clientWidth: width, clientHeight: height } = stage;
  const { clients, services } = session.lab.base;
  const all = Object.keys(clients).length + Object.keys(services).length;
  return !session.isWide && !isUpright({ width, height }) && cards(stage).length === all;
}

/** Where all cards stand. */
function placesOn(session: Session, stage: HTMLElement): Places {
  const seen = cards(stage).map((card) => [idOf(card), rounded(placeOf(card))] as const);
  // What has just been moved may not be drawn yet.
  return Object.fromEntries(seen.map(([id, at]) => [id, session.lab.layout[id] ?? at]));
}

/** Moves a card by so much, in px of the layout; all until Ctrl is released is one step. */
export function nudge(session: Session, stage: HTMLElement, id: string, by: Point): boolean {
  const places = placesOn(session, stage);
  const from = places[id];
  if (!from || !canPlace(session, stage)) return false;
  const to = rounded([from[0] + by[0], from[1] + by[1]]);
  session.arrange({ ...session.lab, layout: { ...places, [id]: to } }, GESTURE);
  session.said = { text: `${id} moved.` };
  return true;
}

/** @returns how the drag of a card begins; null: it cannot be moved */
export function places(session: Session, stage: HTMLElement, id: string): (() => Drag) | null {
  if (!canPlace(session, stage)) return null;
  return () => {
    const own = cards(stage).find((card) => idOf(card) === id);
    const half = (own?.offsetHeight ?? 0) / 2;
    const zoom = zoomOf(stage);
    const all = placesOn(session, stage);
    const from = all[id] ?? [0, 0];
    const middles = cards(stage)
      .filter((card) => card !== own)
      .map((card) => placeOf(card)[1] + card.offsetHeight / 2);
    const { layout } = session.lab;
    let to = from;
    /** The history knows where it was and where it came to, not the way. */
    const show = (next: Lab['layout']): void => session.annotate({ ...session.lab, layout: next });
    return {
      move(dx, dy, { shiftKey }) {
        const [x, y] = [from[0] + dx / zoom, from[1] + dy / zoom];
        const level = middles.find((middle) => Math.abs(middle - (y + half)) < LEVEL);
        to = rounded([x, shiftKey || level === undefined ? y : level - half]);
        show({ ...all, [id]: to });
      },
      drop() {
        show(layout);
        session.arrange({ ...session.lab, layout: { ...all, [id]: to } });
        session.said = { text: `${id} moved.` };
      },
      cancel: () => show(layout),
    };
  };
}

export const settled = (session: Session): void => session.release(GESTURE);

const rounded = ([x, y]: Point): Point => [Math.round(x), Math.round(y)];

/** All stand where they would by themselves. */
export function arrangeAll(session: Session): void {
  session.arrange({ ...session.lab, layout: {} });
  session.said = { text: 'Arranged automatically.' };
}
