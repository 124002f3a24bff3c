/**
 * Anchors and aliases. A change affects one place only: if an anchored value changes or is removed,
 * its first alias gets the anchor and the old value, and the other aliases refer to it.
 */
import { type Path, valueAt } from '../../engine/index.ts';
import { behind, inline } from '../render.ts';
import type { Item, Range, Spot } from './source.ts';
import type { Splice, Text } from './text.ts';

interface Place {
  item: Item;
  path: Path;
}

/**
 * @param way the values from the root to the change
 * @param splices the splices so far
 */
export function keepAnchors(
  t: Text,
  root: Spot,
  data: unknown,
  way: readonly Spot[],
  splices: readonly Splice[],
): Splice[] {
  const places = placesIn(root, []);
  const isGone = ({ from, to }: Range): boolean =>
    splices.some((one) => one.to > one.from && one.from <= from && to <= one.to);
  return places.flatMap(({ item, path }): Splice[] => {
    const { value: spot } = item;
    if (!spot.anchor) return [];
    const gone = isGone(spot.anchor);
    if (!gone && !way.includes(spot)) return [];
    const first = places.find(({ item: { value } }) => value.target === spot && !isGone(value));
    if (!first) return [];
    const moved = define(t, first, spot.anchor.name, valueAt(data, path));
    return gone ? moved : [...moved, { ...withBlank(t, spot.anchor), text: '' }];
  });
}

/** Every item below a value, in text order, with its path. */
function placesIn(spot: Spot, path: Path): Place[] {
  return spot.items.flatMap((item, index) => {
    const at = [...path, item.key ?? index];
    return [{ item, path: at }, ...placesIn(item.value, at)];
  });
}

/** Replaces an alias by the anchor with its value. */
function define(t: Text, { item, path }: Place, name: string, value: unknown): Splice[] {
  const { from, to, flow } = item.value;
  if (flow) return [{ from, to, text: `&${name} ${inline(value)}` }];
  const width = t.column(from) + name.length + 1;
  const [first = '', ...rest] = behind(value, path, t.column(item.from), width);
  const alias: Splice = { from, to, text: first === '' ? `&${name}` : `&${name} ${first}` };
  if (rest.length === 0) return [alias];
  const end = t.lineEnd(to);
  return [alias, { from: end, to: end, text: t.eol + t.joined(rest) }];
}

function withBlank(t: Text, { from, to }: Range): Range {
  if (t.text[to] === ' ') return { from, to: to + 1 };
  return t.text[from - 1] === ' ' ? { from: from - 1, to } : { from, to };
}
