/**
 * The manners of a stage in somebody else's page: until it has the focus, the wheel and a finger
 * scroll what is around it.
 */
import { on } from 'svelte/events';

const GESTURES = ['wheel', 'touchstart', 'touchmove'] as const;

/** @returns a function that ends it */
export function guest(stage: HTMLElement): () => void {
  const keep = (event: Event): void => {
    const isZoom = event instanceof WheelEvent && event.ctrlKey;
    if (!isZoom && !stage.contains(document.activeElement)) event.stopPropagation();
  };
  const ends = GESTURES.map((type) => on(stage, type, keep, { capture: true, passive: true }));
  return () => {
    for (const end of ends) end();
  };
}
