/**
 * Watches a run and counts: an observer that steers nothing. Its state goes into checkpoints; the
 * series and the list of transitions are logs, which a run that goes back only has to cut short.
 */
import { State } from '../kernel/state.ts';
import type { Observer } from '../model/observer.ts';
import { DEGRADED, OK } from '../model/outcome.ts';
import type { Pattern } from '../model/pattern.ts';
import type { World } from '../model/world.ts';
import { ClientMeter, LinkMeter, ServiceMeter } from './meters.ts';
import { quantileMs, Series } from './series.ts';

/** More transitions than this are not kept. */
const TRANSITIONS_MAX = 10_000;

export interface Transition {
  atMs: number;
  /** Id of the link or service. */
  link: string;
  /** Index of the caller's replica, from 1; null when all share the pattern. */
  replica: number | null;
  pattern: string;
  from: string;
  to: string;
  why: string;
}

export class Metrics extends State implements Observer {
  static override readonly refs: readonly string[] = ['w', 'series', 'transitions'];
  clients: ClientMeter[] = [];
  services: ServiceMeter[] = [];
  links: LinkMeter[] = [];
  /** Transitions seen; the log keeps the first of them. */
  seen = 0;
  readonly transitions: Transition[] = [];
  series!: Series;
  private w!: World;
  readonly warmupNs: number;
  private readonly durationMs: number;

  constructor(durationMs: number, warmupMs: number) {
    super();
    this.durationMs = durationMs;
    this.warmupNs = Math.round(warmupMs * 1e6);
  }

  /** Begins to watch a world in which nothing has happened yet. */
  watch(w: World): void {
    this.w = w;
    const { queue: clock, clients, services, links } = w;
    const { warmupNs } = this;
    for (const client of clients)
      this.clients.push((client.observer = new ClientMeter(clock, warmupNs, links.length)));
    for (const service of services)
      this.services.push((service.observer = new ServiceMeter(clock, warmupNs, service)));
    for (const link of links) this.links.push((link.observer = new LinkMeter(clock, warmupNs)));
    this.series = new Series(this.durationMs, clients.length, services.length, links.length);
  }

  transition(pattern: Pattern, from: string, to: string, why: string): void {
    if (this.seen++ >= TRANSITIONS_MAX) return;
    const { entity, replica, layer, name } = pattern.place;
    this.transitions.push({
      atMs: this.w.now / 1e6,
      link: entity,
      replica: replica < 0 ? null : replica + 1,
      pattern: `${layer}:${name}`,
      from,
      to,
      why,
    });
  }

  /** Takes over the logs of the run that this one continues, cut short at that point. */
  continueLogs(
    series: Series,
    transitions: readonly Transition[],
    { intervals, transitions: count }: { intervals: number; transitions: number },
  ): void {
    this.series = series;
    series.truncate(intervals);
    this.transitions.push(...transitions.slice(0, count));
  }

  /** The warm-up is over: totals and time averages begin. */
  warm(): void {
    for (const meter of [...this.clients, ...this.links, ...this.services]) meter.warm();
  }

  /** An interval of the series ends, now. */
  closeInterval(): void {
    const { series, w } = this;
    const row = series.tMs.length;
    series.tMs.push(row * series.intervalMs);
    this.clients.forEach((meter, i) => {
      const { offered, ends } = meter;
      const columns = series.clients[i]!;
      columns.offered[row] = offered.recent;
      columns.succeeded[row] = ends.now(OK);
      columns.degraded[row] = ends.now(DEGRADED);
      columns.failed[row] = ends.nowFailed();
      const latency = ends.nowGood();
      columns.p50Ms[row] = quantileMs(latency, 0.5);
      columns.p99Ms[row] = quantileMs(latency, 0.99);
      meter.fold();
    });
    this.links.forEach((meter, i) => {
      const { calls, attempts, ends } = meter;
      const columns = series.links[i]!;
      columns.calls[row] = calls.recent;
      columns.attempts[row] = attempts.recent;
      columns.succeeded[row] = ends.now(OK) + ends.now(DEGRADED);
      columns.failed[row] = ends.nowFailed();
      columns.p99Ms[row] = quantileMs(ends.nowGood(), 0.99);
      meter.fold();
    });
    this.services.forEach((meter, i) => {
      const { arrivals, ends } = meter;
      const columns = series.services[i]!;
      // A capacity that shrinks along a ramp is looked at once per interval.
      if (w.services[i]!.faults.length > 0) meter.capacity();
      const rejected = meter.rejections.recent + meter.rejectedEarly;
      columns.arrived[row] = arrivals.recent;
      columns.completed[row] = ends.now(OK) + ends.now(DEGRADED);
      columns.failed[row] = ends.nowFailed() - rejected;
      columns.rejected[row] = rejected;
      columns.abandoned[row] = meter.left.recent + meter.leftEarly;
      const { busy, threads, queue, ns } = meter.recentAreas();
      columns.utilization[row] = threads > 0 ? busy / threads : null;
      columns.queue[row] = ns > 0 ? queue / ns : null;
      columns.p99Ms[row] = quantileMs(ends.nowGood(), 0.99);
      meter.fold();
    });
  }
}
