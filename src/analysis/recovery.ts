/**
 * What became of a run's goodput after its first disturbance: whether it collapsed, and how long it
 * took to come back. Goodput counts good answers by the instant of the answer, of all clients.
 */
import type { RunResult, SeriesResult, Spec } from '../engine/index.ts';

/** A run that has ended. */
export interface Finished {
  spec: Spec;
  result: RunResult;
  /** Null: nobody kept its intervals. */
  goodput: Goodput | null;
}

/** Good answers in each interval. */
export interface Goodput {
  intervalMs: number;
  answers: readonly number[];
}

export interface Recovery {
  /** Goodput per second before the first disturbance, and over the last tenth of the run. */
  before: number | null;
  after: number | null;
  collapsed: boolean;
  /** Whether a fault or an edit disturbs the run. */
  disturbed: boolean;
  /** From the last end of a fault until goodput is back; null: it is not back, or collapsed. */
  recoverMs: number | null;
}

const LAST_TENTH = 0.9;
const COLLAPSED_BELOW = 0.5;
const RECOVERED_FROM = 0.9;
const WINDOW_MS = 10_000;
const SECOND_MS = 1000;

/** The goodput of a run with its series. */
export function goodputOf({ intervalMs, tMs, clients }: SeriesResult): Goodput {
  const answers = tMs.map(() => 0);
  for (const { succeeded, degraded } of Object.values(clients))
    for (const i of answers.keys()) answers[i]! += (succeeded[i] ?? 0) + (degraded[i] ?? 0);
  return { intervalMs, answers };
}

/** Null if the run's intervals are too long or were not kept. */
export function recoveryOf({ spec, result, goodput }: Finished): Recovery | null {
  // Windows begin at each full second.
  if (!goodput || SECOND_MS % goodput.intervalMs !== 0) return null;
  const { duration, warmup } = spec;
  const endMs = result.partial?.atMs ?? duration;
  const disturbedMs = firstDisturbance(spec);
  const calm = disturbedMs !== null && disturbedMs > warmup;
  const before = perSecond(goodput, warmup, calm ? disturbedMs : warmup + (endMs - warmup) / 10);
  const after = perSecond(goodput, endMs * LAST_TENTH, endMs);
  const collapsed =
    before !== null && before > 0 && after !== null && after < COLLAPSED_BELOW * before;
  const fromMs = disturbedUntil(spec);
  const recoverMs =
    collapsed || before === null || fromMs === null
      ? null
      : recovered(goodput, before, fromMs, endMs);
  return { before, after, collapsed, disturbed: disturbedMs !== null, recoverMs };
}

/** The first instant at which a fault or an edit changes something. */
function firstDisturbance({ faults, edits, duration }: Spec): number | null {
  const begins = [...faults.filter(({ disabled }) => !disabled), ...edits]
    .map(({ at }) => at)
    .filter((at) => at < duration);
  return begins.length > 0 ? Math.min(...begins) : null;
}

/** From when on a run can recover, in ms; null: nothing disturbs it. */
export const disturbedUntil = (spec: Spec): number | null =>
  lastEnd(spec) ?? firstDisturbance(spec);

/** The last end of a fault within the run. */
function lastEnd({ faults, duration }: Spec): number | null {
  const ends = faults
    .filter(({ disabled }) => !disabled)
    .map(({ at, for: length }) => (length === null ? Infinity : at + length))
    .filter((end) => end < duration);
  return ends.length > 0 ? Math.max(...ends) : null;
}

/** From the instant to the start of the first window that is good enough. */
function recovered(goodput: Goodput, before: number, fromMs: number, endMs: number): number | null {
  const firstMs = Math.ceil(fromMs / SECOND_MS) * SECOND_MS;
  for (let atMs = firstMs; atMs + WINDOW_MS <= endMs; atMs += SECOND_MS) {
    const now = perSecond(goodput, atMs, atMs + WINDOW_MS);
    if (now !== null && now >= RECOVERED_FROM * before) return atMs - fromMs;
  }
  return null;
}

/** Over the intervals that lie within; null: none does. */
function perSecond({ intervalMs, answers }: Goodput, fromMs: number, endMs: number): number | null {
  const from = Math.ceil(fromMs / intervalMs);
  const end = Math.min(answers.length, Math.floor(endMs / intervalMs));
  if (end <= from) return null;
  const sum = answers.slice(from, end).reduce((all, n) => all + n, 0);
  return (sum * SECOND_MS) / ((end - from) * intervalMs);
}

/** For an order of runs: without recovery it takes for ever; null: nothing to recover from. */
export function recoveryRank(run: Finished): number | null {
  const recovery = recoveryOf(run);
  return recovery?.disturbed ? (recovery.recoverMs ?? Infinity) : null;
}
