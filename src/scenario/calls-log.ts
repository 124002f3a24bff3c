/**
 * Recorded calls of a replay: start, duration and outcome. Logs are long, so they are read without
 * zod.
 */
import { MS_MAX, OUTCOMES } from '../engine/index.ts';
import { notAmong } from './leaves.ts';
import { unknownName } from './names.ts';
import { isMap, type Path, type Plain } from '../engine/index.ts';
import { type Flaw, flaw, found } from './problems.ts';
import { readMs } from './units.ts';

export interface ReplayCall {
  at: number;
  /** One per attempt, the last repeated; null: never ends. */
  latencies: (number | null)[];
  /** One per attempt, the last repeated. */
  outcomes: string[];
}

export const COLUMNS = ['at', 'latency', 'outcome'] as const;

const CALLS_MAX = 1_000_000;
const ATTEMPTS_MAX = 100;
/** A call in flight is not `degraded`: a fallback above it makes it so. */
const ENDS: readonly string[] = OUTCOMES.filter((name) => name !== 'degraded');

/** Reads a list of calls; wrong ones are skipped. */
export function readCalls(raw: unknown): { calls: ReplayCall[]; flaws: Flaw[] } {
  const calls: ReplayCall[] = [];
  const flaws: Flaw[] = [];
  if (!Array.isArray(raw))
    flaws.push(flaw(['calls'], `wanted a list of calls, found ${found(raw)}`));
  else if (raw.length > CALLS_MAX)
    flaws.push(flaw(['calls'], `wanted at most ${CALLS_MAX} calls, found ${raw.length}`));
  else
    for (const [index, item] of raw.entries()) {
      const call = readCall(item, ['calls', index], flaws);
      if (call) calls.push(call);
    }
  return { calls, flaws };
}

/** Reads one call and reports its flaws. */
export function readCall(raw: unknown, path: Path, flaws: Flaw[]): ReplayCall | null {
  const before = flaws.length;
  if (!isMap(raw)) {
    flaws.push(flaw(path, `wanted { at, latency, outcome }, found ${found(raw)}`));
    return null;
  }
  for (const key of Object.keys(raw))
    if (!COLUMNS.some((name) => name === key))
      flaws.push({ path: [...path, key], message: unknownName(key, COLUMNS), key: true });
  const at = time(raw['at'], [...path, 'at'], flaws);
  const latencies = each(raw, 'latency', path, flaws, (one, where) =>
    one === null ? null : time(one, where, flaws),
  );
  const endless = latencies.every((latency) => latency === null);
  const outcomes =
    raw['outcome'] === undefined && endless
      ? ['ok']
      : each(raw, 'outcome', path, flaws, (one, where) => outcome(one, where, flaws));
  return flaws.length === before ? { at, latencies, outcomes } : null;
}

function time(raw: unknown, path: Path, flaws: Flaw[]): number {
  const ms = readMs(raw);
  if (ms === null) flaws.push(flaw(path, `wanted a time in ms, found ${found(raw)}`));
  else if (!(ms >= 0 && ms <= MS_MAX))
    flaws.push(flaw(path, `wanted 0–${MS_MAX} ms, found ${found(raw)}`));
  return ms ?? 0;
}

function outcome(raw: unknown, path: Path, flaws: Flaw[]): string {
  if (typeof raw === 'string' && ENDS.includes(raw)) return raw;
  flaws.push(flaw(path, notAmong(raw, ENDS)));
  return 'ok';
}

/** One value, or a list of them with one per attempt. */
function each<T>(
  raw: Plain,
  key: string,
  path: Path,
  flaws: Flaw[],
  read: (one: unknown, path: Path) => T,
): T[] {
  const value = raw[key];
  const here = [...path, key];
  if (!Array.isArray(value)) return [read(value, here)];
  if (value.length === 0 || value.length > ATTEMPTS_MAX)
    flaws.push(flaw(here, `wanted 1–${ATTEMPTS_MAX} entries, found ${value.length}`));
  return value.slice(0, ATTEMPTS_MAX).map((one: unknown, index) => read(one, [...here, index]));
}
