/** Finished runs of small scenarios. */
import { goodputOf } from '../../src/analysis/recovery.ts';
import type { Named } from '../../src/analysis/sentence.ts';
import { createRun } from '../../src/engine/index.ts';
import { read, type ReadOptions } from '../../src/scenario/read.ts';

export const SHOP = `version: 1
duration: 60s
warmup: 2s
clients:
  web:
    load: { rate: 50/s }
    steps:
      - call: api
        patterns: [timeout: { after: 200ms }]
services:
  api: { threads: 4, work: { exponential: 10ms }, queue: { capacity: 20 } }
faults:
  - { at: 20s, for: 10s, on: api, errors: 100% }
`;

export function finished(name: string, text = SHOP, options: ReadOptions = {}): Named {
  const { spec } = read(text, options);
  const run = createRun(spec!);
  run.advance();
  return { name, spec: spec!, result: run.result(), goodput: goodputOf(run.series()) };
}

export const changed = (name: string, path: string, value: string, text = SHOP): Named =>
  finished(name, text, { set: [[path, value]] });
