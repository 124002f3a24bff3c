/** Options of all commands that run scenarios. */
import type { Spec } from '../engine/index.ts';
import { found } from '../scenario/problems.ts';
import { formatMs, readMs } from '../scenario/units.ts';

/** `PATH=VALUE`, and what is not of that form. */
export function readSets(options: readonly string[]): {
  sets: [string, string][];
  wrong: string[];
} {
  const sets: [string, string][] = [];
  const wrong: string[] = [];
  for (const option of options) {
    const at = option.indexOf('=');
    if (at > 0) sets.push([option.slice(0, at), option.slice(at + 1)]);
    else wrong.push(`--set: wanted PATH=VALUE, found ${found(option)}`);
  }
  return { sets, wrong };
}

/** Ends the run earlier; until then it is the same run. */
export function shorten(spec: Spec, untilMs: number): string[] {
  const { duration, warmup } = spec;
  if (untilMs > duration)
    return [
      `--until: wanted at most the duration, ${formatMs(duration)}, found ${formatMs(untilMs)}`,
    ];
  if (untilMs <= warmup)
    return [
      `--until: wanted more than the warm-up, ${formatMs(warmup)}, found ${formatMs(untilMs)}`,
    ];
  spec.duration = untilMs;
  return [];
}

/** The duration of `--until` in ms; null: none. @param wrong where problems are added */
export function readUntil(until: string | undefined, wrong: string[]): number | null {
  if (until === undefined) return null;
  const ms = readMs(until);
  if (ms !== null && ms > 0) return ms;
  wrong.push(`--until: wanted a duration such as 60s, found ${found(until)}`);
  return null;
}
