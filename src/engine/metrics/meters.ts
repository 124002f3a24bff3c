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
import type { ClientColumns, LinkColumns } from './series.ts';

export class ClientMeter extends Meter implements ClientObserver {
  readonly offered = new Count();
  private offeredEarly = 0;
  readonly ends = new Ends();
  /** Failures by their first reason (see `causeOf`). */
  readonly causes: Float64Array;

  constructor(clock: { readonly now: number }, warmupNs: number, links: number) {
    super(clock, warmupNs);
    this.causes = new Float64Array((links + 1) * 32);
  }

  began(): void {
    this.offered.recent++;
  }

  ended(f: Frame, o: Outcome): void {
    const counts = f.start >= this.warmupNs;
    this.ends.add(o, this.clock.now - f.start, counts);
    if (o > DEGRADED && counts) this.causes[f.cause]!++;
  }

  /** Requests since the very start. */
  get ever(): number {
    return this.offeredEarly + this.offered.total;
  }

  warm(): void {
    this.offeredEarly = this.offered.total;
    this.offered.warm();
  }

  /** The interval ends. */
  close(columns: ClientColumns, row: number): void {
    const { offered, ends } = this;
    columns.offered[row] = offered.recent;
    columns.succeeded[row] = ends.now(OK);
    columns.degraded[row] = ends.now(DEGRADED);
    columns.failed[row] = ends.nowFailed();
    const latency = ends.nowGood();
    columns.p50Ms[row] = quantileMs(latency, 0.5);
    columns.p99Ms[row] = quantileMs(latency, 0.99);
    this.offered.fold();
    this.ends.fold();
  }
}

export class LinkMeter extends Meter implements LinkObserver {
  readonly calls = new Count();
  readonly attempts = new Count();
  readonly ends = new Ends();
  readonly samples: Samples;

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
    this.samples.add(f, o);
  }

  warm(): void {
    this.calls.warm();
    this.attempts.warm();
  }

  /** The interval ends. */
  close(columns: LinkColumns, row: number): void {
    const { calls, attempts, ends } = this;
    columns.calls[row] = calls.recent;
    columns.attempts[row] = attempts.recent;
    columns.succeeded[row] = ends.now(OK) + ends.now(DEGRADED);
    columns.failed[row] = ends.nowFailed();
    columns.p99Ms[row] = quantileMs(ends.nowGood(), 0.99);
    this.calls.fold();
    this.attempts.fold();
    this.ends.fold();
    this.samples.clear();
  }
}
