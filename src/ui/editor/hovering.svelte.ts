/** What the pointer points at on the stage. */
import type { Item } from '../kit/selection.ts';
import { itemAt, markAt } from './items.ts';

/** A pointer that moves less than this, in px, after a menu has closed points at nothing yet. */
const AWAY_PX = 24;

interface Point {
  clientX: number;
  clientY: number;
}

export class Hovering {
  at: { item: Item; element: HTMLElement } | null = $state.raw(null);
  private last: Point = { clientX: 0, clientY: 0 };
  /** Where it was when a menu closed, until it has left that place. */
  private closedAt: Point | null = null;

  /**
   * Cards that move under a pointer at rest are not pointed at: only moves count.
   * @param isOurs it moves over what is drawn for the card that it pointed at
   */
  move(event: PointerEvent, isOurs: boolean): void {
    if (event.pointerType !== 'mouse') return;
    this.last = event;
    if (isOurs || (this.closedAt && distance(this.closedAt, event) < AWAY_PX)) return;
    this.closedAt = null;
    const [mark, item] = [markAt(event.target), itemAt(event.target)];
    if (!mark || !item) this.at = null;
    else if (mark !== this.at?.element) this.at = { item, element: mark };
  }

  leave(): void {
    this.at = null;
  }

  /** What happens to lie under a menu that closes is not what is meant. */
  closeMenu(): void {
    this.at = null;
    this.closedAt = this.last;
  }
}

const distance = (a: Point, b: Point): number =>
  Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
