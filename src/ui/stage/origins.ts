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
  private readonly grave = new Map<string, boolean>();

  constructor(sight: Sight) {
    this.sight = sight;
    for (const link of sight.links)
      this.calls.set(link.from, [...(this.calls.get(link.from) ?? []), link]);
  }

  /** @returns whether trouble begins there or below */
  from(id: string): boolean {
    const known = this.seen.get(id);
    if (known !== undefined) return known;
    // Calls that come round to it lead nowhere else.
    this.seen.set(id, false);
    const { levelOf, hasFault } = this.sight;
    let below = false;
    for (const { id: link, to } of this.calls.get(id) ?? []) {
      if (hasFault(link)) this.origins.add(link);
      const blamed = levelOf(to) !== 'quiet' || this.isGrave(to);
      if ((blamed && this.from(to)) || hasFault(link)) below = true;
    }
    const here = hasFault(id) || (!below && levelOf(id) !== 'quiet');
    if (here) this.origins.add(id);
    this.seen.set(id, here || below);
    return here || below;
  }

  /** Whether it fails or has a fault, or somebody below it does. */
  private isGrave(id: string): boolean {
    const known = this.grave.get(id);
    if (known !== undefined) return known;
    this.grave.set(id, false);
    const { levelOf, hasFault } = this.sight;
    const grave =
      levelOf(id) === 'failing' ||
      hasFault(id) ||
      (this.calls.get(id) ?? []).some(({ id: link, to }) => hasFault(link) || this.isGrave(to));
    this.grave.set(id, grave);
    return grave;
  }
}
