/** What an edit has changed for the clients. */
import type { Evidence, Seen } from './seen.ts';
import type { Happening } from './symptom.ts';
import { list, of, share } from './words.ts';

/** The time before and after it that is compared, in ms. */
const SPAN_MS = 20_000;
/** A smaller change is none. */
const NOTABLE = 0.05;

const ENDS = ['succeeded', 'degraded', 'failed'] as const;

export function changesOf(
  seen: Seen,
  { fromMs }: Happening,
  triggers: readonly Happening[],
): { text: string; evidence: Evidence[] } {
  // Up to what happens next, and from what happened last.
  const instants = triggers.flatMap((one) => [one.fromMs, one.toMs]);
  const nextMs = Math.min(fromMs + SPAN_MS, ...instants.filter((ms) => ms > fromMs));
  const lastMs = Math.max(fromMs - SPAN_MS, 0, ...instants.filter((ms) => ms < fromMs));
  const at = seen.intervalAt(fromMs);
  const [from, to] = [seen.intervalAt(lastMs), Math.min(seen.count, seen.intervalAt(nextMs))];
  const evidence: Evidence[] = [];
  const changed: string[] = [];
  let isBad = false;
  for (const id of Object.keys(seen.spec.clients)) {
    const before = ENDS.map((name) => seen.counted('clients', id, name, from, at));
    const after = ENDS.map((name) => seen.counted('clients', id, name, at, to));
    const [was, is] = [before, after].map((ends) => {
      const all = ends.reduce((sum, { value }) => sum + value, 0);
      return { good: all - ends[2]!.value, all };
    }) as [Good, Good];
    if (was.all === 0 || is.all === 0) continue;
    isBad ||= is.good < is.all * (1 - NOTABLE);
    if (Math.abs(is.good / is.all - was.good / was.all) < NOTABLE) continue;
    const [now, then] = [share(is.good, is.all), share(was.good, was.all)];
    changed.push(`${now} of ${of(id)} requests succeed afterwards, ${then} before`);
    evidence.push(...before, ...after);
  }
  if (changed.length > 0) return { text: `: ${list(changed)}`, evidence };
  return { text: isBad ? ': it does not help' : '', evidence };
}

interface Good {
  good: number;
  all: number;
}
