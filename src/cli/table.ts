/** Text tables with aligned columns that fit the width. */
import { harmless } from '../scenario/problems.ts';
import { WIDTH } from './terminal.ts';

export interface Column {
  head: string;
  /** Text is left-aligned and may be truncated; a number is right-aligned and may not. */
  text?: boolean;
}

/** Minimum width of text; below this, columns move closer first. */
const LETTERS_MIN = 8;
const LETTERS_GOOD = 24;

/** The head first, then a line per row. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const cells = [columns.map(({ head }) => head), ...rows.map((row) => row.map(harmless))];
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => size(row[i] ?? ''))));
  const least = columns.map(({ text }, i) =>
    text ? Math.min(widths[i]!, LETTERS_GOOD) : widths[i]!,
  );
  const gap = least.reduce((sum, width) => sum + width + 2, -2) > WIDTH ? 1 : 2;
  fit(columns, widths, WIDTH - gap * (columns.length - 1));
  return cells.map((row) =>
    columns
      .map(({ text }, i) => aligned(cut(row[i] ?? '', widths[i]!), widths[i]!, text ?? false))
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}

/** Shortens the widest text, letter by letter. */
function fit(columns: readonly Column[], widths: number[], room: number): void {
  let over = widths.reduce((sum, width) => sum + width, -room);
  for (; over > 0; over--) {
    let widest = -1;
    columns.forEach(({ text }, i) => {
      if (text && widths[i]! > Math.max(LETTERS_MIN, widths[widest] ?? 0)) widest = i;
    });
    if (widest < 0) return;
    widths[widest]!--;
  }
}

const size = (text: string): number => [...text].length;

function aligned(cell: string, width: number, left: boolean): string {
  const space = ' '.repeat(Math.max(0, width - size(cell)));
  return left ? cell + space : space + cell;
}

/** At most this many characters; `…` marks a cut. */
export function cut(text: string, width: number): string {
  const letters = [...text];
  return letters.length <= width ? text : `${letters.slice(0, width - 1).join('')}…`;
}

/** Wraps a text at words. */
export function wrap(text: string, indent = 0): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && indent + size(line) + 1 + size(word) > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one) => ' '.repeat(indent) + one);
}
