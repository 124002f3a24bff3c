import { TIMER } from '../kernel/queue.ts';
import type { Stream } from '../kernel/random.ts';
import { Zipf } from '../kernel/zipf.ts';
import type { Frame } from '../model/flight/frame.ts';
import { Instants } from '../kernel/instants.ts';
import { Line } from '../model/flight/line.ts';
import { CANCELLED, DEGRADED, OK, type Outcome } from '../model/outcome.ts';
import { HOLD, PASS, Pattern } from '../model/pattern.ts';
import type { Port } from '../model/port.ts';
import type { PatternParams } from '../spec.ts';
import type { Params } from './cache.table.ts';

const NS_PER_MS = 1e6;
/** With a hit rate there is a single key. */
const ONLY = 1;

// Slots: the key, from 1, and the answer for a call that waited for a fetch.
const KEY = 0;
const ANSWER = 1;

class Cache extends Pattern {
  static override readonly slots = 2;
  /** Fetch time per key. */
  readonly fetched = new Instants();
  /** Keys being fetched, with `coalesce`; the first entries in use. */
  fetching = new Int32Array(4);
  fetches = 0;
  readonly waiting = new Line();
  hits = 0;
  misses = 0;
  /** Failed calls answered with a stale entry. */
  stale = 0;
  private ttlNs = 0.5;
  private staleNs = 0.5;
  private hitRate = -0.5;
  private coalesce = false;
  private zipf: Zipf | null = null;
  private readonly chance: Stream;

  constructor(place: Pattern['place']) {
    super(place);
    this.ttlNs = this.staleNs = 0;
    this.chance = place.stream('key');
  }

  override configure(_w: Port, p: PatternParams): void {
    const { ttl, hitRate, keys, skew, staleIfError, coalesce } = p as unknown as Params;
    this.ttlNs = ttl * NS_PER_MS;
    this.staleNs = (ttl + staleIfError) * NS_PER_MS;
    this.hitRate = hitRate ?? -1;
    this.zipf = keys === null ? null : new Zipf(keys, skew);
    this.coalesce = coalesce;
  }

  override enter(w: Port, f: Frame): number {
    const key = this.zipf === null ? ONLY : this.zipf.sample(this.chance) + 1;
    if (this.isHit(key, w.now)) {
      this.hits++;
      return OK;
    }
    w.pool.slots[f.slots + this.slot + KEY] = key;
    if (this.coalesce && this.isFetching(key)) {
      w.pool.slots[f.slots + this.slot + ANSWER] = HOLD;
      this.waiting.push(f);
      return HOLD;
    }
    this.fetch(key);
    return PASS;
  }

  private isHit(key: number, nowNs: number): boolean {
    if (this.zipf === null) return this.chance.quick() < this.hitRate;
    return nowNs - this.fetched.of(key) <= this.ttlNs;
  }

  private isFetching(key: number): boolean {
    for (let i = 0; i < this.fetches; i++) if (this.fetching[i] === key) return true;
    return false;
  }

  private fetch(key: number): void {
    this.misses++;
    if (!this.coalesce) return;
    if (this.fetches === this.fetching.length) {
      const more = new Int32Array(this.fetches * 2);
      more.set(this.fetching);
      this.fetching = more;
    }
    this.fetching[this.fetches++] = key;
  }

  override leave(w: Port, f: Frame, o: Outcome): number {
    const key = w.pool.slots[f.slots + this.slot + KEY]!;
    if (o === OK) this.fetched.put(key, w.now, w.now - this.staleNs);
    const answer = o > DEGRADED && o !== CANCELLED && this.isOld(key, w.now) ? DEGRADED : o;
    if (answer !== o) {
      this.stale++;
      f.cause = 0;
    }
    if (this.fetches > 0) this.fetchEnded(w, key, answer);
    return answer;
  }

  /** Whether a stale entry can replace the failure. */
  private isOld(key: number, nowNs: number): boolean {
    return this.staleNs > this.ttlNs && nowNs - this.fetched.of(key) <= this.staleNs;
  }

  /** Waiting calls get the answer; after a cancelled fetch, the first of them fetches again. */
  private fetchEnded(w: Port, key: number, o: Outcome): void {
    const { fetching, waiting } = this;
    const at = fetching.indexOf(key);
    if (at < 0 || at >= this.fetches) return;
    fetching[at] = fetching[--this.fetches]!;
    let again = o === CANCELLED;
    for (const f of waiting.count > 0 ? waiting.members(w.pool.frames) : []) {
      const slot = f.slots + this.slot;
      if (w.pool.slots[slot + KEY] !== key) continue;
      if (o === CANCELLED && !again) continue;
      waiting.remove(f, w.pool.frames);
      if (again) {
        again = false;
        this.fetch(key);
        w.calls.grant(f);
        continue;
      }
      w.pool.slots[slot + ANSWER] = o;
      w.after(f, 0, TIMER);
    }
  }

  /** The fetch that it waited for has ended at this instant. */
  override wake(w: Port, f: Frame): void {
    const o = w.pool.slots[f.slots + this.slot + ANSWER]! | 0;
    if (o === OK) this.hits++;
    w.calls.ascend(f, this.layerOf(f) - 1, o);
  }

  override abandon(w: Port, f: Frame): void {
    if (w.pool.slots[f.slots + this.slot + ANSWER] === HOLD) this.waiting.remove(f, w.pool.frames);
    f.due = 0;
  }

  override report(): Record<string, number> {
    const { hits, misses, stale, waiting } = this;
    return { hits, misses, stale, waiting: waiting.count };
  }
}

export const classes = { plain: Cache };
