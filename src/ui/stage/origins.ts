/**
 * Where the trouble begins that is seen: from whoever fails, and from clients that are served
 * badly, down to those who call nobody in trouble themselves, and to whatever a fault is on.
 * Somebody who is well is passed only on the way to one who fails or has a fault: a slow dependency
 * is felt by callers that answer every call, as with a fallback.
 */
import type { Level } from './readings.ts';

export interface Sight {
  /** Ids of those that call, and of those that are called. */
  clients: readonly string[];
  services: readonly string[];
  links: readonly { id: string; from: string; to: string }[];
  levelOf(id: string): Level;
  /** Of a link, too. */
  hasFault(id: string): boolean;
}

/** Ids of clients, services and links. */
export function originsOf(sight: Sight): Set<string> {
  const { clients, services, levelOf } = sight;
  const search = new Search(sight);
  for (const id of clients) if (levelOf(id) !== 'quiet') search.from(id);
  for (const id of services) if (levelOf(id) === 'failing') search.from(id);
  return search.origins;
}

class Search {
  readonly origins = new Set<string>();
  private readonly sight: Sight;
  private readonly calls = new Map<string, Sight['links'][number][]>();
  private readonly seen = new Map<string, boolean>();
  /** Those who fail or have a fault, or call somebody who does. */
  private readonly grave: ReadonlySet<string>;
  /** Those from whom the search leads to a fault. */
  private readonly faulty: ReadonlySet<string>;

  constructor(sight: Sight) {
    this.sight = sight;
    const { clients, services, links, levelOf, hasFault } = sight;
    const all = [...clients, ...services];
    for (const id of all) this.calls.set(id, []);
    for (const link of links) this.calls.get(link.from)?.push(link);
    const faulty = [
      ...all.filter(hasFault),
      ...links.flatMap(({ id, from }) => (hasFault(id) ? [from] : [])),
    ];
    const failing = all.filter((id) => levelOf(id) === 'failing');
    this.grave = callersOf([...faulty, ...failing], links);
    this.faulty = callersOf(
      faulty,
      links.filter(({ to }) => this.isBlamed(to)),
    );
  }

  private isBlamed(id: string): boolean {
    return this.sight.levelOf(id) !== 'quiet' || this.grave.has(id);
  }

  /** @returns whether trouble begins there or below */
  from(id: string): boolean {
    const known = this.seen.get(id);
    if (known !== undefined) return known;
    // Calls that come round to it lead nowhere else.
    this.seen.set(id, this.faulty.has(id));
    const { levelOf, hasFault } = this.sight;
    let below = false;
    for (const { id: link, to } of this.calls.get(id) ?? []) {
      if (hasFault(link)) this.origins.add(link);
      if ((this.isBlamed(to) && this.from(to)) || hasFault(link)) below = true;
    }
    const here = hasFault(id) || (!below && levelOf(id) !== 'quiet');
    if (here) this.origins.add(id);
    this.seen.set(id, here || below);
    return here || below;
  }
}

/** These, and whoever calls them or calls who calls them. */
function callersOf(ids: readonly string[], links: Sight['links']): Set<string> {
  const callers = new Map<string, string[]>();
  for (const { from, to } of links) {
    const known = callers.get(to);
    if (known) known.push(from);
    else callers.set(to, [from]);
  }
  const found = new Set(ids);
  // What is added while it is gone through is gone through, too.
  for (const id of found) for (const caller of callers.get(id) ?? []) found.add(caller);
  return found;
}
