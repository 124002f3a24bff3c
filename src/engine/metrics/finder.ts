/** Finds a request of a run by what becomes of it. Like a tracer it only watches. */
import type { Frame } from '../model/flight/frame.ts';
import type { ClientObserver } from '../model/observer.ts';
import { DEGRADED, type Outcome } from '../model/outcome.ts';
import type { World } from '../model/world.ts';

/** The nth to begin, from 1; the longest that ended well after the warm-up; the first to fail. */
export type Which = { nth: number } | 'slowest' | 'failed';

export interface Found {
  client: string;
  /** Among the requests of its client, and among those of all that were asked about, from 1. */
  nth: number;
  of: number;
}

export class Finder {
  found: Found | null = null;
  private readonly which: Which;
  private readonly w: World;
  private readonly warmupNs: number;
  private begun = 0;
  private longestNs = -1;

  /** @param client only its requests; null: those of all */
  constructor(w: World, which: Which, client: string | null, warmupNs: number) {
    this.w = w;
    this.which = which;
    this.warmupNs = warmupNs;
    for (const one of w.clients)
      if (client === null || one.id === client)
        one.observer = new SearchedClient(one.observer, this, one.id);
  }

  began(client: string, nth: number): Found {
    const request = { client, nth, of: ++this.begun };
    if (typeof this.which === 'object' && this.which.nth === request.of) this.found = request;
    return request;
  }

  ended(request: Found, f: Frame, o: Outcome): void {
    if (this.which === 'failed' && o > DEGRADED) this.found ??= request;
    const ns = this.w.now - f.start;
    const counts = o <= DEGRADED && f.start >= this.warmupNs;
    if (this.which !== 'slowest' || !counts || ns <= this.longestNs) return;
    this.longestNs = ns;
    this.found = request;
  }
}

class SearchedClient implements ClientObserver {
  private readonly inner: ClientObserver;
  private readonly finder: Finder;
  private readonly id: string;
  private begun = 0;
  /** By frame, the request that it stands for. */
  private readonly requests: Found[] = [];

  constructor(inner: ClientObserver, finder: Finder, id: string) {
    this.inner = inner;
    this.finder = finder;
    this.id = id;
  }

  began(f: Frame): void {
    this.inner.began(f);
    this.requests[f.id] = this.finder.began(this.id, ++this.begun);
  }

  ended(f: Frame, o: Outcome): void {
    this.inner.ended(f, o);
    this.finder.ended(this.requests[f.id]!, f, o);
  }
}
