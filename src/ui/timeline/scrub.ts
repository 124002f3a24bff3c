/** How pointers and keys move the playhead over the lanes. */
import type { Session } from '../state/session.svelte.ts';

const PAGE_MS = 10_000;

/** The parts of a session that are scrubbed. */
type Scrubbed = Pick<
  Session,
  'grab' | 'seek' | 'drop' | 'step' | 'jump' | 'toggle' | 'atMs' | 'durationMs'
>;

/**
 * @param track the element whose width is the run
 * @param hover is told the instant under a pointer that only looks; null: there is none
 */
export function scrubbing(
  session: Scrubbed,
  track: () => HTMLElement | null,
  hover: (atMs: number | null) => void,
) {
  let held: number | null = null;
  const instantAt = ({ clientX }: PointerEvent): number | null => {
    const box = track()?.getBoundingClientRect();
    return box && box.width > 0 ? ((clientX - box.left) / box.width) * session.durationMs : null;
  };
  const seek = (event: PointerEvent): void => {
    const atMs = instantAt(event);
    if (atMs !== null) session.seek(atMs);
  };
  const release = (event: PointerEvent): void => {
    if (event.pointerId !== held) return;
    held = null;
    session.drop();
  };
  return {
    onpointerdown(event: PointerEvent & { currentTarget: HTMLElement }): void {
      const { target } = event;
      const box = track()?.getBoundingClientRect();
      const control = target instanceof Element && target.closest('button') !== null;
      if (event.button !== 0 || held !== null || control || !box) return;
      // Left of the run are the lanes' names; a little beside its start is still its start.
      if (event.clientX < box.left - 8) return;
      held = event.pointerId;
      event.currentTarget.setPointerCapture(held);
      hover(null);
      session.grab();
      seek(event);
    },
    onpointermove(event: PointerEvent): void {
      if (event.pointerId === held) return seek(event);
      const atMs = event.pointerType === 'mouse' ? instantAt(event) : null;
      const within = atMs !== null && atMs >= 0 && atMs <= session.durationMs;
      hover(within && held === null ? atMs : null);
    },
    onpointerleave: () => hover(null),
    onpointerup: release,
    onpointercancel: release,
    onlostpointercapture: release,
  };
}

/** Keys on the slider; what they do here they do not do once more for the page. */
export function onTrackKey(session: Scrubbed, event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const move = (direction: 1 | -1) => () =>
    event.shiftKey ? session.jump(direction) : session.step(direction);
  const keys: Readonly<Record<string, () => void>> = {
    ArrowLeft: move(-1),
    ArrowDown: move(-1),
    ArrowRight: move(1),
    ArrowUp: move(1),
    Home: () => session.seek(0),
    End: () => session.seek(session.durationMs),
    PageUp: () => session.seek(session.atMs + PAGE_MS),
    PageDown: () => session.seek(session.atMs - PAGE_MS),
    ' ': () => session.toggle(),
  };
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}
