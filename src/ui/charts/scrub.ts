/**
 * A pointer on a chart moves the playhead. Hovering only looks: when the pointer leaves, the
 * playhead goes back to where it was, unless a press has put it there to stay.
 */
interface Playhead {
  atMs: () => number;
  durationMs: () => number;
  onseek: (atMs: number) => void;
  /** Whether it moves by itself: then hovering does not interfere. */
  moves: () => boolean;
}

export function scrubbing({ atMs, durationMs, onseek, moves }: Playhead) {
  let backMs: number | null = null;
  /** Where hovering has put it; anywhere else, something other than hovering has. */
  let lookedMs: number | null = null;
  let held: number | null = null;
  type On = PointerEvent & { currentTarget: HTMLElement };
  const seek = ({ currentTarget, clientX }: On): void => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (clientX - left) / Math.max(width, 1)));
    onseek((lookedMs = share * durationMs()));
  };
  const release = ({ pointerId }: PointerEvent): void => {
    if (pointerId === held) held = null;
  };
  return {
    onpointerdown(event: On): void {
      if (event.button !== 0 || held !== null) return;
      held = event.pointerId;
      backMs = null;
      event.currentTarget.setPointerCapture(held);
      seek(event);
    },
    onpointermove(event: On): void {
      if (held !== null) {
        if (event.pointerId === held) seek(event);
        return;
      }
      if (event.pointerType !== 'mouse' || moves()) return;
      if (lookedMs !== atMs()) backMs = null;
      backMs ??= atMs();
      seek(event);
    },
    onpointerleave(): void {
      if (backMs !== null && lookedMs === atMs()) onseek(backMs);
      backMs = lookedMs = null;
    },
    onpointerup(event: On): void {
      release(event);
      // It stays here until the pointer moves on, and is what leaving goes back to.
      backMs = atMs();
    },
    onpointercancel: release,
    onlostpointercapture: release,
  };
}
