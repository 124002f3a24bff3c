/** A stage without a page: what its cards, links and signs read at an instant of a run. */

import { experimentOf, specAt } from '../../../src/scenario/experiment.ts';
import { Board } from '../../../src/ui/stage/board.svelte.ts';
import { outlineOf } from '../../../src/ui/stage/outline.ts';
import type { Shown } from '../runs.ts';

export function boardAt({ spec, store }: Shown, interval: number): Board {
  const atMs = interval * store.layout.intervalMs;
  const specNow = specAt(experimentOf(null, spec), atMs);
  return new Board({
    spec: specNow,
    outline: outlineOf(specNow),
    store,
    version: 1,
    look: 1,
    interval,
    atMs,
    form: 'roomy',
    advised: [],
    selection: null,
    onselect: () => {},
    onopen: () => {},
  });
}
