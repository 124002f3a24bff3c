/**
 * Watches a run and counts: an observer that steers nothing. Its state goes into checkpoints; the
 * series and the list of transitions are logs, which a run that goes back only has to cut short.
 */
import { State } from '../kernel/state.ts';
import type { Observer } from '../model/observer.ts';
import type { Stateful } from '../model/port.ts';
import { ENTITIES, widthOf } from '../model/parts/columns.ts';
import type { World } from '../model/world.ts';
import { ClientMeter, LinkMeter } from './meters.ts';
import { Series } from './series.ts';
import { ServiceMeter } from './service-meter.ts';

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

/** What takes each interval down for a page, while it still stands as it ended. */
export interface Rows {
  begin(): void;
  end(): void;
}

/** What a run has behind it: each interval, and each change of a pattern's state. */
export interface Logs {
  series: Series;
  transitions: readonly Transition[];
}

export class Metrics extends State implements Observer {
  static override readonly refs: readonly string[] = ['w', 'series', 'transitions', 'rows'];
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

  transition(pattern: Stateful, from: string, to: string, why: string): void {
    const { sites, replica, name } = pattern.place;
    for (const { entity, layer } of sites) {
      if (this.seen++ >= TRANSITIONS_MAX) return;
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

  /** The logs up to there, for another run. */
  copyLogs({ intervals, transitions }: { intervals: number; transitions: number }): Logs {
    return {
      series: this.series.copy(intervals),
      transitions: this.transitions.slice(0, transitions),
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
