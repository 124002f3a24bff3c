/** Looking for a request in a run, and following it: apart from runs, which most only run. */
import { Finder, type Which } from './metrics/finder.ts';
import { Tracer, type Wanted } from './metrics/tracer.ts';
import type { Run } from './run.ts';

/**
 * Looks for a request from the start of a run on; the run must not have begun.
 * @param client only among its requests; null: among those of all
 */
export const finderIn = (run: Run, which: Which, client: string | null): Finder =>
  run.observed((w, { warmupNs }) => new Finder(w, which, client, warmupNs));

/** Follows a request that has not begun yet, until the run goes back. */
export const tracerIn = (run: Run, wanted: Wanted): Tracer =>
  run.observed((w, { clients }) => {
    const begun = clients.map(({ ever }) => ever);
    return new Tracer(w, wanted, begun);
  });
