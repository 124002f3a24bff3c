/** The graph against its direction: who calls a service, directly or through others. */
import type { SpecLink } from '../../engine/signs.ts';
import { callersOf } from './origins.ts';

export interface Above {
  /** Number of links that lead to it. */
  into(id: string): number;
  /** Itself, and all services and clients above. */
  of(id: string): readonly string[];
}

/** Each is searched for once. */
export function aboveIn(links: readonly Pick<SpecLink, 'id' | 'from' | 'to'>[]): Above {
  const counts = new Map<string, number>();
  for (const { to } of links) counts.set(to, (counts.get(to) ?? 0) + 1);
  const known = new Map<string, readonly string[]>();
  return {
    into: (id) => counts.get(id) ?? 0,
    of(id) {
      const found = known.get(id) ?? [...callersOf([id], links)];
      known.set(id, found);
      return found;
    },
  };
}
