/** Moves the view, without scrolling, so that a focused element is visible. */
import { on } from 'svelte/events';

/** @param move receives the distance, in px of the screen */
export const follow = (move: (dx: number, dy: number) => void) => (stage: HTMLElement) =>
  on(stage, 'focusin', ({ target }) => {
    if (!(target instanceof Element) || !target.matches(':focus-visible')) return;
    for (const scrolled of [stage, ...stage.querySelectorAll('.svelte-flow')])
      scrolled.scrollTo(0, 0);
    const one = target.getBoundingClientRect();
    const all = stage.getBoundingClientRect();
    const inside =
      one.left >= all.left &&
      one.right <= all.right &&
      one.top >= all.top &&
      one.bottom <= all.bottom;
    if (inside) return;
    move(
      all.left + all.width / 2 - (one.left + one.width / 2),
      all.top + all.height / 2 - (one.top + one.height / 2),
    );
  });
