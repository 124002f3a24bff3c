/**
 * What is wrong with an input: where, what was found and what was wanted. Problems are collected,
 * never thrown; a reader hands back all of them at once, in the order of the lines.
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

/** A problem before it is known where in the text its path stands. */
export interface Flaw {
  path: Path;
  message: string;
  /** The library would refuse this value, but it can be run: a replay only warns. */
  refused?: boolean;
  warning?: boolean;
  /** It is the key that is wrong, not what stands behind it. */
  key?: boolean;
}

export interface Place {
  line: number;
  column: number;
}

export const flaw = (path: Path, message: string): Flaw => ({ path, message });

/** `file:line: path: message`, leaving out what is not known. */
export function formatProblem(file: string, problem: Problem): string {
  const where = problem.line === null ? file : `${file}:${problem.line}`;
  const path = problem.path === '' ? '' : ` ${problem.path}:`;
  const mild = problem.severity === 'warning' ? ' warning:' : '';
  return `${where}:${mild}${path} ${problem.message}`;
}

/** Problems of a document, each with its place, in the order of the text. */
export function placed(
  flaws: readonly Flaw[],
  placeOf: (path: Path, key: boolean) => Place | null,
): Problem[] {
  const problems = flaws.map(({ path, message, warning, key }): Problem => {
    const place = placeOf(path, key ?? false);
    return {
      path: printPath(path),
      line: place?.line ?? null,
      column: place?.column ?? null,
      message,
      severity: warning ? 'warning' : 'error',
    };
  });
  return sorted(problems);
}

/** By line and column, those without a place first; each once, and no more than anyone reads. */
export function sorted(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  const unique = problems.filter((problem) => {
    const id = `${problem.line} ${problem.path} ${problem.message}`;
    return !seen.has(id) && seen.add(id);
  });
  unique.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  if (unique.length <= PROBLEMS_MAX) return unique;
  const left = unique.length - PROBLEMS_MAX;
  const more: Problem = { ...NOWHERE, message: `and ${left} more problems` };
  return [...unique.slice(0, PROBLEMS_MAX), more];
}

const PROBLEMS_MAX = 1000;
const NOWHERE = { path: '', line: null, column: null, severity: 'error' } as const;

/** A problem of the document as a whole. */
export const wholeProblem = (message: string): Problem => ({ ...NOWHERE, message });

const FOUND_MAX = 40;

/** What was found, in words short enough for a message. */
export function found(raw: unknown): string {
  if (raw === null || raw === undefined) return 'nothing';
  if (Array.isArray(raw)) return raw.length === 0 ? 'an empty list' : 'a list';
  if (typeof raw === 'object') {
    const keys = Object.keys(raw);
    return keys.length === 0 ? 'an empty map' : `a map with ${keys.slice(0, 3).join(', ')}`;
  }
  if (typeof raw !== 'string') return String(raw);
  const text = raw.length > FOUND_MAX ? `${raw.slice(0, FOUND_MAX - 1)}…` : raw;
  return /^[-+.\d][\w%./ -]*$/.test(text) ? text : JSON.stringify(text);
}
