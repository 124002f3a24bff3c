/**
 * Finds a request of a run by what becomes of it, from any instant of the run on. Like a tracer it
 * only watches.
 */
import { ATTEMPT, type Frame } from '../model/flight/frame.ts';
import { DEGRADED, type Outcome } from '../model/outcome.ts';
import type { World } from '../model/world.ts';
import { WatchedClient, WatchedLink } from './watched.ts';

/** An attempt over a link, as it was sampled: times in ms, rounded. */
export interface Attempt {
  link: string;
  beganMs: number;
  endedMs: number;
  /** Number within its call, from 1. */
  attempt: number;
}

/** The longest that ended well after the warm-up; the first to fail; that of an attempt. */
export type Sought = 'slowest' | 'failed' | Attempt;

/** A request: its frame serves others before and after, told apart by their serials. */
export interface Root {
  client: string;
  frame: number;
  serial: number;
  startMs: number;
}

/** Samples are rounded by less than that, and by less than one in so many. */
const ROUNDED_MS = 1e-3;
const FLOATS = 4_194_304;
const NS = 1e6;

export class Finder {
  found: Root | null = null;
  private readonly sought: Sought;
  private readonly w: World;
  private readonly warmupNs: number;
  private longestNs = -1;
  /** Attempts that began when the sought one did, by their frames. */
  private readonly begun = new Map<Frame, Root>();

  /** @param client only its requests; null: those of all */
  constructor(w: World, sought: Sought, client: string | null, warmupNs: number) {
    this.w = w;
    this.sought = sought;
    this.warmupNs = warmupNs;
    if (typeof sought === 'object') {
      for (const link of w.links)
        if (link.id === sought.link) link.observer = new WatchedLink(link.observer, this, link.id);
      w.pool.heir = (f, heir) => this.split(f, heir);
      return;
    }
    for (const one of w.clients)
      if (client === null || one.id === client)
        one.observer = new WatchedClient(one.observer, this, one.id);
  }

  requestEnded(f: Frame, o: Outcome): void {
    if (this.sought === 'failed' && o > DEGRADED) this.found ??= this.rootOf(f);
    const ns = this.w.now - f.start;
    const counts = o <= DEGRADED && f.start >= this.warmupNs;
    if (this.sought !== 'slowest' || !counts || ns <= this.longestNs) return;
    this.longestNs = ns;
    this.found = this.rootOf(f);
  }

  attemptBegan(f: Frame): void {
    const { beganMs, attempt } = this.sought as Attempt;
    const root = f.attempt === attempt && this.isNow(beganMs) ? this.rootOf(f) : null;
    if (root) this.begun.set(f, root);
  }

  attemptEnded(f: Frame): void {
    const root = this.begun.get(f);
    if (root && this.isNow((this.sought as Attempt).endedMs)) this.found ??= root;
    this.begun.delete(f);
  }

  /** A caller has given up: another frame takes the outer layers, the attempt among them. */
  private split(f: Frame, heir: Frame): void {
    const root = this.begun.get(f);
    if (!root || (heir.flags & ATTEMPT) === 0) return;
    this.begun.delete(f);
    this.begun.set(heir, root);
  }

  private isNow(ms: number): boolean {
    const { beganMs, endedMs } = this.sought as Attempt;
    const rounded = Math.max(ROUNDED_MS, (endedMs - beganMs) / FLOATS);
    return Math.abs(this.w.now / NS - ms) < rounded;
  }

  /** Null: whatever it is done for has left. */
  private rootOf(f: Frame): Root | null {
    let root = f;
    while (root.parent !== null) root = root.parent;
    const { id: frame, serial, start } = root;
    const client = this.w.clients.find((one) => one === root.host);
    return client ? { client: client.id, frame, serial, startMs: start / NS } : null;
  }
}
