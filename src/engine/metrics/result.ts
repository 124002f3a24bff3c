/** The result of a run as plain data, in the words and units of the format. */
import { nameOf, OUTCOMES, DEGRADED, OK } from '../model/outcome.ts';
import type { Link } from '../model/parts/link.ts';
import type { Service } from '../model/parts/service.ts';
import type { Client } from '../model/parts/client.ts';
import type { StackPlan } from '../model/parts/stack.ts';
import type { World } from '../model/world.ts';
import type { Histogram } from './histogram.ts';
import type { Ends } from './counts.ts';
import type { Decision, Metrics, Transition } from './metrics.ts';
import type { ColumnsById } from './series.ts';

/** Durations in ms; all but `count` null over nothing. */
export interface Latencies {
  mean: number | null;
  p50: number | null;
  p90: number | null;
  p95: number | null;
  p99: number | null;
  p999: number | null;
  max: number | null;
  count: number;
}

export interface ClientResult {
  offered: number;
  succeeded: number;
  degraded: number;
  failed: number;
  inFlight: number;
  /** Arrivals that were not made, being beyond `maxInFlight`; not in `offered`. */
  dropped: number;
  successRate: number | null;
  goodputPerSec: number | null;
  latencyMs: Latencies;
  failedLatencyMs: Latencies;
  failures: Record<string, number>;
  causes: Record<string, number>;
}

export interface ServiceResult {
  arrived: number;
  completed: number;
  failed: number;
  rejected: number;
  inHand: number;
  abandoned: number;
  utilization: number | null;
  coreUtilization: number | null;
  queueMean: number | null;
  queueMax: number;
  waitMs: Latencies;
  /** Requests that had to wait, of those that a thread or the queue took in. */
  waitedShare: number | null;
  sojournMs: Latencies;
  failures: Record<string, number>;
  /** Attempts sent to each replica, in the order of their creation. */
  picks: number[];
  /** Those that exist and do not leave, on average over time, and of them those ready. */
  replicas: { min: number; mean: number | null; max: number; readyMean: number | null };
  /** Processes that were killed, to start again. */
  restarts: number;
  /** Those of them that held more memory than they may. */
  oomKills: number;
  /** How often a balancer has ejected a replica. */
  ejections: number;
  /** Only of a service that writes: operations done, done again, answered from what is stored. */
  effects?: number;
  duplicates?: number;
  replays?: number;
}

/** A pattern's state when the run ended: of each state, how many replicas are in it. */
export type PatternResult = {
  pattern: string;
  like: string | null;
  state: string | null;
  states: Record<string, number>;
} & Record<string, unknown>;

export interface LinkResult {
  calls: number;
  attempts: number;
  amplification: number | null;
  succeeded: number;
  degraded: number;
  failed: number;
  inFlight: number;
  failures: Record<string, number>;
  latencyMs: Latencies;
  failedLatencyMs: Latencies;
  patterns: PatternResult[];
}

export interface Totals {
  clients: Record<string, ClientResult>;
  services: Record<string, ServiceResult>;
  links: Record<string, LinkResult>;
  transitions: Transition[];
  decisions: Decision[];
}

const ratio = (a: number, b: number): number | null => (b === 0 ? null : a / b);

export function latencies(histogram: Histogram): Latencies {
  const { count } = histogram;
  const at = (q: number): number | null => (count === 0 ? null : histogram.quantile(q) / 1e6);
  return {
    mean: ratio(histogram.sum / 1e6, count),
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    p999: at(0.999),
    max: count === 0 ? null : histogram.max / 1e6,
    count,
  };
}

/** The reasons that occurred, in the order of the list of outcomes. */
function failures(ends: Ends): Record<string, number> {
  const found: Record<string, number> = {};
  for (let o = DEGRADED + 1; o < OUTCOMES.length; o++)
    if (ends.total(o) > 0) found[nameOf(o)] = ends.total(o);
  return found;
}

export function totalsOf(w: World, metrics: Metrics, fromNs: number, toNs: number): Totals {
  const seconds = Math.max(0, toNs - fromNs) / 1e9;
  const byId = <T extends { id: string }, R>(list: readonly T[], result: (item: T) => R) =>
    Object.fromEntries(list.map((item) => [item.id, result(item)]));
  return {
    clients: byId(w.clients, (client) => clientResult(w, metrics, client, seconds)),
    services: byId(w.services, (service) => serviceResult(metrics, service)),
    links: byId(w.links, (link) => linkResult(w, metrics, link)),
    transitions: [...metrics.transitions],
    decisions: [...metrics.decisions],
  };
}

function clientResult(w: World, metrics: Metrics, client: Client, seconds: number): ClientResult {
  const { offered, drops, ends, causes } = metrics.clients[client.index]!;
  const succeeded = ends.total(OK);
  const degraded = ends.total(DEGRADED);
  const failed = ends.totalFailed();
  const named: Record<string, number> = {};
  for (const [cause, count] of causes.entries()) named[causeName(w, cause)] = count;
  return {
    offered: offered.total,
    succeeded,
    degraded,
    failed,
    inFlight: offered.total - succeeded - degraded - failed,
    dropped: drops.total,
    successRate: ratio(succeeded + degraded, succeeded + degraded + failed),
    goodputPerSec: ratio(succeeded + degraded, seconds),
    latencyMs: latencies(ends.totalGood()),
    failedLatencyMs: latencies(ends.failed),
    failures: failures(ends),
    causes: named,
  };
}

/** `checkout->payments: circuit-open` */
function causeName(w: World, cause: number): string {
  const link = w.links[(cause >> 5) - 1];
  return link ? `${link.id}: ${nameOf(cause & 31)}` : 'own steps';
}

function serviceResult(metrics: Metrics, service: Service): ServiceResult {
  const meter = metrics.services[service.index]!;
  const { arrivals, ends, effects, duplicates, replays } = meter;
  const area = meter.totalAreas();
  const completed = ends.total(OK) + ends.total(DEGRADED);
  const rejected = meter.rejections.total;
  const failed = ends.totalFailed() - rejected;
  return {
    arrived: arrivals.total,
    completed,
    failed,
    rejected,
    inHand: arrivals.total - completed - failed - rejected,
    abandoned: meter.left.total,
    utilization: ratio(area.busy, area.threads),
    coreUtilization: ratio(area.coresBusy, area.cores),
    queueMean: ratio(area.queue, area.ns),
    queueMax: meter.queueMax,
    waitMs: latencies(meter.allWaits()),
    waitedShare: meter.waitedShare(),
    sojournMs: latencies(ends.totalGood()),
    failures: failures(ends),
    picks: Array.from(service.replicas, ({ index }) => meter.picks[index] ?? 0),
    replicas: {
      min: meter.replicasMin,
      mean: ratio(area.replicas, area.ns),
      max: meter.replicasMax,
      readyMean: ratio(area.ready, area.ns),
    },
    restarts: meter.restarts,
    oomKills: meter.oomKills,
    ejections: meter.ejections,
    ...(service.ledger && { effects, duplicates, replays }),
  };
}

function linkResult(w: World, metrics: Metrics, link: Link): LinkResult {
  const { calls, attempts, ends } = metrics.links[link.index]!;
  const succeeded = ends.total(OK);
  const degraded = ends.total(DEGRADED);
  const failed = ends.totalFailed();
  return {
    calls: calls.total,
    attempts: attempts.total,
    amplification: ratio(attempts.total, calls.total),
    succeeded,
    degraded,
    failed,
    inFlight: calls.total - succeeded - degraded - failed,
    failures: failures(ends),
    latencyMs: latencies(ends.totalGood()),
    failedLatencyMs: latencies(ends.failed),
    patterns: patternResults(w, link.plan),
  };
}

/** Figures of a pattern are summed over the replicas that have used it. */
export function patternResults(w: World, plan: StackPlan): PatternResult[] {
  return plan.layers.map(({ name, like }, layer) => {
    const instances = new Set(
      plan.stacks.flatMap((stack) => (stack ? [stack.patterns[layer]!] : [])),
    );
    const states: Record<string, number> = {};
    const figures: Record<string, number> = {};
    for (const pattern of instances) {
      const { stateName } = pattern;
      if (stateName !== null) states[stateName] = (states[stateName] ?? 0) + 1;
      for (const [figure, value] of Object.entries(pattern.report(w)))
        figures[figure] = (figures[figure] ?? 0) + value;
    }
    const names = Object.keys(states);
    const state = names.length === 0 ? null : names.length === 1 ? names[0]! : 'mixed';
    return { pattern: name, like, state, states, ...figures };
  });
}

export interface SeriesResult extends ColumnsById {
  intervalMs: number;
  tMs: number[];
}

export const seriesOf = (w: World, { series }: Metrics): SeriesResult => ({
  intervalMs: series.intervalMs,
  tMs: [...series.tMs],
  ...series.byId(w),
});
