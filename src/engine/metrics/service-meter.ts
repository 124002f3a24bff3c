/** What is counted about a service: its requests, and over time what of it is in use. */
import { grownInt } from '../kernel/arrays.ts';
import { State, type Saved } from '../kernel/state.ts';
import type { Frame } from '../model/flight/frame.ts';
import type { ServiceObserver } from '../model/observer.ts';
import { DEGRADED, OK, type Outcome } from '../model/outcome.ts';
import type { Replica, Service } from '../model/parts/service.ts';
import { Areas } from './areas.ts';
import { Count, Ends } from './counts.ts';
import { Histogram } from './histogram.ts';
import { Meter } from './meter.ts';
import { quantileMs } from './series.ts';

/** What one replica adds to its service. */
class Capacity extends State {
  threads = 0;
  cores = 0.5;

  constructor() {
    super();
    this.cores = 0;
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
  /** Requests that had to wait, whether or not they got a thread. */
  private lined = 0;
  private readonly waits = new Histogram();
  /** Time integrals: before the present interval, and in it, as far as they have been added up. */
  private readonly before = new Areas();
  private readonly partial = new Areas();
  /** When the interval began. */
  private sinceNs = 0.5;
  /** For Little's law: the integral of those in hand, from the very start up to this interval. */
  private inHandNs = 0.5;
  queueMax = -1;
  /** By replica: attempts that were sent to it. */
  picks = new Int32Array(8);
  /** Replicas ejected by a balancer. */
  ejections = 0;
  /** Processes that were killed and started again. */
  restarts = 0;
  /** Those of them that held too much memory. */
  oomKills = 0;
  /** Replicas that are there and do not leave, the fewest and the most of them, and the ready. */
  private replicas = 0;
  replicasMin = 0;
  replicasMax = 0;
  private readyReplicas = 0;
  /** Threads and cores that are there, by replica and in all. */
  private readonly counted: Capacity[] = [];
  threads = 0;
  cores = 0.5;
  private readonly service: Service;

  constructor(clock: { readonly now: number }, warmupNs: number, service: Service) {
    super(clock, warmupNs);
    this.service = service;
    this.sinceNs = this.queueMax = this.inHandNs = this.cores = 0;
    this.capacity();
    this.staffed();
    this.replicasMin = this.replicas;
  }

  restarted(): void {
    if (this.clock.now >= this.warmupNs) this.restarts++;
  }

  oomKilled(): void {
    if (this.clock.now >= this.warmupNs) this.oomKills++;
  }

  staffed(): void {
    const { partial } = this;
    const ns = this.clock.now - this.sinceNs;
    let all = 0;
    let ready = 0;
    for (const { isDraining, isReady } of this.service.replicas) {
      if (!isDraining) all++;
      if (isReady) ready++;
    }
    partial.replicas -= (all - this.replicas) * ns;
    partial.ready -= (ready - this.readyReplicas) * ns;
    this.replicas = all;
    this.readyReplicas = ready;
    this.replicasMin = Math.min(this.replicasMin, all);
    this.replicasMax = Math.max(this.replicasMax, all);
  }

  ejected(): void {
    if (this.clock.now >= this.warmupNs) this.ejections++;
  }

  picked(f: Frame): void {
    if (f.began < this.warmupNs) return;
    const { index } = f.replica!;
    if (index >= this.picks.length) this.picks = grownInt(this.picks, 2 * index);
    this.picks[index]!++;
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
    if (f.arrived < this.warmupNs) return;
    const ns = this.clock.now - f.arrived;
    this.waits.add(ns);
    this.waits.keep(ns);
  }

  /**
   * Requests that had to wait, of those that a thread or the queue took in; null: of none. Those
   * that still wait count.
   */
  waitedShare(): number | null {
    const straight = this.begun - this.waits.count;
    const all = straight + this.lined;
    return all === 0 ? null : this.lined / all;
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

  queued(change: number, f?: Frame): void {
    if (f !== undefined && f.arrived >= this.warmupNs) this.lined++;
    this.partial.queue -= change * (this.clock.now - this.sinceNs);
    if (this.service.queued > this.queueMax) this.queueMax = this.service.queued;
  }

  coresBusy(change: number): void {
    this.partial.coresBusy -= change * (this.clock.now - this.sinceNs);
  }

  capacity(replica?: Replica): void {
    if (replica) return this.recount(replica);
    for (const each of this.service.replicas) this.recount(each);
  }

  /** Counts a replica's threads and cores anew. */
  private recount(replica: Replica): void {
    const { service, partial, counted } = this;
    const { index } = replica;
    const ns = this.clock.now - this.sinceNs;
    while (counted.length <= index) counted.push(new Capacity());
    const { threads, cores } = counted[index]!;
    const more = service.capacityOf(replica, this.clock.now) - threads;
    const moreCores = (replica.isPresent ? service.cores : 0) - cores;
    counted[index]!.threads += more;
    counted[index]!.cores += moreCores;
    this.threads += more;
    this.cores += moreCores;
    partial.threads -= more * ns;
    partial.cores -= moreCores * ns;
  }

  /** The integrals of the present interval up to now. */
  recentAreas(): Areas {
    const areas = new Areas();
    areas.absorb(this.partial, 1);
    this.addUp(areas);
    return areas;
  }

  /** Adds what is missing of integrals as they are kept: see areas.ts. */
  private addUp(areas: Areas): void {
    const { service } = this;
    const ns = this.clock.now - this.sinceNs;
    areas.busy += service.busy * ns;
    areas.threads += this.threads * ns;
    areas.queue += service.queued * ns;
    areas.inHand += service.inHand * ns;
    areas.coresBusy += service.coresBusy * ns;
    areas.cores += this.cores * ns;
    areas.replicas += this.replicas * ns;
    areas.ready += this.readyReplicas * ns;
    areas.ns = ns;
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

  override revive(saved: Saved): void {
    const { length } = saved['counted'] as unknown[];
    while (this.counted.length < length) this.counted.push(new Capacity());
  }

  warm(): void {
    this.arrivals.warm();
    this.before.clear();
    this.before.absorb(this.recentAreas(), -1);
    this.queueMax = this.service.queued;
    this.replicasMin = this.replicasMax = this.replicas;
  }

  /** The interval ends. @param at where its columns begin */
  close(rows: Float64Array, at: number): void {
    const { arrivals, ends, partial: areas } = this;
    // A capacity that shrinks along a ramp is looked at once per interval.
    if (this.service.faults.length > 0) this.capacity();
    this.addUp(areas);
    const rejected = this.rejections.recent + this.rejectedEarly;
    rows[at] = arrivals.recent;
    rows[at + 1] = ends.now(OK) + ends.now(DEGRADED);
    rows[at + 2] = ends.nowFailed() - rejected;
    rows[at + 3] = rejected;
    rows[at + 4] = this.left.recent + this.leftEarly;
    rows[at + 5] = areas.threads > 0 ? areas.busy / areas.threads : NaN;
    rows[at + 6] = areas.ns > 0 ? areas.queue / areas.ns : NaN;
    rows[at + 7] = quantileMs(ends.nowGood(), 0.99);
    rows[at + 8] = this.readyReplicas;
    rows[at + 9] = this.service.wanted;
    this.fold();
  }

  private fold(): void {
    const { before, partial } = this;
    this.arrivals.fold();
    this.ends.fold();
    this.rejections.fold();
    this.left.fold();
    this.rejectedEarly = this.leftEarly = 0;
    before.absorb(partial, 1);
    this.inHandNs += partial.inHand;
    partial.clear();
    this.sinceNs = this.clock.now;
  }
}
