/**
 * Plain data as YAML, in the style of the library's scenarios: nested values on lines of their own,
 * small maps and lists on one line. Strings are quoted only where YAML requires it.
 */
import { isMap, type Path, type Plain } from '../engine/index.ts';

/** Maximum columns. */
const WIDTH = 100;
const STEP = 2;

/** Lists with one entry per line. */
const LISTS: ReadonlySet<unknown> = new Set(['steps', 'patterns', 'parallel', 'oneOf']);
const ENTITIES: ReadonlySet<unknown> = new Set(['clients', 'services']);

/** Whether a value is always written on lines of its own. */
function isOpen(path: Path, value: unknown): boolean {
  const [top] = path;
  if (path.length <= 2 && ENTITIES.has(top)) return isMap(value);
  if (path.length <= 1) return true;
  const last = path.at(-1);
  return typeof last === 'number' ? LISTS.has(path.at(-2)) : LISTS.has(last) && isList(value);
}

const isList = (value: unknown): value is unknown[] => Array.isArray(value);
const isEmpty = (value: object): boolean => Object.keys(value).length === 0;
const hasParts = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !isEmpty(value);

/** A whole document. */
export const render = (value: Plain): string =>
  isEmpty(value) ? '{}\n' : `${blockOf(value, [], 0).join('\n')}\n`;

/**
 * A value after `key:` or `-`: the rest of that line, and the lines below.
 * @param path its path
 * @param indent columns before the key or the dash
 * @param width columns used on its line
 */
export function behind(value: unknown, path: Path, indent: number, width: number): string[] {
  if (!hasParts(value)) return [scalar(value, false)];
  const text = inline(value);
  if (!isOpen(path, value) && width + 1 + text.length <= WIDTH) return [text];
  return ['', ...blockOf(value, path, indent + STEP)];
}

/** The lines of a non-empty map or list. */
export function blockOf(value: object, path: Path, indent: number): string[] {
  return isList(value)
    ? value.flatMap((item, index) => entryLines(item, [...path, index], indent))
    : Object.entries(value).flatMap(([key, part]) => pairLines(key, part, [...path, key], indent));
}

/** `key: value` */
export function pairLines(key: string, value: unknown, path: Path, indent: number): string[] {
  const head = `${' '.repeat(indent)}${keyText(key)}:`;
  const [first = '', ...rest] = behind(value, path, indent, head.length);
  return [first === '' ? head : `${head} ${first}`, ...rest];
}

/** `- value` */
export function entryLines(value: unknown, path: Path, indent: number): string[] {
  const head = `${' '.repeat(indent)}-`;
  const [first = '', ...rest] = behind(value, path, indent, head.length);
  if (first !== '') return [`${head} ${first}`, ...rest];
  // Its first line is on the line of the dash.
  const [next = '', ...more] = rest;
  return [`${head} ${next.slice(indent + STEP)}`, ...more];
}

/** On one line, valid within brackets. */
export function inline(value: unknown): string {
  if (!hasParts(value)) return scalar(value, true);
  if (isList(value)) return `[${value.map(inline).join(', ')}]`;
  const pairs = Object.entries(value).map(([key, part]) => `${keyText(key)}: ${inline(part)}`);
  return `{ ${pairs.join(', ')} }`;
}

/** A key in front of its colon. */
export const keyText = (key: string): string => scalar(key, true);

/** Strings that YAML would not read as text. */
const OTHER = new RegExp(
  [
    '^(?:null|true|false)$',
    String.raw`^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?$`,
    String.raw`^0o[0-7]+$|^0x[\da-f]+$|^[-+]?\.inf$|^\.nan$`,
  ].join('|'),
  'i',
);
const PLAIN = /^[\p{L}\p{N}_./][\p{L}\p{M}\p{N}\p{P}\p{S} ]*$/u;
const BROKEN = /: |:$| #| $/;
const BRACKETS = /[,[\]{}]/;
/** Characters that JSON does not escape, but YAML lines cannot contain. */
const UNSEEN = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** @param within brackets, or before a colon, where more characters are special */
function scalar(value: unknown, within: boolean): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const plain = PLAIN.test(value) && !OTHER.test(value) && !BROKEN.test(value);
  if (plain && !(within && BRACKETS.test(value))) return value;
  return JSON.stringify(value).replace(
    UNSEEN,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
