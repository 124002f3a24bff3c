/** Spells in which a share of what ends is high, or higher than in the calm. */
import type { Entities } from '../../engine/index.ts';
import type { Counted, Totals } from './columns.ts';
import type { Seen } from './seen.ts';
import { type Spell, spellsOf } from './spells.ts';

/** A rise by less is none. */
const RISE = 0.02;
/** So much in the calm is no calm: it is told by itself. */
const HIGH = 0.05;
/** So many standard deviations, and so many more, are no chance where few are expected. */
const SIGMAS = 4;
/** A share is taken over so many ends, as far as these come within so long, and over more. */
const ENDS = 20;
const [WINDOW_MIN_MS, WINDOW_MAX_MS] = [1000, 10_000];
const LONGER = 5;
const GAP_MS = 5000;
/** A share that changes by this factor where something is set to begin or end is another one. */
const CHANGED = 2;

interface Share<E extends Entities = Entities> {
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

/** In time order; where it was high before anything was set to happen, from there. */
export function risesOf<E extends Entities>(seen: Seen, share: Share<E>): Spell[] {
  const { calm } = seen;
  const part = seen.totals(share.of, share.id, share.parts);
  // Of most parts of most systems: there is nothing to look at.
  if (part.over(0, seen.count) === 0) return [];
  const rises = new Rises(seen, part, seen.totals(share.of, share.id, share.wholes));
  const before = calm ? rises.share(calm) : 0;
  if (before < HIGH) return rises.above(before);
  const [high] = rises.above(0);
  const more = rises.above(before);
  const first = more[0]?.from ?? Infinity;
  return high && high.from < first ? [{ ...high, to: Math.min(high.to, first) }, ...more] : more;
}

class Rises {
  private readonly seen: Seen;
  private readonly part: Totals;
  private readonly whole: Totals;
  private readonly window: number;

  constructor(seen: Seen, part: Totals, whole: Totals) {
    this.seen = seen;
    this.part = part;
    this.whole = whole;
    this.window = windowOf(seen, whole);
  }

  share({ from, to }: Spell): number {
    const n = this.whole.over(from, to);
    return n > 0 ? this.part.over(from, to) / n : 0;
  }

  above(before: number): Spell[] {
    const { seen, part, whole, window } = this;
    const { count } = seen;
    let now = false;
    const exceeds = (from: number, to: number, n: number): boolean => {
      const expected = before * n;
      const chance = (SIGMAS * Math.sqrt(expected) + SIGMAS) / Math.max(n, 1);
      const rise = Math.max(RISE, now ? 0 : chance);
      return part.over(from, to) > (before + (now ? rise / 2 : rise)) * n;
    };
    const isHigh = (i: number): boolean => {
      const from = Math.max(0, i + 1 - window);
      const longer = i + 1 - LONGER * window;
      // Fewer are no chance, however few are expected.
      if (!now && part.over(longer, i + 1) < SIGMAS) return false;
      // Where nothing ends, nothing has changed.
      const n = whole.over(from, i + 1);
      if (n === 0) return now;
      if (exceeds(from, i + 1, n)) return (now = true);
      return (now = !now && exceeds(longer, i + 1, whole.over(longer, i + 1)));
    };
    const bounds = { least: 1, gap: seen.lasting(GAP_MS) };
    return spellsOf(count, isHigh, bounds)
      .map((spell) => this.trimmed(spell, before))
      .flatMap((spell) => this.split(spell));
  }

  /** A window sees what is behind it: from the first interval that is high, to the last. */
  private trimmed({ from, to }: Spell, before: number): Spell {
    const { part, whole, window, seen } = this;
    const isHigh = (i: number): boolean =>
      part.over(i, i + 1) > (before + RISE / 2) * whole.over(i, i + 1);
    let first = Math.max(0, from + 1 - window);
    const isHighBefore = (i: number): boolean =>
      part.over(i - window, i) > (before + RISE) * whole.over(i - window, i);
    while (first > 0 && isHighBefore(first)) first--;
    while (first < from && !isHigh(first)) first++;
    let last = to - 1;
    while (last > first && !isHigh(last)) last--;
    // What was high within the last window goes on, as far as anybody knows.
    const goesOn = to >= seen.count && last >= seen.count - Math.ceil(window / 4);
    return { from: first, to: goesOn ? seen.count : last + 1 };
  }

  /** Where something is set to begin or end, and the share is another one from there on. */
  private split(spell: Spell): Spell[] {
    const inside = this.seen.turns.filter((at) => at > spell.from && at < spell.to);
    const pieces: Spell[] = [];
    let { from } = spell;
    const least = this.seen.lasting(GAP_MS);
    inside.forEach((at, i) => {
      if (at - from < least || spell.to - at < least) return;
      const [was, is] = [
        { from, to: at },
        { from: at, to: inside[i + 1] ?? spell.to },
      ].map((one) => this.share(one)) as [number, number];
      if (is < was * CHANGED && was < is * CHANGED) return;
      pieces.push({ from, to: at });
      from = at;
    });
    return [...pieces, { from, to: spell.to }].filter((one) => this.share(one) > RISE / 2);
  }
}
