/**
 * A command's two output streams. Results go to stdout in one piece at the end, so that bad input
 * leaves it empty; messages go to stderr.
 */
import { harmless } from '../scenario/problems.ts';

/** Lines for people. Text from a file must not control the terminal. */
export const print = (lines: readonly string[]): void => {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
};

export function complain(...lines: readonly string[]): void {
  if (lines.length > 0) process.stderr.write(lines.map((line) => `${harmless(line)}\n`).join(''));
}

/**
 * JSON that people can read as well: a line per key and per list entry; objects of plain values
 * stay on one line. Written in pieces, because a long log exceeds the maximum string length.
 */
export function printJson(value: object): void {
  let text = '';
  const emit = (piece: string): void => {
    text += piece;
    if (text.length < PIECE) return;
    process.stdout.write(text);
    text = '';
  };
  writeValue(value, '', emit);
  process.stdout.write(`${text}\n`);
}

const PIECE = 1_000_000;

function writeValue(value: unknown, indent: string, emit: (piece: string) => void): void {
  if (!isObject(value) || !Object.values(value).some(isObject)) return emit(JSON.stringify(value));
  const inner = `${indent}  `;
  let before = `\n${inner}`;
  if (Array.isArray(value)) {
    emit('[');
    for (const item of value) {
      emit(before + JSON.stringify(item));
      before = `,\n${inner}`;
    }
    return emit(`\n${indent}]`);
  }
  emit('{');
  for (const [key, item] of Object.entries(value)) {
    emit(`${before}${JSON.stringify(key)}: `);
    writeValue(item, inner, emit);
    before = `,\n${inner}`;
  }
  emit(`\n${indent}}`);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Escape sequences, when they are wanted. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  alarm(text: string): string;
}

/** Colors for a terminal; see no-color.org. */
export function paintFor(stream: { isTTY?: boolean }, env = process.env): Paint {
  const wanted = stream.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  const sgr = (code: number) => (text: string) =>
    wanted ? `\u001b[${code}m${text}\u001b[0m` : text;
  return { bold: sgr(1), dim: sgr(2), alarm: sgr(31) };
}
