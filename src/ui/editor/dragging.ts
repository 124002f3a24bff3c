/** What stands on the stage is dragged by mouse or pen; a finger moves the whole stage. */
import { on } from 'svelte/events';
import type { Item } from '../kit/selection.ts';
import { itemAt } from './items.ts';

/** A pointer that moves less than this, in px, is a click. */
const STILL_PX = 5;

/** A drag under way. */
export interface Drag {
  /** By so much since it began, in px of the window. */
  move: (dx: number, dy: number, event: PointerEvent) => void;
  drop: () => void;
  /** All is as it was. */
  cancel: () => void;
}

/** @returns how a drag of it begins; null: it cannot be dragged */
export type Draggable = (item: Item, target: Element) => (() => Drag) | null;

interface Held {
  x: number;
  y: number;
  begin: () => Drag;
  drag: Drag | null;
}

/** @returns a function that ends it */
export function dragging(stage: HTMLElement, draggable: Draggable): () => void {
  let held: Held | null = null;
  /** The click that follows a drag selects nothing. */
  let wasDragged = false;

  function take({ target, pointerType, button, clientX: x, clientY: y }: PointerEvent): void {
    wasDragged = false;
    const item = itemAt(target);
    if (pointerType === 'touch' || button !== 0 || !item || !(target instanceof Element)) return;
    const begin = draggable(item, target);
    if (begin) held = { x, y, begin, drag: null };
  }

  function move(event: PointerEvent): void {
    if (!held) return;
    if (event.buttons === 0) return cancel(event);
    const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
    if (!held.drag && Math.hypot(dx, dy) < STILL_PX) return;
    held.drag ??= held.begin();
    wasDragged = true;
    held.drag.move(dx, dy, event);
  }

  function drop(): void {
    held?.drag?.drop();
    held = null;
  }

  function cancel(event: Event): void {
    held?.drag?.cancel();
    if (held?.drag) event.stopPropagation();
    held = null;
  }

  /** While something is dragged keys do nothing but call it off. */
  function press(event: KeyboardEvent): void {
    if (!held?.drag) {
      wasDragged = false;
      return;
    }
    event.preventDefault();
    if (event.key === 'Escape') cancel(event);
    else event.stopPropagation();
  }

  /** Clicks by keys and by screen readers have no detail. */
  const swallow = (event: MouseEvent): void => {
    if (wasDragged && event.detail > 0) event.stopPropagation();
  };
  const first = { capture: true };
  const off = [
    on(stage, 'pointerdown', take, first),
    // The canvas would move the whole stage.
    on(stage, 'mousedown', (event) => held && event.stopPropagation(), first),
    on(window, 'pointermove', move),
    on(window, 'pointerup', drop),
    on(window, 'pointercancel', cancel),
    on(stage, 'click', swallow, first),
    // Two drags one after the other are no double click either.
    on(stage, 'dblclick', swallow, first),
    on(window, 'keydown', press, first),
  ];
  return () => {
    for (const stop of off) stop();
  };
}
