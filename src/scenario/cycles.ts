/**
 * Endless cycles of calls in steps that every request takes. A cycle through `oneOf` or a fallback
 * may end; the engine's nesting limit handles it.
 */
import type { CallSite } from './calls.ts';
import { type Flaw, flaw, short } from './problems.ts';

/** Names printed at each end of a cycle. */
const ENDS = 4;

/** A cycle in words. */
function inWords(ids: readonly string[]): string {
  const left = ids.length - 2 * ENDS;
  if (left <= 1) return ids.map(short).join(' → ');
  const ends = [ids.slice(0, ENDS), ids.slice(-ENDS)].map((end) => end.map(short).join(' → '));
  return ends.join(` → … ${left} more … → `);
}

/** One flaw per cycle, at the call that closes it. */
export function cycleFlaws(sites: readonly CallSite[]): Flaw[] {
  const calls = new Map<string, CallSite[]>();
  for (const site of sites) {
    if (!site.always || site.kind !== 'service') continue;
    calls.set(site.from, [...(calls.get(site.from) ?? []), site]);
  }
  const flaws: Flaw[] = [];
  const done = new Set<string>();
  for (const start of calls.keys()) if (!done.has(start)) flaws.push(...roundsFrom(start));
  return flaws;

  /** Depth first with an explicit stack: chains of services can be long. */
  function roundsFrom(start: string): Flaw[] {
    const rounds: Flaw[] = [];
    const way = [{ id: start, next: 0 }];
    const onWay = new Set([start]);
    for (let here = way.at(-1); here; here = way.at(-1)) {
      const site = calls.get(here.id)?.[here.next++];
      if (!site) {
        way.pop();
        onWay.delete(here.id);
        done.add(here.id);
      } else if (onWay.has(site.to)) {
        const ids = way.map(({ id }) => id);
        const round = inWords([...ids.slice(ids.indexOf(site.to)), site.to]);
        const message = `calls form an endless cycle: ${round}; put one of them into a \`oneOf\``;
        rounds.push(flaw([...site.path, 'call'], message));
      } else if (!done.has(site.to)) {
        way.push({ id: site.to, next: 0 });
        onWay.add(site.to);
      }
    }
    return rounds;
  }
}
