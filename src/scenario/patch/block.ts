/** Changes in a block: a map or list whose items have their own lines. */
import type { Path } from '../../engine/index.ts';
import { behind, entryLines, pairLines } from '../render.ts';
import type { Item, Range, Spot } from './source.ts';
import type { Splice, Text } from './text.ts';

/** Sets an item's value, replacing one or filling an empty place. */
export function putInBlock(t: Text, item: Item, value: unknown, path: Path): Splice[] | null {
  const { value: spot, after } = item;
  if (after === null) return null;
  const lines = behind(value, path, t.column(item.from), t.column(after));
  const start = spot.props?.from ?? spot.from;
  return t.lineStart(spot.from) === t.lineStart(after)
    ? besideHead(t, spot, after, start, lines)
    : belowHead(t, spot, after, lines);
}

/** The value starts on the line of its key or dash. Text after it stays. */
function besideHead(t: Text, spot: Spot, after: number, start: number, lines: string[]): Splice[] {
  const [first = '', ...rest] = lines;
  const note = blockScalarNote(t, spot);
  const splices: Splice[] = [];
  if (first === '') splices.push({ from: after, to: spot.to, text: note });
  else
    splices.push({ from: start, to: spot.to, text: (start === after ? ' ' : '') + first + note });
  if (rest.length === 0) return splices;
  const end = t.lineEnd(spot.to);
  return [...splices, { from: end, to: end, text: t.eol + t.joined(rest) }];
}

/** The comment after `|` or `>`. */
function blockScalarNote(t: Text, { kind, flow, from, to }: Spot): string {
  if (kind !== 'scalar' || flow || !/[|>]/.test(t.text.charAt(from))) return '';
  return /^[|>]\S*([ \t]+#.*)/.exec(t.text.slice(from, Math.min(to, t.lineEnd(from))))?.[1] ?? '';
}

/** The value starts on a line below. */
function belowHead(t: Text, spot: Spot, after: number, [first = '', ...rest]: string[]): Splice[] {
  const isBlock = spot.items.length > 0 && !spot.flow;
  const { props } = spot;
  // On a line above the value: with the blank before it.
  const above =
    props && t.lineStart(props.from) !== t.lineStart(spot.from)
      ? [{ from: props.from - (/\s/.test(t.text[props.from - 1] ?? '') ? 1 : 0), to: props.to }]
      : [];
  const gone = above.map((range): Splice => ({ ...range, text: '' }));
  const from = above.length > 0 ? spot.from : (props?.from ?? spot.from);
  if (first === '') {
    const to = isBlock ? t.lineEnd(spot.to) : spot.to;
    return [...gone, { from: t.lineStart(from), to, text: t.joined(rest) }];
  }
  if (!isBlock) return [...gone, { from, to: spot.to, text: first }];
  const head: Splice = { from: after, to: after, text: ` ${first}` };
  return [...gone, head, { ...t.lines(spot.from, spot.to), text: '' }];
}

/** Inserts an item before an index, or after the last one. */
export function insertInBlock(
  t: Text,
  { kind, items }: Spot,
  index: number,
  value: unknown,
  path: Path,
): Splice[] {
  const indent = t.column(items[0]!.from);
  const lines =
    kind === 'map'
      ? pairLines(String(path.at(-1)), value, path, indent)
      : entryLines(value, path, indent);
  const next = items[index];
  if (!next) {
    const end = t.lineEnd(items.at(-1)!.to);
    return [{ from: end, to: end, text: t.eol + t.joined(lines) }];
  }
  if (t.isFirst(next.from)) {
    const at = withComments(t, next.from);
    return [{ from: at, to: at, text: t.joined(lines) + t.eol }];
  }
  // It is on the line of a dash: the new item takes that line, and it moves below.
  const text = t.joined(lines).slice(indent) + t.eol + ' '.repeat(indent);
  return [{ from: next.from, to: next.from, text }];
}

/**
 * Start of the comments directly above an item: they belong to it, except where they are indented
 * further, as the end of what comes before.
 */
export function withComments(t: Text, at: number): number {
  let start = t.lineStart(at);
  const most = t.column(at);
  while (start > 0) {
    const above = t.lineStart(start - 1);
    const indent = t.text.slice(above, start).indexOf('#');
    if (indent < 0 || indent > most || !t.isFirst(above + indent)) break;
    start = above;
  }
  return start;
}

/** Removes an item; at least one remains. */
export function removeFromBlock(t: Text, { items }: Spot, index: number): Splice[] {
  const item = items[index]!;
  if (t.isFirst(item.from)) return [{ ...t.lines(item.from, item.to), text: '' }];
  // It is on the line of a dash: the next item moves up, unless it has comments.
  const next = items[index + 1];
  const end = t.lineEnd(item.to);
  const range: Range =
    next && !t.hasComment(end, next.from)
      ? { from: item.from, to: next.from }
      : { from: item.from, to: end };
  return [{ ...range, text: '' }];
}
