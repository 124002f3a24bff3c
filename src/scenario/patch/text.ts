/** A text by lines, and its style: YAML or JSON, line breaks. */
import { inline } from '../render.ts';
import type { Range } from './source.ts';

/** Replaces a range by a text. */
export interface Splice extends Range {
  text: string;
}

export class Text {
  readonly text: string;
  readonly eol: string;
  readonly isJson: boolean;

  constructor(text: string) {
    this.text = text;
    this.eol = text.includes('\r\n') ? '\r\n' : '\n';
    this.isJson = isJson(text);
  }

  lineStart(at: number): number {
    return this.text.lastIndexOf('\n', at - 1) + 1;
  }

  /** End of the line, without its break. */
  lineEnd(at: number): number {
    const end = this.text.indexOf('\n', at);
    if (end < 0) return this.text.length;
    return end > at && this.text[end - 1] === '\r' ? end - 1 : end;
  }

  /** Characters before it on its line. */
  column(at: number): number {
    return at - this.lineStart(at);
  }

  isFirst(at: number): boolean {
    return this.text.slice(this.lineStart(at), at).trim() === '';
  }

  /** Whether only blanks or a comment follow on its line. */
  isLast(at: number): boolean {
    return /^(?:[ \t]*|[ \t]+#.*)$/.test(this.text.slice(at, this.lineEnd(at)));
  }

  /** Whole lines with their breaks, from one position to another. */
  lines(from: number, to: number): Range {
    const start = this.lineStart(from);
    const end = this.lineEnd(to);
    const next = this.text.indexOf('\n', end) + 1;
    if (next > 0 || start === 0) return { from: start, to: next || end };
    // The last line has no break: removes the preceding one.
    return { from: this.lineEnd(this.lineStart(start - 1)), to: end };
  }

  /** The next character that is neither blank nor within a comment. */
  next(at: number): number {
    const blank = /(?:\s|#.*)*/y;
    blank.lastIndex = at;
    return at + (blank.exec(this.text)?.[0].length ?? 0);
  }

  hasComment(from: number, to: number): boolean {
    return /(?:^|\s)#/.test(this.text.slice(from, to));
  }

  joined(lines: readonly string[]): string {
    return lines.join(this.eol);
  }

  /** A value in brackets; for multi-line JSON, with a line per part. */
  inline(value: unknown, indent: number, isOpen: boolean): string {
    if (!this.isJson) return inline(value);
    const text = JSON.stringify(value, null, isOpen ? 2 : undefined);
    return text.replaceAll('\n', this.eol + ' '.repeat(indent));
  }
}

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** From the end, so that earlier positions stay valid. */
export const spliced = (text: string, splices: readonly Splice[]): string =>
  splices
    .map((splice, index) => ({ ...splice, index }))
    .sort((a, b) => b.from - a.from || b.to - a.to || b.index - a.index)
    .reduce((all, { from, to, text: put }) => all.slice(0, from) + put + all.slice(to), text);
