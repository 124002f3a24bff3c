/** A worker that runs a spec again and looks closer; started for one question, then ended. */
import { contrastOf } from '../analysis/contrast.ts';
import { findRequest, traceOf } from '../analysis/trace/trace.ts';
import { createRun } from '../engine/index.ts';
import type { Examiner } from './protocol.ts';
import { serve, tell } from './remote.ts';

/** Between two pieces of news. */
const CALM_MS = 100;

serve<Examiner>({
  trace(spec, which, client) {
    const found = findRequest(spec, which, client);
    return found && traceOf(createRun(spec), found);
  },
  contrast(spec, part) {
    let told = performance.now();
    return contrastOf(spec, part, (share) => {
      const now = performance.now();
      if (now - told < CALM_MS) return;
      told = now;
      tell(share, []);
    });
  },
});
