/** How fast the callees of a scenario answer while nothing goes wrong, for advice. */
import {
  attemptTimesIn,
  createRun,
  layersIn,
  natureOf,
  type ServiceResult,
  type Spec,
  topologyOf,
} from '../engine/index.ts';
import type { Speed, Speeds } from '../scenario/advice/speeds.ts';

/** It runs for so long after the warm-up at most (ms), */
const LONGEST_MS = 60_000;
/** and for so many events: less than a second of a core. */
const EVENTS_MAX = 300_000;
/** Of fewer attempts nobody knows the slowest in a hundred. */
const LEAST = 50;
/** Threads or cores are busy for more of the time: saturated. */
const BUSY = 0.9;

/**
 * Runs a spec without its faults, edits and timeouts, and measures the attempts that end well. With
 * timeouts those would be missing that take too long for them.
 */
export function speedsOf(spec: Spec): Speeds {
  const calm = calmed(spec);
  const run = createRun(calm);
  const times = attemptTimesIn(run);
  run.advance(calm.duration, EVENTS_MAX);
  const links: Record<string, Speed> = {};
  for (const [id, { p50, p99, count }] of Object.entries(times.byLink()))
    if (count >= LEAST) links[id] = { p50Ms: p50!, p99Ms: p99! };
  const busy = Object.entries(run.result().services).filter(([, service]) => isBusy(service));
  return { links, busy: busy.map(([id]) => id) };
}

/** What is slow about it is at times not its work, but the wait for it. */
function isBusy(service: ServiceResult): boolean {
  const { utilization, coreUtilization, rejected, waitMs, sojournMs } = service;
  if (rejected > 0 || Math.max(utilization ?? 0, coreUtilization ?? 0) > BUSY) return true;
  return (waitMs.p99 ?? 0) > (sojournMs.p99 ?? 0) / 2;
}

function calmed(spec: Spec): Spec {
  const calm = structuredClone(spec);
  calm.faults = [];
  calm.edits = [];
  calm.duration = Math.min(spec.duration, spec.warmup + LONGEST_MS);
  for (const layer of layersIn(topologyOf(calm)))
    if (natureOf(layer).limitMs !== undefined) layer.params.disabled = true;
  return calm;
}
