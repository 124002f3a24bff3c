/** The longest chain of calls that leads from a part down, or from the clients to it. */
import { greatest } from 'd3';
import type { SpecLink } from '../../engine/tables.ts';

interface Chain {
  /** From the caller on. */
  links: readonly SpecLink[];
  /** Of all its links the largest weights. */
  weight: number;
}

const NONE: Chain = { links: [], weight: 1 };

/**
 * @param end the part at which it begins, or with `up` ends
 * @param weightOf of chains of equal length the one with the greatest product of these is taken
 */
export function longestChain(
  links: readonly SpecLink[],
  end: string,
  up: boolean,
  weightOf: (id: string) => number,
): readonly SpecLink[] {
  const known = new Map<string, Chain>();
  const from = (node: string): Chain => {
    const found = known.get(node);
    if (found) return found;
    // A part that calls itself by way of others does not go round and round.
    known.set(node, NONE);
    const ways = links
      .filter((link) => (up ? link.to : link.from) === node)
      .map((link): Chain => {
        const rest = from(up ? link.from : link.to);
        return {
          links: up ? [...rest.links, link] : [link, ...rest.links],
          weight: rest.weight * weightOf(link.id),
        };
      });
    const best = greatest(ways, longer) ?? NONE;
    known.set(node, best);
    return best;
  };
  return from(end).links;
}

const longer = (a: Chain, b: Chain): number =>
  a.links.length - b.links.length || a.weight - b.weight;
