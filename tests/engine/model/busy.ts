/** A run in which much is in flight, and an edit of it. */
import type { EditSpec, Spec } from '../../../src/engine/index.ts';
import { specOf } from '../../simulate.ts';

export const busy = (duration: string): Spec =>
  specOf(`
duration: ${duration}
clients:
  web:
    load: { rate: 1500/s }
    steps: [{ call: api, patterns: [{ retry: {} }, { timeout: { after: 30ms } }] }]
services: { api: { replicas: 2, threads: 6, work: { exponential: 5ms }, errors: 5% } }
faults: [{ at: 20s, for: 5s, on: api, slow: 2x }]`);

export const edit = (at: number, to = 20): EditSpec => ({ at, set: 'services.api.threads', to });
