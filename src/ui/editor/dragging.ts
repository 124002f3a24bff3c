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
export const dragging = (stage: HTMLElement, draggable: Draggable): (() => void) =>
  new Dragging(stage, draggable).listen();

class Dragging {
  private held: Held | null = null;
  /** The click that follows a drag selects nothing. */
  private wasDragged = false;
  private readonly stage: HTMLElement;
  private readonly draggable: Draggable;

  constructor(stage: HTMLElement, draggable: Draggable) {
    this.stage = stage;
    this.draggable = draggable;
  }

  listen(): () => void {
    const { stage } = this;
    const first = { capture: true };
    const off = [
      on(stage, 'pointerdown', (event) => this.take(event), first),
      // The canvas would move the whole stage.
      on(stage, 'mousedown', (event) => this.held && event.stopPropagation(), first),
      on(window, 'pointermove', (event) => this.move(event)),
      on(window, 'pointerup', () => this.drop()),
      on(window, 'pointercancel', (event) => this.cancel(event)),
      on(stage, 'click', (event) => this.swallow(event), first),
      // Two drags one after the other are no double click either.
      on(stage, 'dblclick', (event) => this.swallow(event), first),
      on(window, 'keydown', (event) => this.press(event), first),
    ];
    return () => {
      for (const stop of off) stop();
    };
  }

  private take({ target, pointerType, button, clientX: x, clientY: y }: PointerEvent): void {
    this.wasDragged = false;
    const item = itemAt(target);
    if (pointerType === 'touch' || button !== 0 || !item || !(target instanceof Element)) return;
    const begin = this.draggable(item, target);
    if (begin) this.held = { x, y, begin, drag: null };
  }

  private move(event: PointerEvent): void {
    const { held } = this;
    if (!held) return;
    if (event.buttons === 0) return this.cancel(event);
    const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
    if (!held.drag && Math.hypot(dx, dy) < STILL_PX) return;
    held.drag ??= held.begin();
    this.wasDragged = true;
    held.drag.move(dx, dy, event);
  }

  private drop(): void {
    this.held?.drag?.drop();
    this.held = null;
  }

  private cancel(event: Event): void {
    this.held?.drag?.cancel();
    if (this.held?.drag) event.stopPropagation();
    this.held = null;
  }

  /** While something is dragged keys do nothing but call it off. */
  private press(event: KeyboardEvent): void {
    if (!this.held?.drag) {
      this.wasDragged = false;
      return;
    }
    event.preventDefault();
    if (event.key === 'Escape') this.cancel(event);
    else event.stopPropagation();
  }

  /** Clicks by keys and by screen readers have no detail. */
  private swallow(event: MouseEvent): void {
    if (this.wasDragged && event.detail > 0) event.stopPropagation();
  }
}
