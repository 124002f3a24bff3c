/** Moving a fault, an end of a fault or an edit along the run by pointer and keys. */
import { type Room, within } from './moves.ts';

export interface Gripped {
  room: () => Room;
  intervalMs: () => number;
  /** The time under a pointer. */
  instantAt: (event: PointerEvent) => number;
  /** It is moved to a time; calls until `ondone` are one undo step. */
  onmove: (toMs: number) => void;
  ondone: () => void;
  /** It was clicked, at that time. */
  ontap: (atMs: number) => void;
  /** Cancels the move in progress. */
  oncancel: () => void;
  /** Removes it; not set: not removable. */
  onremove?: (() => void) | undefined;
}

/** A pointer that moves less than this, in px, is a click. */
const STILL_PX = 3;
/** Minimum step with Shift, in ms, and the number of such steps per page. */
const BIG_MS = 1000;
const PAGE = 10;

type On = PointerEvent & { currentTarget: HTMLElement };

export function gripping(grip: Gripped) {
  let held: { id: number; x: number; offsetMs: number; moved: boolean } | null = null;
  let keyed = false;
  const move = (toMs: number): boolean => {
    const to = within(grip.room(), toMs, grip.intervalMs());
    if (to === grip.room().atMs) return false;
    grip.onmove(to);
    return true;
  };
  const release = (event: PointerEvent): void => {
    if (event.pointerId !== held?.id) return;
    const { moved } = held;
    held = null;
    if (moved) grip.ondone();
    else if (event.type === 'pointerup') grip.ontap(grip.instantAt(event));
  };
  const settle = (): void => {
    if (keyed) grip.ondone();
    keyed = false;
  };
  const onkeydown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = actOf(event, grip, (toMs) => (keyed = move(toMs) || keyed));
    const cancels = event.key === 'Escape' && held?.moved === true;
    if (!act && !cancels) return;
    // Keys handled here do not reach the page.
    event.preventDefault();
    event.stopPropagation();
    if (cancels) {
      held = null;
      grip.oncancel();
    } else act?.();
  };
  return {
    onpointerdown(event: On): void {
      if (event.button !== 0 || held !== null) return;
      event.stopPropagation();
      event.currentTarget.setPointerCapture(event.pointerId);
      // Touch does not focus the dragged element.
      event.currentTarget.focus({ preventScroll: true });
      const offsetMs = grip.instantAt(event) - grip.room().atMs;
      held = { id: event.pointerId, x: event.clientX, offsetMs, moved: false };
    },
    onpointermove(event: PointerEvent): void {
      if (event.pointerId !== held?.id) return;
      event.stopPropagation();
      if (!held.moved && Math.abs(event.clientX - held.x) < STILL_PX) return;
      held.moved = true;
      move(grip.instantAt(event) - held.offsetMs);
    },
    onpointerup: release,
    onpointercancel: release,
    onlostpointercapture: release,
    onkeydown,
    onkeyup: settle,
    onblur: settle,
  };
}

/** The effect of a key on it. */
function actOf(
  { key, shiftKey }: KeyboardEvent,
  grip: Gripped,
  move: (toMs: number) => void,
): (() => void) | undefined {
  const { atMs, minMs, maxMs } = grip.room();
  const interval = grip.intervalMs();
  const big = interval < BIG_MS ? BIG_MS : PAGE * interval;
  const by = (ms: number) => () => move(atMs + ms);
  const step = shiftKey ? big : interval;
  const keys: Readonly<Record<string, (() => void) | undefined>> = {
    ArrowLeft: by(-step),
    ArrowDown: by(-step),
    ArrowRight: by(step),
    ArrowUp: by(step),
    PageDown: by(-PAGE * big),
    PageUp: by(PAGE * big),
    Home: () => move(minMs),
    End: () => move(maxMs),
    Enter: () => grip.ontap(atMs),
    Delete: grip.onremove,
    Backspace: grip.onremove,
  };
  return keys[key];
}
