/**
 * Tab moves over the stage as one reads it: along the calls, though links and cards lie in separate
 * parts of the document. Tab enters at the nearer end and leaves past the other.
 */
import { on } from 'svelte/events';

const CONTROLS = 'button:not([tabindex="-1"]), a[href]';

/** Whatever can take the focus, in the order of the document. */
const controlsIn = (stage: HTMLElement): HTMLElement[] =>
  [...stage.querySelectorAll<HTMLElement>(CONTROLS)].filter((one) => one.offsetParent !== null);

/** From left to right or, on an upright stage, from top to bottom. */
function inOrder(stage: HTMLElement): HTMLElement[] {
  const upright = stage.clientHeight > stage.clientWidth;
  const placed = controlsIn(stage).map((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    const [across, down] = [x + width / 2, y + height / 2];
    return { one, along: upright ? down : across, aside: upright ? across : down };
  });
  return placed.sort((a, b) => a.along - b.along || a.aside - b.aside).map(({ one }) => one);
}

export function tabOrder(stage: HTMLElement): () => void {
  const offKey = on(stage, 'keydown', (event) => {
    if (event.key !== 'Tab' || event.ctrlKey || event.altKey || event.metaKey) return;
    const order = inOrder(stage);
    const at = order.indexOf(document.activeElement as HTMLElement);
    if (at < 0) return;
    const next = order[at + (event.shiftKey ? -1 : 1)];
    if (next) {
      event.preventDefault();
      return next.focus();
    }
    // From the last in the document the browser goes on to what follows.
    leaving = true;
    controlsIn(stage)
      .at(event.shiftKey ? 0 : -1)
      ?.focus();
    leaving = false;
  });
  let leaving = false;
  const offFocus = on(stage, 'focusin', ({ target, relatedTarget }) => {
    if (leaving || !(target instanceof HTMLElement) || !target.matches(':focus-visible')) return;
    if (relatedTarget instanceof Node && stage.contains(relatedTarget)) return;
    const controls = controlsIn(stage);
    if (target === controls[0]) inOrder(stage)[0]?.focus();
    else if (target === controls.at(-1)) inOrder(stage).at(-1)?.focus();
  });
  return () => {
    offKey();
    offFocus();
  };
}
