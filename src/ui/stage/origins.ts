/**
 * Origins of visible failures: the search starts at failing entities and impaired clients, and
 * follows calls to entities whose callees are healthy, or that have a fault. A healthy entity is
 * passed only on the way to a failing one or to a fault: a slow dependency also affects callers
 * that answer every call, as with a fallback. Where nothing fails below, impaired services count.
 * A client feels trouble; it is an origin only of what is done to it, and then of all it causes.
 */
import { endsOf } from './calls.ts';
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
  const found = searched(sight, ['failing']);
  return causes(sight, found.size > 0 ? found : searched(sight, ['failing', 'hurt']));
}

/** @param grave levels of services that are looked for below healthy ones */
function searched(sight: Sight, grave: readonly Level[]): Set<string> {
  const { clients, services, levelOf, hasFault } = sight;
  const search = new Search(sight, grave);
  for (const id of clients) if (levelOf(id) !== 'quiet') search.from(id);
  for (const id of services) if (levelOf(id) === 'failing') search.from(id);
  for (const id of clients) if (!hasFault(id)) search.origins.delete(id);
  return search.origins;
}

/** What suffers from the load of a client that has a fault is no origin, but that client is. */
function causes({ clients, links, hasFault }: Sight, origins: Set<string>): Set<string> {
  const loud = clients.filter(hasFault);
  const called = callersOf(
    loud,
    links.map(({ id, from, to }) => ({ id, from: to, to: from })),
  );
  const caused = [...origins].filter((id) => called.has(id) && !hasFault(id));
  if (caused.length === 0) return origins;
  return new Set([...origins, ...loud].filter((id) => !caused.includes(id)));
}

class Search {
  readonly origins = new Set<string>();
  private readonly sight: Sight;
  private readonly calls = new Map<string, Sight['links'][number][]>();
  private readonly seen = new Map<string, boolean>();
  /** Entities of the levels looked for, those that have a fault, and their callers. */
  private readonly grave: ReadonlySet<string>;
  /** Entities from which the search reaches a fault. */
  private readonly faulty: ReadonlySet<string>;

  constructor(sight: Sight, levels: readonly Level[]) {
    this.sight = sight;
    const { clients, services, links, levelOf, hasFault } = sight;
    const all = [...clients, ...services];
    for (const id of all) this.calls.set(id, []);
    for (const link of links) this.calls.get(link.from)?.push(link);
    const faulty = [
      ...all.filter(hasFault),
      ...links.flatMap(({ id, from }) => (hasFault(id) ? [from] : [])),
    ];
    const failing = all.filter((id) => levels.includes(levelOf(id)));
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
export function callersOf(ids: readonly string[], links: Sight['links']): Set<string> {
  const callers = endsOf(links, 'to', 'from');
  const found = new Set(ids);
  // Items added during the loop are visited, too.
  for (const id of found) for (const caller of callers.get(id) ?? []) found.add(caller);
  return found;
}
