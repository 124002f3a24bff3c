/**
 * Common code of strips drawn from intervals: those behind each pixel, gray where nothing has been
 * computed yet.
 */
import type { IntervalStore } from '../../worker/client.ts';
import type { Pen } from './pen.ts';

const intervalsIn = ({ layout }: IntervalStore): number =>
  Math.ceil(layout.durationMs / layout.intervalMs);

/** Per pixel: the range of intervals, end excluded. */
export function eachPixel(
  { width, height, context, colours }: Pen,
  store: IntervalStore,
  draw: (x: number, from: number, to: number) => void,
): void {
  const all = intervalsIn(store);
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

/** Sum of a column over these intervals. */
export function sum(store: IntervalStore, at: number, from: number, to: number): number {
  let total = 0;
  for (let interval = from; interval < to; interval++) total += store.value(interval, at);
  return total;
}
