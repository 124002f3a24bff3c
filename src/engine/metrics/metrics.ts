/**
 * Watches a run and counts: an observer that steers nothing. Its state goes into checkpoints; the
 * series and the list of transitions are logs, which a run that goes back only has to cut short.
 */
import { State } from '../kernel/state.ts';
import { Streams } from '../kernel/streams.ts';
import type { Client } from '../model/client.ts';
import type { Frame } from '../model/frame.ts';
import type { Link } from '../model/link.ts';
import type { Observer } from '../model/observer.ts';
import { DEGRADED, OK, type Outcome } from '../model/outcome.ts';
import type { Pattern } from '../model/pattern.ts';
import type { Service } from '../model/service.ts';
import type { World } from '../model/world.ts';
import { ClientMeter, LinkMeter, ServiceMeter } from './meters.ts';
import { Samples } from './samples.ts';
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
  static override readonly refs: readonly string[] = [
    'w',
    'clock',
    'series',
    'transitions',
    'streams',
  ];
  clients: ClientMeter[] = [];
  services: ServiceMeter[] = [];
  links: LinkMeter[] = [];
  /** Transitions seen; the log keeps the first of them. */
  seen = 0;
  readonly transitions: Transition[] = [];
  series!: Series;
  private w!: World;
  private clock!: { readonly now: number };
  readonly warmupNs: number;
  /** For the samples: not one of the run's, so that sampling more or less changes nothing. */
  readonly streams: Streams;

  constructor(seed: string, warmupMs: number) {
    super();
    this.streams = new Streams(seed);
    this.warmupNs = Math.round(warmupMs * 1e6);
  }

  /** Begins to watch a world in which nothing has happened yet. */
  watch(w: World, durationMs: number): void {
    this.w = w;
    this.clock = w.queue;
    this.clients = w.clients.map(() => new ClientMeter(w.links.length));
    this.services = w.services.map(() => new ServiceMeter());
    this.links = w.links.map(
      ({ id }) => new LinkMeter(new Samples(this.streams.get(`${id}.samples`), w.queue)),
    );
    for (const service of w.services) this.capacity(service);
    this.series = new Series(durationMs, w.clients.length, w.services.length, w.links.length);
  }

  requestBegan(client: Client): void {
    this.clients[client.index]!.offered.recent++;
  }

  requestEnded(client: Client, f: Frame, o: Outcome): void {
    const meter = this.clients[client.index]!;
    const counts = f.start >= this.warmupNs;
    meter.ends.add(o, this.clock.now - f.start, counts);
    if (o > DEGRADED && counts) meter.causes[f.cause]!++;
  }

  callBegan(link: Link): void {
    this.links[link.index]!.calls.recent++;
  }

  callEnded(link: Link, f: Frame, o: Outcome): void {
    const ns = this.clock.now - f.start;
    this.links[link.index]!.ends.add(o, ns, f.start >= this.warmupNs);
  }

  attemptBegan(link: Link): void {
    this.links[link.index]!.attempts.recent++;
  }

  attemptEnded(link: Link, f: Frame, o: Outcome): void {
    this.links[link.index]!.samples.add(f, o);
  }

  arrived(service: Service): void {
    this.occupancy(service);
    this.services[service.index]!.arrived.recent++;
  }

  rejected(service: Service, f: Frame, o: Outcome): void {
    const meter = this.services[service.index]!;
    const counts = f.arrived >= this.warmupNs;
    const ns = this.clock.now - f.arrived;
    meter.ends.add(o, ns, counts);
    meter.spentNs += ns;
    if (counts) meter.rejected.recent++;
    else meter.rejectedEarly++;
  }

  started(service: Service, f: Frame): void {
    if (f.arrived >= this.warmupNs)
      this.services[service.index]!.wait.add(this.clock.now - f.arrived);
  }

  answered(service: Service, f: Frame, o: Outcome): void {
    const meter = this.services[service.index]!;
    const ns = this.clock.now - f.arrived;
    meter.ends.add(o, ns, f.arrived >= this.warmupNs);
    meter.spentNs += ns;
  }

  abandoned(service: Service, f: Frame): void {
    const meter = this.services[service.index]!;
    if (f.arrived >= this.warmupNs) meter.abandoned.recent++;
    else meter.abandonedEarly++;
  }

  occupancy(service: Service): void {
    this.services[service.index]!.elapse(service, this.clock);
  }

  capacity(service: Service): void {
    this.services[service.index]!.count(service, this.clock.now);
  }

  transition(pattern: Pattern, from: string, to: string, why: string): void {
    if (this.seen++ >= TRANSITIONS_MAX) return;
    const { entity, replica, layer, name } = pattern.place;
    this.transitions.push({
      atMs: this.clock.now / 1e6,
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
    for (const meter of [...this.clients, ...this.links]) meter.warm();
    for (const service of this.w.services) {
      this.occupancy(service);
      this.services[service.index]!.warm(service);
    }
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
    for (const service of w.services) this.closeService(service, row);
  }

  private closeService(service: Service, row: number): void {
    const meter = this.services[service.index]!;
    const { arrived, ends, recentArea } = meter;
    const columns = this.series.services[service.index]!;
    this.occupancy(service);
    // A capacity that shrinks along a ramp is looked at once per interval.
    if (service.faults.length > 0) this.capacity(service);
    const rejected = meter.rejected.recent + meter.rejectedEarly;
    columns.arrived[row] = arrived.recent;
    columns.completed[row] = ends.now(OK) + ends.now(DEGRADED);
    columns.failed[row] = ends.nowFailed() - rejected;
    columns.rejected[row] = rejected;
    columns.abandoned[row] = meter.abandoned.recent + meter.abandonedEarly;
    const { busy, threads, queue, ns } = recentArea;
    columns.utilization[row] = threads > 0 ? busy / threads : null;
    columns.queue[row] = ns > 0 ? queue / ns : null;
    columns.p99Ms[row] = quantileMs(ends.nowGood(), 0.99);
    meter.fold();
  }
}
