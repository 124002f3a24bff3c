/**
 * Moving an item of a block: its lines go elsewhere as they are, with the comments above them and
 * behind them.
 */
import type { Operation } from '../operation.ts';
import { mapped } from '../operation.ts';
import { withComments } from './block.ts';
import { indexOf, type Spot, spotAt } from './source.ts';
import type { Splice, Text } from './text.ts';

type Move = Extract<Operation, { kind: 'move' }>;

/** The splices; null: it needs more than moving lines. */
export function moved(t: Text, root: Spot, move: Move): Splice[] | null {
  // As indices of the text before the move.
  const to = mapped(move.to, { kind: 'insert', path: move.path, value: null });
  const [from, into] = [spotAt(root, move.path.slice(0, -1)), to && spotAt(root, to.slice(0, -1))];
  if (!from || !to || !into || from.flow || into.flow || into.items.length === 0) return null;
  const item = from.items[indexOf(from, move.path.at(-1)!)];
  if (!item || from.items.length < 2 || !t.isFirst(item.from)) return null;
  // A key in a map may change with its place: that is more than a move of lines.
  if (into.kind === 'map' && move.to.at(-1) !== item.key) return null;
  if (into.kind !== from.kind) return null;
  const lines = t.lines(withComments(t, item.from), item.to);
  const shift = t.column(into.items[0]!.from) - t.column(item.from);
  const text = shifted(t.text.slice(lines.from, t.lineEnd(item.to)), shift);
  const put = text === null ? null : placed(t, into, placeOf(into, to.at(-1)!, move.before), text);
  return put && [{ ...lines, text: '' }, put];
}

/** The index before which it goes; the number of items: at the end. */
function placeOf(into: Spot, key: string | number, before: string | undefined): number {
  if (typeof key === 'number') return key;
  return before === undefined ? into.items.length : indexOf(into, before);
}

function placed(t: Text, { items }: Spot, index: number, text: string): Splice | null {
  const next = items[index];
  if (!next) {
    const end = t.lineEnd(items.at(-1)!.to);
    return { from: end, to: end, text: t.eol + text };
  }
  if (!t.isFirst(next.from)) return null;
  const at = withComments(t, next.from);
  return { from: at, to: at, text: text + t.eol };
}

/** With other indentation; null: a line does not have as much as must go. */
function shifted(text: string, columns: number): string | null {
  if (columns === 0) return text;
  const lines = text.split('\n').map((line): string | null => {
    if (line.trim() === '') return line;
    if (columns > 0) return ' '.repeat(columns) + line;
    return line.slice(0, -columns).trim() === '' ? line.slice(-columns) : null;
  });
  return lines.includes(null) ? null : lines.join('\n');
}
