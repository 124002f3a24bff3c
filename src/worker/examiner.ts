/** A worker that runs a spec again and looks closer; started for one question, then ended. */
import { contrastOf } from '../analysis/contrast.ts';
import { latencyMapOf } from '../analysis/latency-map.ts';
import { speedsOf } from '../analysis/speeds.ts';
import { findRequest, traceOf } from '../analysis/trace/trace.ts';
import { type Checkpoint, createRun, type Run, type Spec } from '../engine/index.ts';
import type { Examiner } from './protocol.ts';
import { serve, tell } from './remote.ts';

/** Between two pieces of news. */
const CALM_MS = 100;

function runFrom(spec: Spec, from: Checkpoint | null): Run {
  const run = createRun(spec);
  if (from) run.restore(from);
  return run;
}

/** Tells the page the share that is done, but not too often. */
function teller(): (share: number) => void {
  let told = performance.now();
  return (share) => {
    const now = performance.now();
    if (now - told < CALM_MS) return;
    told = now;
    tell(share, []);
  };
}

serve<Examiner>({
  find: (spec, from, sought, client) => findRequest(runFrom(spec, from), sought, client),
  trace: (spec, from, wanted) => traceOf(runFrom(spec, from), wanted),
  contrast: (spec, part) => contrastOf(spec, part, teller()),
  speeds: speedsOf,
  latencies: (spec, wanted) => latencyMapOf(spec, wanted, teller()),
});
