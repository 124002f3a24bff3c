/** The instants of a run that are worth a stop. */
import type { IntervalPlace, Spec, Transition } from '../../engine/index.ts';
import { columnAt } from '../../engine/signs.ts';
import type { IntervalStore } from '../../worker/client.ts';
import { endedIn } from '../stage/hanging.ts';
import { FAILING } from '../stage/readings.ts';

/** Events closer than this are one: their clocks read the same. */
const APART_MS = 100;
/** Failures are counted over this time. */
const WINDOW_MS = 1000;

/**
 * Times of a run's events in ms, ascending: faults, edits, transitions, and what its story tells.
 * @param told when that is; before it is known, where the store says that clients begin and cease
 * to fail; null: nothing is known
 */
export function momentsOf(
  spec: Spec,
  transitions: readonly Transition[],
  told: readonly number[] | IntervalStore | null,
): number[] {
  const { edits } = spec;
  const faults = spec.faults.filter(({ disabled }) => !disabled);
  const ends = faults.flatMap((fault) => (fault.for === null ? [] : [fault.at + fault.for]));
  const all = [
    ...faults.map(({ at }) => at),
    ...ends,
    ...edits.map(({ at }) => at),
    ...transitions.map(({ atMs }) => atMs),
    ...(told && 'layout' in told
      ? told.layout.clients.flatMap((client) => turnsOf(told, client))
      : (told ?? [])),
  ].sort((a, b) => a - b);
  const tick = (ms: number | undefined): number => Math.floor((ms ?? -1) / APART_MS);
  return all.filter((ms, i) => tick(ms) !== tick(all[i - 1]));
}

/** Where a client begins to fail, and where it has recovered: for longer than one window. */
function turnsOf(store: IntervalStore, { at }: IntervalPlace): number[] {
  const { intervalMs } = store.layout;
  const size = Math.max(1, Math.round(WINDOW_MS / intervalMs));
  const failing: boolean[] = [];
  for (let from = 0; from + size <= store.count; from += size) {
    let [ended, failed] = [0, 0];
    for (let i = from; i < from + size; i++) {
      ended += endedIn(store, at, i);
      failed += store.value(i, at + columnAt('clients', 'failed'));
    }
    // While nothing ends, nothing has changed.
    failing.push(ended > 0 ? failed >= FAILING * ended : (failing.at(-1) ?? false));
  }
  const turns: number[] = [];
  let now = false;
  failing.forEach((bad, i) => {
    if (bad === now || failing[i + 1] !== bad) return;
    now = bad;
    turns.push(i * size * intervalMs);
  });
  return turns;
}
