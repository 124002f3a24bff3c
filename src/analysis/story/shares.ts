/** Spells in which a share of what ends is higher than in the calm. */
import type { Entities } from '../../engine/index.ts';
import type { Counted, Seen, Totals } from './seen.ts';
import { type Spell, spellsOf } from './spells.ts';

/** A rise by less is none. */
const RISE = 0.02;
/** So many standard deviations are no chance. */
const SIGMAS = 4;
/** A share is taken over so many ends, as far as these come within so long. */
const ENDS = 20;
const [WINDOW_MIN_MS, WINDOW_MAX_MS] = [1000, 10_000];
const GAP_MS = 5000;

export interface Share<E extends Entities = Entities> {
  of: E;
  id: string;
  parts: readonly Counted<E>[];
  wholes: readonly Counted<E>[];
}

/** So many intervals that enough of them come together. */
export const windowOf = (seen: Seen, all: Totals): number =>
  seen.lasting(
    Math.min(
      WINDOW_MAX_MS,
      Math.max(WINDOW_MIN_MS, (ENDS / Math.max(all.over(0, seen.count), 1)) * seen.endMs),
    ),
  );

/** @returns the spells in which it is higher than in the calm */
export function risesOf<E extends Entities>(seen: Seen, share: Share<E>): Spell[] {
  const { calm, count } = seen;
  const part = seen.totals(share.of, share.id, share.parts);
  if (part.over(0, count) === 0) return [];
  const whole = seen.totals(share.of, share.id, share.wholes);
  const before = calm ? ratio(part.over(calm.from, calm.to), whole.over(calm.from, calm.to)) : 0;
  const window = windowOf(seen, whole);
  let now = false;
  const isHigh = (i: number): boolean => {
    const from = Math.max(0, i + 1 - window);
    const n = whole.over(from, i + 1);
    // Where nothing ends, nothing has changed.
    if (n === 0) return now;
    const chance = Math.sqrt((Math.max(before, 0.002) * Math.abs(1 - before)) / n);
    const rise = Math.max(RISE, SIGMAS * chance);
    return (now = part.over(from, i + 1) / n > before + (now ? rise / 2 : rise));
  };
  const isHighAt = (i: number): boolean => {
    const n = whole.over(i, i + 1);
    return n > 0 && part.over(i, i + 1) > (before + RISE / 2) * n;
  };
  // At the end of a run nobody knows how it would go on, unless nothing ends any more.
  const end = whole.over(count - window, count) > 0 ? count : Infinity;
  return spellsOf(count, isHigh, { least: 1, gap: seen.lasting(GAP_MS) }).map((spell) =>
    trimmed(spell, isHighAt, window, end),
  );
}

const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

/** A window sees what is behind it: from the first interval that is high, to the last. */
function trimmed(
  { from, to }: Spell,
  isHigh: (interval: number) => boolean,
  window: number,
  end: number,
): Spell {
  let first = Math.max(0, from + 1 - window);
  while (first < from && !isHigh(first)) first++;
  if (to >= end) return { from: first, to };
  let last = to - 1;
  while (last > from && !isHigh(last)) last--;
  return { from: first, to: last + 1 };
}
