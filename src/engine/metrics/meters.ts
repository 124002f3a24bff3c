/**
 * What is counted about each client, link and service. The hot path only touches what belongs to
 * the present interval; when that ends, `fold` adds it to the run's totals. What began before the
 * warm-up was over is kept apart (`early`): it shows in its interval, but not in the totals.
 */
import { State } from '../kernel/state.ts';
import { DEGRADED, OUTCOMES, type Outcome } from '../model/outcome.ts';
import type { Service } from '../model/service.ts';
import { Areas } from './areas.ts';
import { Histogram } from './histogram.ts';
import type { Samples } from './samples.ts';

/** A count of beginnings. */
export class Count extends State {
  before = 0.5;
  recent = 0.5;

  constructor() {
    super();
    this.before = this.recent = 0;
  }

  get total(): number {
    return this.before + this.recent;
  }
  /** The warm-up is over: what was counted so far is not part of the total. */
  warm(): void {
    this.before = -this.recent;
  }
  fold(): void {
    this.before += this.recent;
    this.recent = 0;
  }
}

/** Ends by outcome, with how long they took. */
export class Ends extends State {
  readonly before = new Float64Array(OUTCOMES.length);
  readonly recent = new Float64Array(OUTCOMES.length);
  readonly early = new Float64Array(OUTCOMES.length);
  /** How long good ends took, and failures. */
  readonly good = new Histogram();
  readonly recentGood = new Histogram();
  readonly earlyGood = new Histogram();
  readonly failed = new Histogram();

  /** @param counts it began after the warm-up */
  add(o: Outcome, ns: number, counts: boolean): void {
    if (!counts) {
      this.early[o]!++;
      if (o <= DEGRADED) this.earlyGood.add(ns);
      return;
    }
    this.recent[o]!++;
    if (o <= DEGRADED) this.recentGood.add(ns);
    else this.failed.add(ns);
  }

  /** So many ended with this outcome, after the warm-up. */
  total(o: Outcome): number {
    return this.before[o]! + this.recent[o]!;
  }

  totalFailed(): number {
    let sum = 0;
    for (let o = DEGRADED + 1; o < OUTCOMES.length; o++) sum += this.total(o);
    return sum;
  }

  /** In the present interval. */
  now(o: Outcome): number {
    return this.recent[o]! + this.early[o]!;
  }

  nowFailed(): number {
    let sum = 0;
    for (let o = DEGRADED + 1; o < OUTCOMES.length; o++) sum += this.now(o);
    return sum;
  }

  /** How long good ends of the present interval took. */
  nowGood(): Histogram {
    if (this.earlyGood.count === 0) return this.recentGood;
    this.earlyGood.absorb(this.recentGood);
    return this.earlyGood;
  }

  /** How long good ends took, after the warm-up. */
  totalGood(): Histogram {
    const all = new Histogram();
    all.absorb(this.good);
    all.absorb(this.recentGood);
    return all;
  }

  fold(): void {
    this.recentGood.moveTo(this.good);
    this.earlyGood.clear();
    for (let o = 0; o < OUTCOMES.length; o++) this.before[o]! += this.recent[o]!;
    this.recent.fill(0);
    this.early.fill(0);
  }
}

export class ClientMeter extends State {
  readonly offered = new Count();
  readonly ends = new Ends();
  /** Failures by their first reason (see `causeOf`). */
  readonly causes: Float64Array;

  constructor(links: number) {
    super();
    this.causes = new Float64Array((links + 1) * 32);
  }

  warm(): void {
    this.offered.warm();
  }
  fold(): void {
    this.offered.fold();
    this.ends.fold();
  }
}

export class LinkMeter extends State {
  readonly calls = new Count();
  readonly attempts = new Count();
  readonly ends = new Ends();
  readonly samples: Samples;

  constructor(samples: Samples) {
    super();
    this.samples = samples;
  }

  warm(): void {
    this.calls.warm();
    this.attempts.warm();
  }
  fold(): void {
    this.calls.fold();
    this.attempts.fold();
    this.ends.fold();
    this.samples.clear();
  }
}

export class ServiceMeter extends State {
  readonly arrived = new Count();
  readonly ends = new Ends();
  /** Of the ends: refused at the door, and those for which nobody waited. */
  readonly rejected = new Count();
  readonly abandoned = new Count();
  rejectedEarly = 0;
  abandonedEarly = 0;
  /** How long requests waited that got a thread. */
  readonly wait = new Histogram();
  /** Time integrals: before the present interval, and in it. */
  readonly area = new Areas();
  readonly recentArea = new Areas();
  /**
   * For Little's law, from the very start: time spent by requests that have ended, and the integral
   * of those in hand.
   */
  spentNs = 0.5;
  inHandNs = 0.5;
  queueMax = -1;
  private since = 0.5;
  /** Threads and cores of live replicas. */
  private threads = 0;
  private cores = 0;

  constructor() {
    super();
    this.since = this.queueMax = this.spentNs = this.inHandNs = 0;
  }

  /** Lets the integrals run up to now, with what the service has had since the last time. */
  elapse(service: Service, clock: { readonly now: number }): void {
    if (service.queued > this.queueMax) this.queueMax = service.queued;
    const { now } = clock;
    const dt = now - this.since;
    if (dt === 0) return;
    this.since = now;
    this.recentArea.add(service, this.threads, this.cores, dt);
  }

  /** Counts the threads and cores of live replicas anew. */
  count(service: Service, nowNs: number): void {
    this.threads = this.cores = 0;
    for (const replica of service.replicas) {
      if (!replica.alive || replica.draining) continue;
      this.threads += service.threadsOf(replica, nowNs);
      this.cores += service.cores;
    }
  }

  /** Averages since the warm-up. */
  totalArea(): Areas {
    const all = new Areas();
    all.absorb(this.area, 1);
    all.absorb(this.recentArea, 1);
    return all;
  }

  warm(service: Service): void {
    this.arrived.warm();
    this.area.clear();
    this.area.absorb(this.recentArea, -1);
    this.queueMax = service.queued;
  }
  fold(): void {
    this.arrived.fold();
    this.ends.fold();
    this.rejected.fold();
    this.abandoned.fold();
    this.rejectedEarly = this.abandonedEarly = 0;
    this.area.absorb(this.recentArea, 1);
    this.inHandNs += this.recentArea.inHand;
    this.recentArea.clear();
  }
}
