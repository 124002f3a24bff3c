/** A worker that follows a request through a run; started for one request, then ended. */
import { findRequest, traceOf } from '../analysis/trace/trace.ts';
import { createRun } from '../engine/index.ts';
import type { TraceMaker } from './protocol.ts';
import { serve } from './remote.ts';

serve<TraceMaker>({
  trace(spec, which, client) {
    const found = findRequest(spec, which, client);
    return found && traceOf(createRun(spec), found);
  },
});
