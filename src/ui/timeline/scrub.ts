/** Moving the playhead over the lanes by pointer and keys. */
import type { Playhead } from '../state/playhead.svelte.ts';

const PAGE_MS = 10_000;

/**
 * Slightly left of the run's start still counts as the start; further left are the lanes' names.
 */
const BESIDE_PX = 8;

/**
 * @param instantAt the time at a screen position
 * @param hover receives the time under a hovering pointer; null: none
 */
export function scrubbing(
  playhead: Playhead,
  instantAt: (clientX: number) => number,
  hover: (atMs: number | null) => void,
) {
  let held: number | null = null;
  const seek = ({ clientX }: PointerEvent): void => playhead.seek(instantAt(clientX));
  const release = (event: PointerEvent): void => {
    if (event.pointerId !== held) return;
    held = null;
    playhead.drop();
  };
  return {
    onpointerdown(event: PointerEvent & { currentTarget: HTMLElement }): void {
      const { target } = event;
      const control = target instanceof Element && target.closest('button') !== null;
      if (event.button !== 0 || held !== null || control) return;
      if (instantAt(event.clientX + BESIDE_PX) < 0) return;
      held = event.pointerId;
      event.currentTarget.setPointerCapture(held);
      hover(null);
      playhead.grab();
      seek(event);
    },
    onpointermove(event: PointerEvent): void {
      if (event.pointerId === held) return seek(event);
      const atMs = instantAt(event.clientX);
      const looks = event.pointerType === 'mouse' && held === null;
      hover(looks && atMs >= 0 && atMs <= playhead.durationMs ? atMs : null);
    },
    onpointerleave: () => hover(null),
    onpointerup: release,
    onpointercancel: release,
    onlostpointercapture: release,
  };
}

/** Keys of the slider; they do not reach the page. */
export function onTrackKey(playhead: Playhead, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const move = (direction: 1 | -1) => () =>
    event.shiftKey ? playhead.jump(direction) : playhead.step(direction);
  const keys: Readonly<Record<string, () => void>> = {
    ArrowLeft: move(-1),
    ArrowDown: move(-1),
    ArrowRight: move(1),
    ArrowUp: move(1),
    Home: () => playhead.seek(0),
    End: () => playhead.seek(playhead.durationMs),
    PageUp: () => playhead.seek(playhead.atMs + PAGE_MS),
    PageDown: () => playhead.seek(playhead.atMs - PAGE_MS),
    ' ': () => playhead.toggle(),
  };
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}
