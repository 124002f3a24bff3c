/**
 * Common code of strips drawn from frames: the frames behind each pixel, gray where nothing has
 * been computed yet.
 */
import type { FrameStore } from '../../worker/client.ts';
import type { Pen } from './pen.ts';

const framesIn = ({ layout }: FrameStore): number =>
  Math.ceil(layout.durationMs / layout.intervalMs);

/** Per pixel: the range of frames, end excluded. */
export function eachPixel(
  { width, height, context, colours }: Pen,
  store: FrameStore,
  draw: (x: number, from: number, to: number) => void,
): void {
  const all = framesIn(store);
  for (let x = 0; x < width; x++) {
    const from = Math.floor((x / width) * all);
    if (from >= store.count) {
      context.fillStyle = colours.line;
      context.fillRect(x, 0, width - x, height);
      return;
    }
    const to = Math.max(from + 1, Math.floor(((x + 1) / width) * all));
    draw(x, from, Math.min(to, store.count));
  }
}

/** Sum of a column over these frames. */
export function sum(store: FrameStore, at: number, from: number, to: number): number {
  let total = 0;
  for (let frame = from; frame < to; frame++) total += store.value(frame, at);
  return total;
}
