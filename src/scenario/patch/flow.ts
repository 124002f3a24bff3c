/** Changes within brackets, whose items are separated by commas. */
import { keyText } from '../render.ts';
import type { Item, Spot } from './source.ts';
import type { Splice, Text } from './text.ts';

/** Sets an item's value, replacing one or filling an empty place. */
export function putInFlow(t: Text, item: Item, value: unknown): Splice[] {
  const { value: spot, keyRange, after } = item;
  const text = t.inline(value, t.column(item.from), t.isFirst(item.from));
  // `{ a }`
  if (keyRange && after === null)
    return [{ from: keyRange.to, to: keyRange.to, text: `: ${text}` }];
  const from = spot.props?.from ?? spot.from;
  return [{ from, to: spot.to, text: from === after ? ` ${text}` : text }];
}

/**
 * Inserts an item before an index, or after the last one.
 * @param key null in a list
 */
export function insertInFlow(
  t: Text,
  { items }: Spot,
  index: number,
  key: string | null,
  value: unknown,
): Splice[] {
  const near = items[Math.min(index, items.length - 1)]!;
  const isOpen = t.isFirst(near.from);
  const indent = t.column(near.from);
  const name = key === null ? '' : `${t.isJson ? JSON.stringify(key) : keyText(key)}: `;
  const piece = name + t.inline(value, indent, isOpen);
  const gap = isOpen ? t.eol + t.text.slice(t.lineStart(near.from), near.from) : ' ';
  if (index < items.length) return [{ from: near.from, to: near.from, text: `${piece},${gap}` }];
  const comma = commaAfter(t, near.to);
  const end = comma ?? near.to;
  if (!isOpen || !t.isLast(end)) return [{ from: near.to, to: near.to, text: `,${gap}${piece}` }];
  // Text after the last item on its line belongs to it.
  const line = t.lineEnd(end);
  const last: Splice = { from: line, to: line, text: gap + piece + (comma === null ? '' : ',') };
  return comma === null ? [{ from: near.to, to: near.to, text: ',' }, last] : [last];
}

/** Position after the following comma; null: no comma. */
function commaAfter(t: Text, at: number): number | null {
  const next = t.next(at);
  return t.text[next] === ',' ? next + 1 : null;
}

/** Removes an item. */
export function removeFromFlow(t: Text, spot: Spot, index: number): Splice[] {
  const { items } = spot;
  const item = items[index]!;
  const comma = commaAfter(t, item.to);
  const end = comma ?? item.to;
  const next = items[index + 1];
  const before = items[index - 1];
  const line = t.isFirst(item.from) && t.isLast(end) && t.lineStart(end) > t.lineStart(spot.from);
  const whole: Splice = line
    ? { ...t.lines(item.from, end), text: '' }
    : { from: item.from, to: end, text: '' };
  if (comma === null && before) {
    const mark = commaAfter(t, before.to)! - 1;
    // Without the separator before it, if that is only blanks.
    if (!line && !t.hasComment(mark, item.from)) return [{ ...whole, from: mark }];
    return [{ from: mark, to: mark + 1, text: '' }, whole];
  }
  if (line) return [whole];
  if (next && !t.hasComment(end, next.from)) return [{ ...whole, to: next.from }];
  // The last one: only blanks may remain.
  const left = t.text.slice(spot.from + 1, item.from) + t.text.slice(end, spot.to - 1);
  if (items.length === 1 && left.trim() === '')
    return [{ from: spot.from + 1, to: spot.to - 1, text: '' }];
  const blank = /\s/.test(t.text.charAt(item.from - 1)) && t.text[end] === ' ' ? 1 : 0;
  return [{ ...whole, to: end + blank }];
}
