/** Where things are, seen from one another: along the links of a scenario. */
import type { Seen } from './seen.ts';
import type { Happening } from './symptom.ts';

/**
 * Where a cause is, seen from the symptom: there itself; in what it calls, directly or through
 * others; in who calls it; in what its callers call besides; on the links from and to it; in what
 * its threads wait for.
 */
export type Where =
  'self' | 'callee' | 'below' | 'caller' | 'above' | 'sibling' | 'out' | 'in' | 'awaited';

type Links = Seen['topology']['links'];

export class Graph {
  /** Links by caller, by callee and by their own id. */
  private readonly from = new Map<string, Links[number][]>();
  private readonly to = new Map<string, Links[number][]>();
  private readonly links = new Map<string, Links[number]>();
  private readonly known = new Map<string, ReadonlySet<string>>();

  constructor({ topology }: Seen) {
    for (const link of topology.links) {
      this.links.set(link.id, link);
      put(this.from, link.from, link);
      put(this.to, link.to, link);
    }
  }

  at(where: Where, { on, waitsFor }: Happening): ReadonlySet<string> {
    if (where === 'self') return new Set([on]);
    if (where === 'awaited') return new Set(waitsFor === undefined ? [] : [waitsFor]);
    const known = this.known.get(`${where} ${on}`) ?? new Set(this.near(where, on));
    this.known.set(`${where} ${on}`, known);
    return known;
  }

  private near(where: Where, on: string): Iterable<string> {
    // A link stands for the call: below it is its callee, above its caller.
    const link = this.links.get(on);
    const callers = link ? [link.from] : this.callersOf(on);
    const callees = link ? [link.to] : this.calleesOf(on);
    switch (where) {
      case 'out':
        return link ? [on] : (this.from.get(on) ?? []).map(({ id }) => id);
      case 'in':
        return link ? [on] : (this.to.get(on) ?? []).map(({ id }) => id);
      case 'callee':
        return callees;
      case 'caller':
        return callers;
      case 'sibling':
        return callers.flatMap((one) => this.calleesOf(one)).filter((one) => one !== on);
      case 'below':
        return all(callees, (one) => this.calleesOf(one), this.from);
      default:
        return all(callers, (one) => this.callersOf(one), this.to);
    }
  }

  private calleesOf(on: string): string[] {
    return (this.from.get(on) ?? []).map(({ to }) => to);
  }

  private callersOf(on: string): string[] {
    return (this.to.get(on) ?? []).map(({ from }) => from);
  }
}

/** These, all further on, and the links between them. */
function all(
  first: readonly string[],
  next: (on: string) => readonly string[],
  links: ReadonlyMap<string, Links>,
): Set<string> {
  const found = new Set(first);
  // Items added during the loop are visited, too.
  for (const one of found) for (const other of next(one)) found.add(other);
  for (const one of [...found]) for (const { id } of links.get(one) ?? []) found.add(id);
  return found;
}

/** One more under a key. */
export function put<T>(map: Map<string, T[]>, key: string, one: T): void {
  const all = map.get(key);
  if (all) all.push(one);
  else map.set(key, [one]);
}
