/**
 * What is counted about each client, link and service, by watchers of their own; see counts.ts for
 * how. What began before the warm-up was over shows in its interval, but not in the totals.
 */
import { State } from '../kernel/state.ts';
import type { Frame } from '../model/frame.ts';
import type { ClientObserver, LinkObserver, ServiceObserver } from '../model/observer.ts';
import { DEGRADED, OK, type Outcome } from '../model/outcome.ts';
import type { Service } from '../model/service.ts';
import { Areas } from './areas.ts';
import { Count, Ends } from './counts.ts';
import { Histogram } from './histogram.ts';
import { Samples } from './samples.ts';
import { quantileMs } from './series.ts';
import type { ClientColumns, LinkColumns, ServiceColumns } from './series.ts';

/** What all meters know: the time, and what counts. */
abstract class Meter extends State {
  static override readonly refs: readonly string[] = ['clock'];
  protected readonly clock: { readonly now: number };
  protected readonly warmupNs: number;

  constructor(clock: { readonly now: number }, warmupNs: number) {
    super();
    this.clock = clock;
    this.warmupNs = warmupNs;
  }
}

export class ClientMeter extends Meter implements ClientObserver {
  readonly offered = new Count();
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

  warm(): void {
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

export class ServiceMeter extends Meter implements ServiceObserver {
  static override readonly refs: readonly string[] = [...Meter.refs, 'service'];
  readonly arrivals = new Count();
  readonly ends = new Ends();
  /** Of the ends: refused at the door, and those for which nobody waited. */
  readonly rejections = new Count();
  readonly left = new Count();
  rejectedEarly = 0;
  leftEarly = 0;
  /** Of a service that writes: operations done, done once more, answered from what is stored. */
  effects = 0;
  duplicates = 0;
  replays = 0;
  /** Requests that got a thread, and how long those had waited that had to. */
  private begun = 0;
  private readonly waits = new Histogram();
  /** Time integrals: before the present interval, and in it, as far as they have been added up. */
  private readonly before = new Areas();
  private readonly partial = new Areas();
  /** When the interval began. */
  private sinceNs = 0.5;
  /** For Little's law: the integral of those in hand, from the very start up to this interval. */
  private inHandNs = 0.5;
  queueMax = -1;
  /** Threads and cores of live replicas. */
  private threads = 0;
  private cores = 0;
  private readonly service: Service;

  constructor(clock: { readonly now: number }, warmupNs: number, service: Service) {
    super(clock, warmupNs);
    this.service = service;
    this.sinceNs = this.queueMax = this.inHandNs = 0;
    this.capacity();
  }

  arrived(): void {
    this.arrivals.recent++;
    this.partial.inHand -= this.clock.now - this.sinceNs;
  }

  started(f: Frame): void {
    this.partial.busy -= this.clock.now - this.sinceNs;
    if (f.arrived >= this.warmupNs) this.begun++;
  }

  waited(f: Frame): void {
    if (f.arrived >= this.warmupNs) this.waits.add(this.clock.now - f.arrived);
  }

  /** How long requests waited. */
  allWaits(): Histogram {
    const all = new Histogram();
    all.addZeros(this.begun - this.waits.count);
    all.absorb(this.waits);
    return all;
  }

  answered(f: Frame, o: Outcome): void {
    const { now } = this.clock;
    this.ends.add(o, now - f.arrived, f.arrived >= this.warmupNs);
    this.partial.inHand += now - this.sinceNs;
  }

  rejected(f: Frame, o: Outcome): void {
    this.answered(f, o);
    if (f.arrived >= this.warmupNs) this.rejections.recent++;
    else this.rejectedEarly++;
  }

  abandoned(f: Frame): void {
    if (f.arrived >= this.warmupNs) this.left.recent++;
    else this.leftEarly++;
  }

  tookEffect(f: Frame, again: boolean): void {
    if (f.arrived < this.warmupNs) return;
    if (again) this.duplicates++;
    else this.effects++;
  }

  replayed(f: Frame): void {
    if (f.arrived >= this.warmupNs) this.replays++;
  }

  busy(change: number): void {
    this.partial.busy -= change * (this.clock.now - this.sinceNs);
  }

  queued(change: number): void {
    this.partial.queue -= change * (this.clock.now - this.sinceNs);
    if (this.service.queued > this.queueMax) this.queueMax = this.service.queued;
  }

  coresBusy(change: number): void {
    this.partial.coresBusy -= change * (this.clock.now - this.sinceNs);
  }

  /** Counts the threads and cores of live replicas anew. */
  capacity(): void {
    const { service, partial } = this;
    const { now } = this.clock;
    let threads = 0;
    let cores = 0;
    for (const replica of service.replicas) {
      if (!replica.alive || replica.draining) continue;
      threads += service.threadsOf(replica, now);
      cores += service.cores;
    }
    partial.threads -= (threads - this.threads) * (now - this.sinceNs);
    partial.cores -= (cores - this.cores) * (now - this.sinceNs);
    this.threads = threads;
    this.cores = cores;
  }

  /** The integrals of the present interval up to now. */
  recentAreas(): Areas {
    const { service, partial } = this;
    const ns = this.clock.now - this.sinceNs;
    const areas = new Areas();
    areas.busy = partial.busy + service.busy * ns;
    areas.threads = partial.threads + this.threads * ns;
    areas.queue = partial.queue + service.queued * ns;
    areas.inHand = partial.inHand + service.inHand * ns;
    areas.coresBusy = partial.coresBusy + service.coresBusy * ns;
    areas.cores = partial.cores + this.cores * ns;
    areas.ns = ns;
    return areas;
  }

  /** Those since the warm-up. */
  totalAreas(): Areas {
    const areas = this.recentAreas();
    areas.absorb(this.before, 1);
    return areas;
  }

  /** The integral of requests in hand since the very start. */
  everInHandNs(): number {
    return this.inHandNs + this.recentAreas().inHand;
  }

  warm(): void {
    this.arrivals.warm();
    this.before.clear();
    this.before.absorb(this.recentAreas(), -1);
    this.queueMax = this.service.queued;
  }

  /** The interval ends. */
  close(columns: ServiceColumns, row: number): void {
    const { arrivals, ends } = this;
    // A capacity that shrinks along a ramp is looked at once per interval.
    if (this.service.faults.length > 0) this.capacity();
    const areas = this.recentAreas();
    const rejected = this.rejections.recent + this.rejectedEarly;
    columns.arrived[row] = arrivals.recent;
    columns.completed[row] = ends.now(OK) + ends.now(DEGRADED);
    columns.failed[row] = ends.nowFailed() - rejected;
    columns.rejected[row] = rejected;
    columns.abandoned[row] = this.left.recent + this.leftEarly;
    columns.utilization[row] = areas.threads > 0 ? areas.busy / areas.threads : null;
    columns.queue[row] = areas.ns > 0 ? areas.queue / areas.ns : null;
    columns.p99Ms[row] = quantileMs(ends.nowGood(), 0.99);
    this.fold(areas);
  }

  private fold(areas: Areas): void {
    this.arrivals.fold();
    this.ends.fold();
    this.rejections.fold();
    this.left.fold();
    this.rejectedEarly = this.leftEarly = 0;
    this.before.absorb(areas, 1);
    this.inHandNs += areas.inHand;
    this.partial.clear();
    this.sinceNs = this.clock.now;
  }
}
