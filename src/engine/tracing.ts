/** Looking closer at a run than its meters do: apart from runs, which most only run. */
import { AttemptTimes } from './metrics/attempt-times.ts';
import { Finder, type Root, type Sought } from './metrics/finder.ts';
import { type Cells, LatencyCounts, type Places } from './metrics/latency-counts.ts';
import { Tracer, type Wanted } from './metrics/tracer.ts';
import { type Part, TraitCounts } from './metrics/trait-counts.ts';
import type { Run } from './run.ts';

/**
 * Looks for a request from where a run stands.
 * @param client only among its requests; null: among those of all
 */
export const finderIn = (run: Run, sought: Sought, client: string | null): Finder =>
  run.observed((w, { warmupNs }) => new Finder(w, sought, client, warmupNs));

/** A request of a client and how long it took; -1: the client has none. */
export interface Slowest extends Root {
  ns: number;
}

/**
 * Of each client the longest request that ended well after the warm-up, of what a run has behind
 * it, the first of equals.
 */
export const slowestIn = (run: Run): Slowest[] =>
  run.observed((w, { clients }) =>
    w.clients.map(({ id: client }, i) => {
      const [ns, start, frame, serial] = clients[i]!.slowest;
      return { client, ns: ns!, startMs: start! / 1e6, frame: frame!, serial: serial! };
    }),
  );

/** Follows a request that has not begun yet, until the run goes back. */
export const tracerIn = (run: Run, wanted: Wanted): Tracer =>
  run.observed((w, { clients }) => {
    const begun = clients.map(({ ever }) => ever);
    return new Tracer(w, wanted, begun);
  });

/**
 * Counts attempts by their traits from the start of a run on; the run must not have begun.
 * @param breakers the layer of the breaker on each link that has one
 */
export const traitCountsIn = (
  run: Run,
  part: Part,
  breakers: ReadonlyMap<string, number>,
): TraitCounts => run.observed((w) => new TraitCounts(w, part, breakers));

/** Counts latencies from the start of a run on; the run must not have begun. */
export const latencyCountsIn = (run: Run, places: Places, cells: Cells): LatencyCounts =>
  run.observed((w) => new LatencyCounts(w, places, cells));

/** Measures attempts from the start of a run on; the run must not have begun. */
export const attemptTimesIn = (run: Run): AttemptTimes =>
  run.observed((w, { warmupNs }) => new AttemptTimes(w, warmupNs));
