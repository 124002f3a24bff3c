/** A finger that wipes to the left turns to the next step, and to the right back, as in a book. */
import { on } from 'svelte/events';

/** A shorter way, or one that takes longer, is no swipe. */
const FAR_PX = 48;
const QUICK_MS = 800;
/** So many times as far sideways as up or down. */
const LEVEL = 1.5;
/** They are dragged themselves. */
const DRAGGED = 'section.stage, [data-drag]';

interface Touch {
  x: number;
  y: number;
  atMs: number;
}

/** @returns what listens on an element, and ends it */
export const swiping =
  (move: (by: 1 | -1) => void) =>
  (page: HTMLElement): (() => void) => {
    let began: Touch | null = null;
    const ends = [
      on(
        page,
        'touchstart',
        ({ touches, target, timeStamp }) => {
          const [one, another] = touches;
          const isDrag = target instanceof Element && target.closest(DRAGGED) !== null;
          began =
            one && !another && !isDrag ? { x: one.clientX, y: one.clientY, atMs: timeStamp } : null;
        },
        { passive: true },
      ),
      on(
        page,
        'touchend',
        ({ changedTouches, timeStamp }) => {
          const [one] = changedTouches;
          if (!one || !began) return;
          const [dx, dy] = [one.clientX - began.x, one.clientY - began.y];
          const isQuick = timeStamp - began.atMs <= QUICK_MS;
          began = null;
          if (isQuick && Math.abs(dx) >= Math.max(FAR_PX, LEVEL * Math.abs(dy)))
            move(dx < 0 ? 1 : -1);
        },
        { passive: true },
      ),
      on(page, 'touchcancel', () => (began = null), { passive: true }),
    ];
    return () => {
      for (const end of ends) end();
    };
  };
