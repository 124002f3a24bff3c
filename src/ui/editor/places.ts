/** Where cards stand: moved by hand or by keys, all of them kept as they are seen. */
import type { Session } from '../state/session.svelte.ts';
import type { Drag } from './dragging.ts';

/** Places as they are stored, by id. */
type Places = Record<string, readonly [number, number]>;

/** All changes until it is over are one step of the history. */
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
  const { clientWidth, clientHeight } = stage;
  const { clients, services } = session.lab.base;
  const all = Object.keys(clients).length + Object.keys(services).length;
  return !session.isWide && clientWidth >= clientHeight && cards(stage).length === all;
}

/** A card is taken; what is returned moves it by so much, in px of the layout. */
export function taken(session: Session, stage: HTMLElement, id: string) {
  const all = cards(stage);
  const places: Places = Object.fromEntries(
    all.map((card) => [idOf(card), rounded(placeOf(card))]),
  );
  const own = all.find((card) => idOf(card) === id);
  const from = places[id];
  const middles = all
    .filter((card) => card !== own)
    .map((card) => placeOf(card)[1] + card.offsetHeight / 2);
  return (dx: number, dy: number, isSnapped = true): void => {
    if (!own || !from) return;
    const half = own.offsetHeight / 2;
    const y = from[1] + dy;
    const level = middles.find((middle) => Math.abs(middle - (y + half)) < LEVEL);
    const to = rounded([from[0] + dx, isSnapped && level !== undefined ? level - half : y]);
    session.arrange({ ...session.lab, layout: { ...places, [id]: to } }, GESTURE);
  };
}

/** @returns how the drag of a card begins; null: it cannot be moved */
export function places(session: Session, stage: HTMLElement, id: string): (() => Drag) | null {
  if (!canPlace(session, stage)) return null;
  return () => {
    const move = taken(session, stage, id);
    const zoom = zoomOf(stage);
    return {
      move: (dx, dy, { shiftKey }) => move(dx / zoom, dy / zoom, !shiftKey),
      drop: () => settled(session),
      cancel() {
        settled(session);
        session.undo();
      },
    };
  };
}

export const settled = (session: Session): void => session.release(GESTURE);

const rounded = ([x, y]: readonly [number, number]): readonly [number, number] => [
  Math.round(x),
  Math.round(y),
];

/** All stand where they would by themselves. */
export const arrangeAll = (session: Session): void =>
  session.arrange({ ...session.lab, layout: {} });
