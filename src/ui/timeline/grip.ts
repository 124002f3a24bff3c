/** How pointers and keys move something along the run, be it a fault, an end of one or an edit. */
import { type Room, within } from './moves.ts';

export interface Gripped {
  room: () => Room;
  frameMs: () => number;
  /** The instant under a pointer. */
  instantAt: (event: PointerEvent) => number;
  /** It is moved, there; calls until `ondone` are one step to undo. */
  onmove: (toMs: number) => void;
  ondone: () => void;
  /** It was only touched, there. */
  ontap: (atMs: number) => void;
  /** The move under way shall not be. */
  oncancel: () => void;
  /** It shall go; left out: it cannot. */
  onremove?: (() => void) | undefined;
}

/** A pointer that moves less than this, in px, only touches. */
const STILL_PX = 3;
/** What Shift does at least, in ms, and how many times that a page is. */
const BIG_MS = 1000;
const PAGE = 10;

type On = PointerEvent & { currentTarget: HTMLElement };

export function gripping(grip: Gripped) {
  let held: { id: number; x: number; offsetMs: number; moved: boolean } | null = null;
  let keyed = false;
  const move = (toMs: number): boolean => {
    const to = within(grip.room(), toMs, grip.frameMs());
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
    // What keys do here they do not do once more for the page.
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
      // Fingers do not focus what they take hold of.
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

/** What a key does to it. */
function actOf(
  { key, shiftKey }: KeyboardEvent,
  grip: Gripped,
  move: (toMs: number) => void,
): (() => void) | undefined {
  const { atMs, minMs, maxMs } = grip.room();
  const frame = grip.frameMs();
  const big = frame < BIG_MS ? BIG_MS : PAGE * frame;
  const by = (ms: number) => () => move(atMs + ms);
  const step = shiftKey ? big : frame;
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
