/** Runs of the page as the analysis of finished runs wants them. */
import type { Finished } from '../../analysis/recovery.ts';
import type { RunResult, Spec } from '../../engine/index.ts';
import { columnAt } from '../../engine/tables.ts';
import type { IntervalStore } from '../../worker/client.ts';

const GOOD = [columnAt('clients', 'succeeded'), columnAt('clients', 'degraded')];

/** What is known of a run. */
export interface Ran {
  spec: Spec;
  store: IntervalStore | null;
  result: RunResult | null;
}

/** Null: it has not ended. */
export function finishedOf({ spec, store, result }: Ran): Finished | null {
  if (!store || !result) return null;
  const { clients, intervalMs } = store.layout;
  const answers = Array.from({ length: store.count }, (_, interval) =>
    clients
      .flatMap(({ at }) => GOOD.map((column) => store.value(interval, at + column)))
      .reduce((sum, count) => sum + count, 0),
  );
  return { spec, result, goodput: { intervalMs, answers } };
}
