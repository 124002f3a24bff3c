/** How long something lasts: spells of intervals in which it is so. */

/** From an interval to before another. */
export interface Spell {
  from: number;
  to: number;
}

interface Bounds {
  /** Shorter ones are none. */
  least: number;
  /** Those that are no further apart are one. */
  gap: number;
}

export function spellsOf(
  count: number,
  is: (interval: number) => boolean,
  { least, gap }: Bounds,
): Spell[] {
  const found: Spell[] = [];
  for (let i = 0; i < count; i++) {
    if (!is(i)) continue;
    const last = found.at(-1);
    if (last && i - last.to <= gap) last.to = i + 1;
    else found.push({ from: i, to: i + 1 });
  }
  return found.filter(({ from, to }) => to - from >= least);
}

/**
 * Whether a value is high, interval by interval: from where it exceeds a bound to where it is back
 * below a lower one. NaN changes nothing.
 */
export function highs(
  count: number,
  valueAt: (interval: number) => number,
  { on, off }: { on: number; off: number },
): (interval: number) => boolean {
  const high = new Uint8Array(count);
  let now = false;
  for (let i = 0; i < count; i++) {
    const value = valueAt(i);
    if (!Number.isNaN(value)) now = value > (now ? off : on);
    high[i] = now ? 1 : 0;
  }
  return (interval) => high[interval] === 1;
}
