/**
 * Origins of visible failures: the search starts at failing entities and impaired clients, and
 * follows calls to entities whose callees are healthy, or that have a fault. A healthy entity is
 * passed only on the way to a failing one or to a fault: a slow dependency also affects callers
 * that answer every call, as with a fallback.
 */
import type { Level } from './readings.ts';

export interface Sight {
  /** Ids of callers and of callees. */
  clients: readonly string[];
  services: readonly string[];
  links: readonly { id: string; from: string; to: string }[];
  levelOf(id: string): Level;
  /** Includes links. */
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
  /** Entities that fail, have a fault, or call such an entity. */
  private readonly grave: ReadonlySet<string>;
  /** Entities from which the search reaches a fault. */
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

  /** @returns whether an origin is there or below */
  from(id: string): boolean {
    const known = this.seen.get(id);
    if (known !== undefined) return known;
    // A cycle leads nowhere else.
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

/** These, and all their direct and indirect callers. */
function callersOf(ids: readonly string[], links: Sight['links']): Set<string> {
  const callers = new Map<string, string[]>();
  for (const { from, to } of links) {
    const known = callers.get(to);
    if (known) known.push(from);
    else callers.set(to, [from]);
  }
  const found = new Set(ids);
  // Items added during the loop are visited, too.
  for (const id of found) for (const caller of callers.get(id) ?? []) found.add(caller);
  return found;
}
