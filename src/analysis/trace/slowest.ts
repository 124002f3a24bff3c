/** The longest request of a run, by what its meters have kept of each client. */
import type { Root, Slowest } from '../../engine/index.ts';

/**
 * The one to which a finder comes. Null: there is none; or two clients have as long a one that
 * ended at the same instant, and only a finder knows which came first.
 * @param client only its requests; null: those of all
 */
export function slowestOf(all: readonly Slowest[], client: string | null): Root | null {
  const [first, second] = all
    .filter((one) => one.ns >= 0 && (client === null || one.client === client))
    .sort((a, b) => b.ns - a.ns || a.startMs - b.startMs);
  if (!first || (first.ns === second?.ns && first.startMs === second.startMs)) return null;
  const { ns: _, ...root } = first;
  return root;
}
