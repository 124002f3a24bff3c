/** Two runs side by side: the figures that people compare, each with which of the two is better. */
import type { ClientResult, RunResult } from '../engine/index.ts';
import type { MetricUnit } from './metrics.ts';
import { type Finished, recoveryOf, recoveryRank } from './recovery.ts';

export interface Row {
  /** A path into the result, or a word for what the result as a whole has. */
  metric: string;
  label: string;
  unit: MetricUnit;
  a: number | null;
  b: number | null;
  better: 'a' | 'b' | null;
}

type Figure = [
  metric: string,
  label: string,
  unit: MetricUnit,
  better: 'lower' | 'higher' | null,
  of: (run: Finished) => number | null,
  /** What decides which is better, where it is not the figure itself. */
  rank?: (run: Finished) => number | null,
];

/** The table of differences of two runs. */
export function differenceRows(a: Finished, b: Finished): Row[] {
  const ids = [...new Set([a, b].flatMap(({ result }) => Object.keys(result.clients)))];
  const figures = [
    ...ids.flatMap((id) => clientFigures(id, ids.length > 1 ? `${id} ` : '', a, b)),
    ...worldFigures(a, b),
  ];
  return figures.map(([metric, label, unit, better, of, rank = of]): Row => {
    const winner = betterOf(rank(a), rank(b), better);
    return { metric, label, unit, a: of(a), b: of(b), better: winner };
  });
}

function betterOf(a: number | null, b: number | null, better: Figure[3]): Row['better'] {
  if (a === null || b === null || a === b || better === null) return null;
  return a < b === (better === 'lower') ? 'a' : 'b';
}

function clientFigures(id: string, prefix: string, a: Finished, b: Finished): Figure[] {
  const of =
    (figure: (client: ClientResult) => number | null) =>
    ({ result }: Finished): number | null => {
      const client = result.clients[id];
      return client ? figure(client) : null;
    };
  const path = `clients.${id}`;
  return [
    [`${path}.offered`, `${prefix}offered`, 'number', null, of(({ offered }) => offered)],
    [`${path}.goodputPerSec`, `${prefix}goodput`, 'rate', 'higher', of((c) => c.goodputPerSec)],
    [`${path}.failed`, `${prefix}failed`, 'number', 'lower', of(({ failed }) => failed)],
    ...reasonsOf(id, a, b).map((reason): Figure => {
      const count = of(({ failures }) => failures[reason] ?? 0);
      return [`${path}.failures.${reason}`, `${prefix}failed: ${reason}`, 'number', 'lower', count];
    }),
    [`${path}.degraded`, `${prefix}degraded`, 'number', null, of(({ degraded }) => degraded)],
    [`${path}.latencyMs.p50`, `${prefix}p50, answered`, 'ms', 'lower', of((c) => c.latencyMs.p50)],
    [`${path}.latencyMs.p99`, `${prefix}p99, answered`, 'ms', 'lower', of((c) => c.latencyMs.p99)],
  ];
}

/** Reasons of failures in either run, the most frequent first. */
function reasonsOf(id: string, a: Finished, b: Finished): string[] {
  const counts = new Map<string, number>();
  for (const { result } of [a, b])
    for (const [reason, n] of Object.entries(result.clients[id]?.failures ?? {}))
      counts.set(reason, (counts.get(reason) ?? 0) + n);
  return [...counts].sort(([, x], [, y]) => y - x).map(([reason]) => reason);
}

function worldFigures(a: Finished, b: Finished): Figure[] {
  const counted = [a, b].some(({ result }) => duplicates(result) !== null);
  const recovers = [a, b].some((run) => timeToRecover(run) !== null);
  const figures: (Figure | false)[] = [
    [
      'amplification',
      'attempts per call (highest link)',
      'factor',
      'lower',
      ({ result }) => amplification(result),
    ],
    ['abandoned', 'wasted (caller gone)', 'number', 'lower', ({ result }) => abandoned(result)],
    counted && ['duplicates', 'duplicates', 'number', 'lower', ({ result }) => duplicates(result)],
    recovers && [
      'recoverMs',
      'time to recover (fault over)',
      'ms',
      'lower',
      timeToRecover,
      recoveryRank,
    ],
  ];
  return figures.filter((figure) => figure !== false);
}

const timeToRecover = (run: Finished): number | null => recoveryOf(run)?.recoverMs ?? null;

/** Over all links. */
export function attempts({ links }: RunResult): number {
  return Object.values(links).reduce((sum, link) => sum + link.attempts, 0);
}

/** Of the link on which a call becomes most attempts. */
function amplification({ links }: RunResult): number | null {
  const all = Object.values(links).flatMap((link) => link.amplification ?? []);
  return all.length === 0 ? null : Math.max(...all);
}

/** Requests whose callers had left before they were finished. */
const abandoned = ({ services }: RunResult): number =>
  Object.values(services).reduce((sum, service) => sum + service.abandoned, 0);

/** Null: no service counts them. */
function duplicates({ services }: RunResult): number | null {
  const counts = Object.values(services).flatMap((one) => one.duplicates ?? []);
  return counts.length === 0 ? null : counts.reduce((sum, n) => sum + n, 0);
}
