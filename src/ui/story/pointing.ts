/** Pointing at an attempt on the stage. */
import type { Attempt } from '../../engine/index.ts';
import type { Dotted } from '../stage/dots.ts';

/** A hand is less exact than a mouse, in px. */
const NEAR = { mouse: 7, other: 16 };

/** What is pressed itself lies above the dots, but figures of links lie on them. */
const ABOVE = '.svelte-flow__node, [data-item^=pattern]';

const canvasUnder = (target: EventTarget | null): Dotted | null =>
  target instanceof Element &&
  !target.closest(ABOVE) &&
  target.closest('.svelte-flow__edge, .svelte-flow__pane')
    ? (target.closest('.svelte-flow')?.querySelector<Dotted>('canvas') ?? null)
    : null;

/** The nearest attempt that is drawn there; null: none is near. */
export function attemptAt(event: PointerEvent | MouseEvent): Attempt | null {
  const canvas = canvasUnder(event.target);
  if (!canvas?.dots) return null;
  const { left, top } = canvas.getBoundingClientRect();
  const [x, y] = [event.clientX - left, event.clientY - top];
  const isMouse = !('pointerType' in event) || event.pointerType === 'mouse';
  let nearest = isMouse ? NEAR.mouse : NEAR.other;
  let found: Attempt | null = null;
  for (const dot of canvas.dots) {
    const far = Math.hypot(dot.x - x, dot.y - y);
    if (far >= nearest) continue;
    nearest = far;
    const { beganMs, endedMs, attempt } = dot.sample;
    found = { link: dot.link, beganMs, endedMs, attempt };
  }
  return found;
}
