/**
 * Where somebody writes, as a path of the document: by columns, since a text that is being written
 * is no document yet. Brackets on the line of the caret count; those that span lines do not.
 */
import type { Path } from '../../engine/index.ts';

export interface Caret {
  /** The map or list in which the caret stands, or the value of a key. */
  path: Path;
  /** The key whose value is being written; null: a key, or an entry of a list. */
  key: string | null;
  /** What has been written of it, and where that begins, counted from the start of the line. */
  word: string;
  from: number;
}

interface Token {
  /** Null: an entry of a list. */
  key: string | null;
  column: number;
}

const KEY =
  /^("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#:,[\]{}&*!|>'"%@`-][^:#,[\]{}]*?|-[^\s:][^:#]*?)\s*:(?=\s|$)/;

/** The dashes at the beginning of a line, and the key after them. */
function tokensOf(line: string): Token[] {
  const tokens: Token[] = [];
  let column = line.length - line.trimStart().length;
  while (/^-(\s|$)/.test(line.slice(column))) {
    tokens.push({ key: null, column });
    const rest = line.slice(column + 1);
    column += 1 + rest.length - rest.trimStart().length;
  }
  const key = KEY.exec(line.slice(column))?.[1];
  if (key !== undefined) tokens.push({ key: plain(key), column });
  return tokens;
}

const plain = (key: string): string => key.replace(/^(["'])(.*)\1$/, '$2');

/** @param lines up to the one with the caret, which ends at the caret */
export function caretAt(lines: readonly string[]): Caret {
  const line = lines.at(-1) ?? '';
  const tokens = tokensOf(line);
  const last = tokens.at(-1);
  const start = line.length - line.trimStart().length;
  const inner = last?.key
    ? line.indexOf(':', last.column + last.key.length) + 1
    : (last?.column ?? start - 1) + 1;
  const inside = within(line.slice(inner), line, inner);
  const above = outer(lines, tokens, last ? last.column : start);
  const own = tokens.flatMap((token, i): Path =>
    token.key === null
      ? [i === 0 ? entriesAbove(lines, lines.length - 1, token.column) : 0]
      : [token.key],
  );
  const path = [...above, ...own];
  if (inside.path.length > 0 || inside.open) return { ...inside, path: [...path, ...inside.path] };
  if (last?.key)
    return { path: path.slice(0, -1), key: last.key, word: inside.word, from: inside.from };
  return { path, key: null, word: inside.word, from: inside.from };
}

/** The brackets that are open at the end of the line. */
function within(text: string, line: string, offset: number): Caret & { open: boolean } {
  const path: (string | number)[] = [];
  /** What opened each level, and the key or index in it. */
  const levels: { map: boolean; at: string | number | null }[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]!;
    if (sign === '"' || sign === "'") {
      const end = text.indexOf(sign, i + 1);
      i = end < 0 ? text.length : end;
    } else if (sign === '{' || sign === '[') {
      levels.push({ map: sign === '{', at: sign === '{' ? null : 0 });
      from = i + 1;
    } else if (sign === '}' || sign === ']') {
      levels.pop();
      from = i + 1;
    } else if (sign === ',') {
      const level = levels.at(-1);
      if (level) level.at = level.map ? null : Number(level.at) + 1;
      from = i + 1;
    } else if (sign === ':' && /\s|^$/.test(text[i + 1] ?? '')) {
      const level = levels.at(-1);
      if (level?.map && level.at === null) level.at = plain(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  const rest = text.slice(from);
  const word = rest.trimStart();
  const start = offset + text.length - word.length;
  const last = levels.at(-1);
  for (const { at } of levels.slice(0, -1)) path.push(at ?? '');
  if (last && !last.map) path.push(last.at!);
  const key = last?.map ? (last.at as string | null) : null;
  return { path, key, word, from: start, open: levels.length > 0 };
}

/** Keys and indexes of the lines above that contain what stands at a column of the last line. */
function outer(lines: readonly string[], own: readonly Token[], column: number): Path {
  let limit = own.length > 0 ? own[0]!.column : column;
  let isEntry = own[0]?.key === null;
  const path: (string | number)[] = [];
  for (let row = lines.length - 2; row >= 0 && (limit > 0 || isEntry); row--) {
    const line = lines[row]!;
    if (/^\s*(#|$)/.test(line)) continue;
    for (const token of tokensOf(line).reverse()) {
      // The entries of a list may stand right below their key.
      const fits =
        token.column < limit || (isEntry && token.key !== null && token.column === limit);
      if (!fits) continue;
      path.unshift(token.key ?? entriesAbove(lines, row, token.column));
      limit = token.column;
      isEntry = token.key === null;
    }
  }
  return path;
}

/** Number of entries of the same list in earlier lines. */
function entriesAbove(lines: readonly string[], row: number, column: number): number {
  let count = 0;
  for (let above = row - 1; above >= 0; above--) {
    const line = lines[above]!;
    if (/^\s*(#|$)/.test(line)) continue;
    const tokens = tokensOf(line);
    const indent = line.length - line.trimStart().length;
    if (tokens.some((token) => token.key === null && token.column === column)) count++;
    else if (indent <= column) break;
  }
  return count;
}
