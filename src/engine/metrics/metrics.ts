/**
 * Watches a run and counts: an observer that steers nothing. Its state goes into checkpoints; the
 * series and the list of transitions are logs, which a run that goes back only has to cut short.
 */
import { State } from '../kernel/state.ts';
import { Log } from './log.ts';
import type { DecisionView, Observer } from '../model/observer.ts';
import type { ReplicaView } from '../model/flight/views.ts';
import type { Stateful } from '../model/port.ts';
import { ENTITIES, widthOf } from '../model/parts/columns.ts';
import type { World } from '../model/world.ts';
import { ClientMeter, LinkMeter } from './meters.ts';
import { Series } from './series.ts';
import { ServiceMeter } from './service-meter.ts';

export interface Transition {
  atMs: number;
  /** Id of the link or service that has the pattern; null: it is a replica that has changed. */
  link: string | null;
  /** Id of the service whose replica has changed. */
  service?: string;
  /** Index of the replica, for a pattern the caller's, from 1; null when all share the pattern. */
  replica: number | null;
  pattern: string | null;
  from: string;
  to: string;
  why: string;
}

/** What was decided about a service while the run went on. */
export interface Decision extends DecisionView {
  atMs: number;
}

/** What takes each interval down for a page, while it still stands as it ended. */
export interface Rows {
  begin(): void;
  end(): void;
}

/** What a run has behind it: each interval, each change of a state, and each decision. */
export interface Logs {
  series: Series;
  transitions: readonly Transition[];
  decisions: readonly Decision[];
}

/** How much of each lies before a checkpoint. */
type Lengths = { [K in 'intervals' | 'transitions' | 'decisions']: number };

export class Metrics extends State implements Observer {
  static override readonly refs: readonly string[] = ['w', 'series', 'rows'];
  clients: ClientMeter[] = [];
  services: ServiceMeter[] = [];
  links: LinkMeter[] = [];
  private readonly transitionLog = new Log<Transition>();
  private readonly decisionLog = new Log<Decision>();
  series!: Series;
  private w!: World;
  readonly warmupNs: number;
  private readonly durationMs: number;
  /** Where each interval is taken down for drawing; null when nobody draws. */
  rows: Rows | null = null;

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
      this.clients.push((client.observer = new ClientMeter(clock, warmupNs)));
    for (const service of services)
      this.services.push((service.observer = new ServiceMeter(clock, warmupNs, service)));
    for (const link of links) this.links.push((link.observer = new LinkMeter(clock, warmupNs)));
    this.series = new Series(this.durationMs, w);
  }

  get transitions(): readonly Transition[] {
    return this.transitionLog.kept;
  }

  get decisions(): readonly Decision[] {
    return this.decisionLog.kept;
  }

  decision(decision: DecisionView): void {
    this.decisionLog.add({ atMs: this.w.now / 1e6, ...decision });
  }

  lived({ index, service }: ReplicaView, from: string, to: string, why: string): void {
    const who = { link: null, service: service.id, replica: index + 1, pattern: null };
    this.transitionLog.add({ atMs: this.w.now / 1e6, ...who, from, to, why });
  }

  transition(pattern: Stateful, from: string, to: string, why: string): void {
    const { sites, replica, name } = pattern.place;
    for (const { entity, layer } of sites) {
      this.transitionLog.add({
        atMs: this.w.now / 1e6,
        link: entity,
        replica: replica < 0 ? null : replica + 1,
        pattern: `${layer}:${name}`,
        from,
        to,
        why,
      });
    }
  }

  /** Takes over the logs of the run that this one continues, cut short at that point. */
  continueLogs({ series, transitions, decisions }: Logs, upTo: Lengths): void {
    this.series = series;
    series.truncate(upTo.intervals);
    this.transitionLog.kept.push(...transitions.slice(0, upTo.transitions));
    this.decisionLog.kept.push(...decisions.slice(0, upTo.decisions));
  }

  /** The logs up to there, for another run. */
  copyLogs(upTo: Lengths): Logs {
    return {
      series: this.series.copy(upTo.intervals),
      transitions: this.transitions.slice(0, upTo.transitions),
      decisions: this.decisions.slice(0, upTo.decisions),
    };
  }

  /** The warm-up is over: totals and time averages begin. */
  warm(): void {
    for (const of of ENTITIES) for (const meter of this[of]) meter.warm();
  }

  /** An interval of the series ends, now. */
  closeInterval(): void {
    const { series, rows: drawn } = this;
    drawn?.begin();
    let at = series.open();
    for (const of of ENTITIES) {
      const width = widthOf(of);
      for (const meter of this[of]) {
        meter.close(series.rows, at);
        at += width;
      }
    }
    drawn?.end();
  }
}
