/**
 * What is counted about each client and link, by watchers of their own; see counts.ts for how. What
 * began before the warm-up was over shows in its interval, but not in the totals.
 */
import type { Frame } from '../model/flight/frame.ts';
import type { ClientObserver, LinkObserver } from '../model/observer.ts';
import { DEGRADED, OK, type Outcome } from '../model/outcome.ts';
import { Count, Ends } from './counts.ts';
import { Meter } from './meter.ts';
import { Samples } from './samples.ts';
import { quantileMs } from './series.ts';
import { Tally } from './tally.ts';

export class ClientMeter extends Meter implements ClientObserver {
  readonly offered = new Count();
  private offeredEarly = 0;
  readonly drops = new Count();
  private dropsEarly = 0;
  readonly ends = new Ends();
  /** Failures by their first reason (see `causeOf`). */
  readonly causes = new Tally();
  /**
   * Of the longest of its requests that ended well after the warm-up, the first of equals: how long
   * it took and when it began, in ns, its frame and its serial; -1: there is none.
   */
  readonly slowest = Float64Array.of(-1, 0, 0, 0);

  began(): void {
    this.offered.recent++;
  }

  dropped(): void {
    this.drops.recent++;
  }

  ended(f: Frame, o: Outcome): void {
    const counts = f.start >= this.warmupNs;
    const ns = this.clock.now - f.start;
    this.ends.add(o, ns, counts);
    if (!counts) return;
    if (o > DEGRADED) this.causes.add(f.cause);
    else if (ns > this.slowest[0]!) this.keepSlowest(f, ns);
  }

  private keepSlowest({ start, id, serial }: Frame, ns: number): void {
    const { slowest } = this;
    slowest[0] = ns;
    slowest[1] = start;
    slowest[2] = id;
    slowest[3] = serial;
  }

  /** Requests since the very start. */
  get ever(): number {
    return this.offeredEarly + this.offered.total;
  }

  /** Arrivals that were dropped since the very start. */
  get everDropped(): number {
    return this.dropsEarly + this.drops.total;
  }

  warm(): void {
    this.offeredEarly = this.offered.total;
    this.dropsEarly = this.drops.total;
    this.offered.warm();
    this.drops.warm();
  }

  /** The interval ends. @param at where its columns begin */
  close(rows: Float64Array, at: number): void {
    const { offered, drops, ends } = this;
    rows[at] = offered.recent;
    rows[at + 1] = ends.now(OK);
    rows[at + 2] = ends.now(DEGRADED);
    rows[at + 3] = ends.nowFailed();
    const latency = ends.nowGood();
    rows[at + 4] = quantileMs(latency, 0.5);
    rows[at + 5] = quantileMs(latency, 0.99);
    rows[at + 6] = drops.recent;
    this.offered.fold();
    drops.fold();
    this.ends.fold();
  }
}

export class LinkMeter extends Meter implements LinkObserver {
  static override readonly refs: readonly string[] = [...Meter.refs, 'drawn'];
  readonly calls = new Count();
  readonly attempts = new Count();
  readonly ends = new Ends();
  readonly samples: Samples;
  /** Somebody draws its samples; else there are none. */
  drawn = false;

  constructor(clock: { readonly now: number }, warmupNs: number) {
    super(clock, warmupNs);
    this.samples = new Samples(clock);
  }

  callBegan(): void {
    this.calls.recent++;
  }

  callEnded(f: Frame, o: Outcome): void {
    this.ends.add(o, this.clock.now - f.start, f.start >= this.warmupNs);
  }

  attemptBegan(): void {
    this.attempts.recent++;
  }

  attemptEnded(f: Frame, o: Outcome): void {
    if (this.drawn) this.samples.add(f, o);
  }

  warm(): void {
    this.calls.warm();
    this.attempts.warm();
  }

  /** The interval ends. @param at where its columns begin */
  close(rows: Float64Array, at: number): void {
    const { calls, attempts, ends } = this;
    rows[at] = calls.recent;
    rows[at + 1] = attempts.recent;
    rows[at + 2] = ends.now(OK) + ends.now(DEGRADED);
    rows[at + 3] = ends.nowFailed();
    rows[at + 4] = quantileMs(ends.nowGood(), 0.99);
    this.calls.fold();
    this.attempts.fold();
    this.ends.fold();
    if (this.drawn) this.samples.clear();
  }
}
