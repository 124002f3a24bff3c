/**
 * Plain data as YAML, in the style of the library's scenarios: what has parts of its own stands
 * line by line, small maps and lists stand on one line. Strings are plain where YAML takes them for
 * strings, in quotes elsewhere.
 */
import { isMap, type Path, type Plain } from '../engine/index.ts';

/** Columns of a line. */
const WIDTH = 100;
const STEP = 2;

/** Lists whose entries have lines of their own. */
const LISTS: ReadonlySet<unknown> = new Set(['steps', 'patterns', 'parallel', 'oneOf']);
const ENTITIES: ReadonlySet<unknown> = new Set(['clients', 'services']);

/** Whether what is there is written line by line however small it is. */
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
 * A value behind `key:` or `-`: the rest of that line, and the lines below.
 * @param path where it stands
 * @param indent columns before the key or the dash
 * @param width of what stands before it on its line
 */
export function behind(value: unknown, path: Path, indent: number, width: number): string[] {
  if (!hasParts(value)) return [scalar(value, false)];
  const text = inline(value);
  if (!isOpen(path, value) && width + 1 + text.length <= WIDTH) return [text];
  return ['', ...blockOf(value, path, indent + STEP)];
}

/** The lines of a map or list that is not empty. */
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
  // Its first line stands behind the dash.
  const [next = '', ...more] = rest;
  return [`${head} ${next.slice(indent + STEP)}`, ...more];
}

/** On one line, as it may stand within brackets. */
export function inline(value: unknown): string {
  if (!hasParts(value)) return scalar(value, true);
  if (isList(value)) return `[${value.map(inline).join(', ')}]`;
  const pairs = Object.entries(value).map(([key, part]) => `${keyText(key)}: ${inline(part)}`);
  return `{ ${pairs.join(', ')} }`;
}

/** A key as it stands before its colon. */
export const keyText = (key: string): string => scalar(key, true);

/** What YAML would not take for text. */
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
/** What JSON leaves as it is, and a line of YAML does not hold. */
const UNSEEN = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** @param within brackets, or before a colon, where more has a meaning */
function scalar(value: unknown, within: boolean): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  const plain = PLAIN.test(value) && !OTHER.test(value) && !BROKEN.test(value);
  if (plain && !(within && BRACKETS.test(value))) return value;
  return JSON.stringify(value).replace(
    UNSEEN,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
