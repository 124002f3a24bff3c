/** What an edit has changed for the clients. */
import type { Evidence, Seen } from './seen.ts';
import type { Happening } from './symptom.ts';
import { list, of, share } from './words.ts';

/** Its effect is looked at so long after it at most, over so long, in ms. */
const EFFECT_MS = 120_000;
const SPAN_MS = 20_000;
/** Over less time nothing can be said. */
const LEAST_MS = 3000;
/** A smaller change is none. */
const NOTABLE = 0.05;

const ENDS = ['succeeded', 'degraded', 'failed'] as const;

interface Change {
  text: string;
  evidence: Evidence[];
}

const NOTHING: Change = { text: '', evidence: [] };

/** Of clients that it can reach, up to whatever else is set to happen. */
export function changesOf(seen: Seen, edit: Happening, triggers: readonly Happening[]): Change {
  const { fromMs, on } = edit;
  const others = triggers.filter((one) => one !== edit).flatMap((one) => [one.fromMs, one.toMs]);
  // Of two at one instant nobody can tell which it was.
  if (others.includes(fromMs)) return NOTHING;
  const nextMs = Math.min(fromMs + EFFECT_MS, seen.endMs, ...others.filter((ms) => ms > fromMs));
  const lastMs = Math.max(fromMs - SPAN_MS, 0, ...others.filter((ms) => ms < fromMs));
  if (nextMs - fromMs < LEAST_MS || fromMs - lastMs < LEAST_MS) return NOTHING;
  const at = seen.intervalAt(fromMs);
  const spans = {
    before: [seen.intervalAt(lastMs), at],
    after: [seen.intervalAt(Math.max(fromMs, nextMs - SPAN_MS)), seen.intervalAt(nextMs)],
  } as const;
  const evidence: Evidence[] = [];
  const changed: string[] = [];
  let isBad = false;
  for (const id of Object.keys(seen.spec.clients)) {
    if (!seen.areConnected(id, on)) continue;
    const [was, is] = [spans.before, spans.after].map((span) => goodOf(seen, id, span));
    if (!was || !is) continue;
    isBad ||= Math.max(was.good / was.all, is.good / is.all) < 1 - NOTABLE;
    if (Math.abs(is.good / is.all - was.good / was.all) < NOTABLE) continue;
    const [now, then] = [share(is.good, is.all), share(was.good, was.all)];
    changed.push(`${now} of ${of(id)} requests succeed afterwards, ${then} before`);
    evidence.push(...was.evidence, ...is.evidence);
  }
  if (changed.length > 0) return { text: `: ${list(changed)}`, evidence };
  return isBad ? { text: ': it does not help', evidence } : NOTHING;
}

function goodOf(seen: Seen, id: string, [from, to]: readonly [number, number]) {
  const evidence = ENDS.map((name) => seen.counted('clients', id, name, from, to));
  const all = evidence.reduce((sum, { value }) => sum + value, 0);
  return all > 0 ? { all, good: all - evidence[2]!.value, evidence } : null;
}
