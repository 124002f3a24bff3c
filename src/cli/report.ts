/** The report of a run: a page of tables, the most important first. */
import type { PatternResult, RunResult } from '../engine/index.ts';
import { harmless } from '../scenario/problems.ts';
import { formatMs } from '../scenario/units.ts';
import { count, factor, figure, percent, time } from '../analysis/figures.ts';
import type { Paint } from './output.ts';
import { type Column, cut, table, wrap } from './table.ts';
import { WIDTH } from './terminal.ts';

const SHOWN_MAX = { causes: 10, transitions: 20, decisions: 20 } as const;

export interface Heading {
  scenario: string;
  title: string;
  wallMs: number;
}

export function report(result: RunResult, heading: Heading, paint: Paint): string[] {
  const sections = [clients, services, links, failures, causes, transitions, decisions];
  return [
    ...head(result, heading, paint),
    ...sections.flatMap((section) => {
      const lines = section(result);
      return lines.length < 2 ? [] : ['', paint.bold(lines[0]!), ...lines.slice(1)];
    }),
  ];
}

function head(result: RunResult, { scenario, title, wallMs }: Heading, paint: Paint): string[] {
  const { seed, engine, durationMs, warmupMs, digest, events, partial } = result;
  const named = title === '' ? scenario : `${harmless(title)} (${scenario})`;
  const warmup = warmupMs === 0 ? '' : `, first ${formatMs(warmupMs)} excluded as warm-up`;
  const rate = wallMs > 0 ? ` (${count(Math.round((events * 1000) / wallMs))}/s)` : '';
  const lines = [
    paint.bold(cut(harmless(named), WIDTH)),
    cut(`${formatMs(durationMs)}${warmup}, seed ${harmless(seed)}`, WIDTH),
    paint.dim(
      `${count(events)} events in ${time(wallMs)}${rate}, engine ${engine}, digest ${digest}`,
    ),
  ];
  if (!partial) return lines;
  const warning = `Ended at ${time(partial.atMs)} by ${partial.limit}: ${partial.message}.`;
  const rest = 'The results cover the run until then.';
  return [...lines, ...wrap(`${warning} ${rest}`).map((line) => paint.alarm(line))];
}

const texts = (...heads: string[]): Column[] => heads.map((head) => ({ head, text: true }));
const columns = (...heads: string[]): Column[] => heads.map((head) => ({ head }));

const clients = (result: RunResult): string[] =>
  table(
    [
      ...texts('client'),
      ...columns('offered', 'ok', 'degraded', 'failed', 'in flight', 'success', 'goodput'),
      ...columns('p50', 'p99'),
    ],
    Object.entries(result.clients).map(([id, c]) => [
      id,
      ...[c.offered, c.succeeded, c.degraded, c.failed, c.inFlight].map(count),
      percent(c.successRate),
      c.goodputPerSec === null ? figure(null) : `${figure(c.goodputPerSec)}/s`,
      time(c.latencyMs.p50),
      time(c.latencyMs.p99),
    ]),
  );

const services = (result: RunResult): string[] =>
  table(
    [
      ...texts('service'),
      ...columns('arrived', 'completed', 'failed', 'rejected', 'abandoned'),
      ...columns('utilization', 'queue', 'max', 'p99'),
    ],
    Object.entries(result.services).map(([id, s]) => [
      id,
      ...[s.arrived, s.completed, s.failed, s.rejected, s.abandoned].map(count),
      percent(s.utilization),
      figure(s.queueMean),
      count(s.queueMax),
      time(s.sojournMs.p99),
    ]),
  );

const links = (result: RunResult): string[] =>
  table(
    [
      ...texts('link'),
      ...columns('calls', 'attempts', 'per call', 'failed', 'p99'),
      ...texts('patterns'),
    ],
    Object.entries(result.links).map(([id, l]) => [
      id,
      ...[l.calls, l.attempts].map(count),
      factor(l.amplification),
      count(l.failed),
      time(l.latencyMs.p99),
      l.patterns.map(patternText).join(', '),
    ]),
  );

/** `retry, circuitBreaker mixed (2 closed, 1 open)` */
function patternText({ pattern, state, states }: PatternResult): string {
  if (state !== 'mixed') return state === null ? pattern : `${pattern} ${state}`;
  const each = Object.entries(states).map(([name, replicas]) => `${replicas} ${name}`);
  return `${pattern} mixed (${each.join(', ')})`;
}

const failures = (result: RunResult): string[] =>
  counts(
    ['client', 'failure reason', 'requests', 'fraction of failures'],
    Object.entries(result.clients).map(([id, client]) => [id, client.failed, client.failures]),
  );

const causes = (result: RunResult): string[] =>
  counts(
    ['client', 'root cause', 'requests', 'fraction of failures'],
    Object.entries(result.clients).map(([id, client]) => [id, client.failed, client.causes]),
  );

type Counted = [id: string, all: number, counts: Record<string, number>];

/** The most frequent entries over all clients. */
function counts(heads: [string, string, string, string], found: readonly Counted[]): string[] {
  const all = found.flatMap(([id, of, each]) =>
    Object.entries(each).map(([what, n]) => ({ id, what, n, of })),
  );
  // Ties keep their order.
  const rows = all
    .sort((a, b) => b.n - a.n)
    .slice(0, SHOWN_MAX.causes)
    .map(({ id, what, n, of }) => [id, what, count(n), percent(of === 0 ? null : n / of)]);
  const lines = table([...texts(heads[0], heads[1]), ...columns(heads[2], heads[3])], rows);
  return [...lines, ...more(all.length, rows.length)];
}

function transitions(result: RunResult): string[] {
  const shown = result.transitions.slice(0, SHOWN_MAX.transitions);
  const rows = shown.map(({ atMs, link, service = '', replica, pattern, from, to, why }) => [
    `${(atMs / 1000).toFixed(3)} s`,
    link ?? service,
    replica === null ? 'all' : String(replica),
    pattern ?? 'replica',
    `${from} → ${to}`,
    why,
  ]);
  const heads = [
    ...columns('at'),
    ...texts('link or service'),
    ...columns('replica'),
    ...texts('pattern', 'change', 'why'),
  ];
  return [...table(heads, rows), ...more(result.transitions.length, rows.length)];
}

function decisions(result: RunResult): string[] {
  const shown = result.decisions.slice(0, SHOWN_MAX.decisions);
  const rows = shown.map(({ atMs, on, by, from, to, why }) => [
    `${(atMs / 1000).toFixed(3)} s`,
    ...[on, by, `${from} → ${to}`, why],
  ]);
  const heads = [...columns('at'), ...texts('decided on', 'by', 'change', 'why')];
  return [...table(heads, rows), ...more(result.decisions.length, rows.length)];
}

export const more = (all: number, shown: number): string[] =>
  all > shown ? [`… and ${count(all - shown)} more`] : [];
