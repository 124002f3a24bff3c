/** Kubernetes' HorizontalPodAutoscaler v2: looks at its metrics every syncPeriod. */
import { nsOf } from '../kernel/ns.ts';
import { TIMER } from '../kernel/queue.ts';
import type { HpaSpec } from '../model/autoscale.table.ts';
import type { Port } from '../model/port.ts';
import { Scaler, type Scaled, type ScaledReplica, type ScalerKit } from '../model/scaler.ts';
import {
  byRequests,
  byUtilization,
  type Changed,
  largest,
  limited,
  stabilized,
  type Usage,
  type Wanted,
} from './hpa-arithmetic.ts';
import { Load, type Since } from './load.ts';
import { Recent } from './recent.ts';

const NS_PER_MS = 1e6;
const NS_PER_S = 1e9;
/** The longest period of a policy. */
const CHANGES_NS = 1800 * NS_PER_S;

// What an event is for.
const SYNC = 0;
const MARK = 1;

const min = (a: number, b: number): number => (b < a ? b : a);
const max = (a: number, b: number): number => (b > a ? b : a);
const sum = (a: number, b: number): number => a + b;

export class Hpa extends Scaler {
  /** The next events; 0: none within the run. */
  private dueSync = 0.5;
  private dueMark = 0.5;
  private periodNs = 0.5;
  private windowNs = 0.5;
  private readonly load: Load;
  /** What the metrics asked for. */
  private readonly asked = new Recent();
  /** Its own changes of the number. */
  private readonly added = new Recent();
  private readonly removed = new Recent();

  constructor(service: Scaled, kit: ScalerKit) {
    super(service, kit);
    this.load = new Load(service, kit.clock);
    this.dueSync = this.dueMark = this.periodNs = this.windowNs = 0;
  }

  private get spec(): HpaSpec {
    return this.service.spec.autoscale as HpaSpec;
  }

  override busyChanged(replica: ScaledReplica): void {
    this.load.busyChanged(replica);
  }

  override schedule(w: Port): void {
    const periodNs = nsOf(this.spec.syncPeriod);
    const windowNs = nsOf(this.spec.metricsWindow);
    if (periodNs === this.periodNs && windowNs === this.windowNs) return;
    if (this.periodNs === 0) {
      // It has been running for long, and was content.
      this.load.mark();
      this.asked.add(w.now, this.service.wanted);
    }
    this.periodNs = periodNs;
    this.windowNs = windowNs;
    this.dueSync = this.next(w, SYNC);
    this.dueMark = this.marksAtSyncs ? 0 : this.next(w, MARK);
  }

  /** A window begins when another one ends. */
  private get marksAtSyncs(): boolean {
    return this.windowNs % this.periodNs === 0;
  }

  /** At multiples of the period; marks one window earlier. @returns the event's key */
  private next(w: Port, what: number): number {
    const { periodNs, windowNs } = this;
    const phaseNs = what === SYNC ? 0 : periodNs - (windowNs % periodNs);
    const atNs = (Math.floor((w.now - phaseNs) / periodNs) + 1) * periodNs + phaseNs;
    return atNs < w.endNs ? w.wakeAt(this, atNs, TIMER, what) : 0;
  }

  override wake(w: Port, key: number, what: number): void {
    if (what === MARK) {
      if (key !== this.dueMark) return;
      this.load.mark();
      this.dueMark = this.next(w, MARK);
      return;
    }
    if (key !== this.dueSync) return;
    this.sync(w.now);
    if (this.marksAtSyncs) this.load.mark();
    this.dueSync = this.next(w, SYNC);
  }

  private sync(nowNs: number): void {
    const { spec } = this;
    const { wanted: current } = this.service;
    const since = this.load.over(this.windowNs);
    if (current === 0) return;
    if (current > spec.max)
      return this.change({ replicas: spec.max, why: `more than max ${spec.max}` }, nowNs);
    if (current < spec.min)
      return this.change({ replicas: spec.min, why: `fewer than min ${spec.min}` }, nowNs);
    const best = largest(this.proposals(since, nowNs), current);
    if (best === null) return;
    const within = (ms: number): number => nowNs - ms * NS_PER_MS;
    const [upNs, downNs] = [spec.scaleUp, spec.scaleDown].map((rules) =>
      within(rules.stabilizationWindow),
    ) as [number, number];
    this.asked.forget(min(upNs, downNs));
    const least = this.asked.since(upNs, min, Infinity);
    const most = this.asked.since(downNs, max, -Infinity);
    this.asked.add(nowNs, best.replicas);
    const changed = (log: Recent): Changed => {
      return (ms) => log.since(within(ms), sum, 0);
    };
    const changes = { added: changed(this.added), removed: changed(this.removed) };
    this.change(limited(stabilized(best, current, { least, most }), current, spec, changes), nowNs);
  }

  private change({ replicas, why }: Wanted, nowNs: number): void {
    const by = replicas - this.service.wanted;
    if (by === 0) return;
    const log = by > 0 ? this.added : this.removed;
    log.forget(nowNs - CHANGES_NS);
    log.add(nowNs, Math.abs(by));
    this.kit.scaleTo(replicas, why);
  }

  /** What each metric asks for; null: it says nothing. */
  private proposals(since: Since, nowNs: number): (Wanted | null)[] {
    const { metrics, tolerance } = this.spec;
    const at = { current: this.service.wanted, tolerance };
    const ns = nowNs - since.atNs;
    return metrics.map((metric) => {
      if (metric === null) return null;
      if ('utilization' in metric)
        return byUtilization(this.usage(since, nowNs), metric.utilization, at);
      return byRequests(since.requests / (ns / NS_PER_S), metric.requestsPerReplica, at);
    });
  }

  /**
   * Who counts for the utilization: of those that do not leave, whoever has been ready for a whole
   * window. A process that is down has no sample.
   */
  private usage(since: Since, nowNs: number): Usage {
    const { replicas, threads } = this.service;
    const counts = { used: 0, counted: 0, missing: 0, ignored: 0 };
    for (const { index, state, readySinceNs } of replicas)
      if (state === 'draining') continue;
      else if (state === 'down' || state === 'restarting') counts.missing++;
      else if (readySinceNs > nowNs - this.windowNs) counts.ignored++;
      else {
        counts.counted++;
        counts.used += since.areaOf(index);
      }
    return { ...counts, requested: threads * (nowNs - since.atNs) };
  }
}
