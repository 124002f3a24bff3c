/** A pattern is dragged along its link, to where another one stands. */
import type { Item } from '../kit/selection.ts';
import type { Session } from '../state/session.svelte.ts';
import { perform, placeOf } from './acts.ts';
import type { Drag } from './dragging.ts';
import { elementOf } from './items.ts';
import { zoomOf } from './places.ts';

type Pattern = Extract<Item, { kind: 'pattern' }>;

const middleOf = (element: Element): [number, number] => {
  const { left, top, width, height } = element.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
};

/** @returns how its drag begins; null: it has no place in a list, or is the only one */
export function restacks(session: Session, stage: HTMLElement, item: Pattern): (() => Drag) | null {
  const place = placeOf(session, item);
  const own = elementOf(stage, item);
  if (!place || !own || session.isWide) return null;
  const others = signsOf(session, stage, item);
  if (others.length === 0) return null;
  return () => {
    const { base } = session.lab;
    const zoom = zoomOf(stage);
    const from = middleOf(own);
    const spots = others.map((one) => ({ ...one, at: middleOf(one.element) }));
    let over: (typeof spots)[number] | null = null;
    const mark = (next: typeof over): void => {
      if (over) delete over.element.dataset['drag'];
      over = next;
      if (over) over.element.dataset['drag'] = 'over';
    };
    const end = (): void => {
      own.style.translate = '';
      delete own.dataset['drag'];
      mark(null);
    };
    own.dataset['drag'] = 'own';
    return {
      move(dx, dy) {
        own.style.translate = `${dx / zoom}px ${dy / zoom}px`;
        const at = [from[0] + dx, from[1] + dy] as const;
        const away = ([x, y]: readonly [number, number]): number =>
          Math.hypot(x - at[0], y - at[1]);
        const nearest = spots.toSorted((a, b) => away(a.at) - away(b.at))[0]!;
        mark(away(nearest.at) < away(from) ? nearest : null);
      },
      drop() {
        const to = over;
        end();
        if (!to || session.lab.base !== base) return;
        const selection = { ...item, layer: to.layer };
        const index = Number(place.at(-1)) + to.layer - item.layer;
        perform(session, [{ kind: 'move', path: place, to: place.with(-1, index) }], selection);
      },
      cancel: end,
    };
  };
}

/** The other patterns of its list, by their layers. */
function signsOf(
  session: Session,
  stage: HTMLElement,
  item: Pattern,
): { layer: number; element: HTMLElement }[] {
  const signs: { layer: number; element: HTMLElement }[] = [];
  for (let layer = 0; ; layer++) {
    const one = { ...item, layer };
    const element = elementOf(stage, one);
    if (!element) return signs;
    if (layer !== item.layer && placeOf(session, one)) signs.push({ layer, element });
  }
}
