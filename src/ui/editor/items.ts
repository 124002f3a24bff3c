/** Things on the stage, by the elements that stand for them. */
import type { Item, Selection } from '../kit/selection.ts';

/** The element that stands for what is at a place; null: nothing, the empty stage. */
export const markAt = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? (target.closest<HTMLElement>('[data-item]') ?? cardOf(target)) : null;

/** What is at a place on the stage; null: nothing. */
export function itemAt(target: EventTarget | null): Item | null {
  const mark = markAt(target);
  const [kind, layer, ...rest] = mark?.dataset['item']?.split(' ') ?? [];
  const id = rest.join(' ');
  if (kind === 'pattern') return { kind, id, layer: Number(layer) };
  if (kind === 'client' || kind === 'service' || kind === 'link') return { kind, id };
  return null;
}

/** The button of a card, from anywhere on it. */
const cardOf = (target: Element): HTMLElement | null =>
  target.closest('.svelte-flow__node')?.querySelector<HTMLElement>('[data-item]') ?? null;

/** @returns the element that stands for an item, on this stage */
export function elementOf(stage: HTMLElement, item: Selection): HTMLElement | null {
  const layer = item.kind === 'pattern' ? item.layer : 0;
  const wanted = `${item.kind} ${layer} ${item.id}`;
  const marks = stage.querySelectorAll<HTMLElement>('[data-item]');
  return [...marks].find((mark) => mark.dataset['item'] === wanted) ?? null;
}

/** What it covers, in px of the window: a card as a whole. */
export function boxOf(element: HTMLElement): DOMRect {
  return (element.closest('.svelte-flow__node') ?? element).getBoundingClientRect();
}

const PLACED = '.svelte-flow__node, .svelte-flow__edge-label';

/** Whether things have moved, come or gone; what time changes within them is no move. */
export function isMove({ target, type }: MutationRecord): boolean {
  if (!(target instanceof Element)) return false;
  return type === 'attributes'
    ? target.matches(`.svelte-flow__viewport, ${PLACED}`)
    : !target.closest(PLACED);
}
