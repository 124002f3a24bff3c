/**
 * Problems of an input: path, found and wanted values. Problems are collected, never thrown; a
 * reader returns all of them in line order.
 */
import { type Path, printPath } from '../engine/index.ts';

export interface Problem {
  /** `services.api.steps[1].patterns[0].retry.maxAttempts`; empty: the whole document. */
  path: string;
  line: number | null;
  column: number | null;
  message: string;
  severity: 'error' | 'warning';
}

/** A problem whose position in the text is not resolved yet. */
export interface Flaw {
  path: Path;
  message: string;
  /** The library would reject this value, but it can be run: a replay only warns. */
  refused?: boolean;
  warning?: boolean;
  /** The key is wrong, not its value. */
  key?: boolean;
  /** The quotes of input in it are cut already; others are what to write instead. */
  cut?: boolean;
  /** Keys in the same map that this one stands for: it is no problem that they are missing. */
  means?: readonly string[];
}

export interface Place {
  line: number;
  column: number;
}

/** Maximum length of untrusted text. */
export const TEXT_MAX = 80;

/** Maximum number of combining marks per letter; more would cover adjacent lines. */
const MARKS_MAX = 2;

const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]+/gu;
const STACKED = new RegExp(`(\\p{M}{${MARKS_MAX}})\\p{M}+`, 'gu');

/**
 * Sanitizes text for the terminal: control and format characters become blanks, and stacked marks
 * are limited.
 */
export const harmless = (text: string): string => text.replace(UNSEEN, ' ').replace(STACKED, '$1');

/** The same, truncated. */
export const short = (text: string): string => {
  const plain = harmless(text);
  return plain.length > TEXT_MAX ? `${plain.slice(0, TEXT_MAX - 1)}…` : plain;
};

/** Keeps the beginning and the end of a long text. */
const within = (most: number, text: string): string =>
  text.length <= most ? text : `${text.slice(0, most - most / 4)} … ${text.slice(-most / 4)}`;

const PATH_MAX = 400;
const MESSAGE_MAX = 800;
const QUOTED = /`[^`]*`|"(?:[^"\\]|\\.)*"/g;

/** A message for print: quotes in it may be untrusted. */
export const said = (message: string): string => {
  const cut = message.slice(0, TEXT_MAX * MESSAGE_MAX).replace(QUOTED, (quoted) => {
    const mark = quoted.charAt(0);
    return `${mark}${short(quoted.slice(1, -1))}${mark}`;
  });
  return within(MESSAGE_MAX, harmless(cut));
};

/** A path for print: keys may be untrusted and of any length. */
export const printed = (path: Path): string =>
  within(PATH_MAX, printPath(path.map((key) => (typeof key === 'number' ? key : short(key)))));

/** A problem at a path. */
export const problemAt = (
  path: Path,
  message: string,
  {
    line = null,
    column = null,
    severity = 'error',
    cut = false,
  }: Partial<Problem & { cut: boolean }> = {},
): Problem => ({
  path: printed(path),
  line,
  column,
  message: cut ? within(MESSAGE_MAX, harmless(message)) : said(message),
  severity,
});

export const flaw = (path: Path, message: string): Flaw => ({ path, message });

/** `file:line: path: message`, without unknown parts. */
export function formatProblem(file: string, problem: Problem): string {
  const where = problem.line === null ? file : `${file}:${problem.line}`;
  const path = problem.path === '' ? '' : ` ${problem.path}:`;
  const mild = problem.severity === 'warning' ? ' warning:' : '';
  return `${where}:${mild}${path} ${problem.message}`;
}

/** Problems of a document with their positions, in text order. */
export function placed(
  flaws: readonly Flaw[],
  placeOf: (path: Path, key: boolean) => Place | null,
): Problem[] {
  const problems = flaws.map(({ path, message, warning, key, cut = false }): Problem => {
    const severity = warning ? 'warning' : 'error';
    return problemAt(path, message, { ...placeOf(path, key ?? false), severity, cut });
  });
  return sorted(problems);
}

/** By line and column, those without a position first; without duplicates, up to a maximum. */
export function sorted(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  const unique = problems.filter((problem) => {
    const id = `${problem.line} ${problem.path} ${problem.message}`;
    return !seen.has(id) && seen.add(id);
  });
  unique.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  if (unique.length <= PROBLEMS_MAX) return unique;
  const left = unique.length - PROBLEMS_MAX;
  const more = wholeProblem(`and ${left} more problems`);
  return [...unique.slice(0, PROBLEMS_MAX), more];
}

const PROBLEMS_MAX = 1000;
/** A problem of the document as a whole. */
export const wholeProblem = (message: string): Problem => problemAt([], message);

const FOUND_MAX = 40;

/** The found value, in short. */
export function found(raw: unknown): string {
  if (raw === null || raw === undefined) return 'nothing';
  if (Array.isArray(raw)) return raw.length === 0 ? 'an empty list' : 'a list';
  if (typeof raw === 'object') {
    const keys = Object.keys(raw);
    return keys.length === 0
      ? 'an empty map'
      : `a map with ${keys.slice(0, 3).map(short).join(', ')}`;
  }
  if (typeof raw !== 'string') return String(raw);
  const text = raw.length > FOUND_MAX ? `${raw.slice(0, FOUND_MAX - 1)}…` : raw;
  return /^[-+.\d][\w%./ -]*$/.test(text) ? text : JSON.stringify(text);
}
