/** The graph against its direction: who calls a service, directly or through others. */
import type { SpecLink } from '../../engine/signs.ts';

type Ends = Pick<SpecLink, 'from' | 'to'>;

export interface Above {
  /** Links that lead to it. */
  into(id: string): number;
  /** Itself, and all services and clients above. */
  of(id: string): readonly string[];
}

/** Answers are kept. */
export function aboveIn(links: readonly Ends[]): Above {
  const callers = new Map<string, string[]>();
  for (const { from, to } of links) callers.set(to, [...(callers.get(to) ?? []), from]);
  const known = new Map<string, readonly string[]>();
  return {
    into: (id) => callers.get(id)?.length ?? 0,
    of(id) {
      const found = known.get(id);
      if (found) return found;
      const above = new Set([id]);
      // Those added during the loop are visited, too.
      for (const callee of above) for (const from of callers.get(callee) ?? []) above.add(from);
      known.set(id, [...above]);
      return [...above];
    },
  };
}
