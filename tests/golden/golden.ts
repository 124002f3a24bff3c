/**
 * What a golden holds of a scenario's run, and when it may change. A digest is a promise: whoever
 * opens a link sees the run that its sender saw. So one engine number and one scenario have one
 * digest; another one needs another number. The other figures follow from the same events, and only
 * say what moved.
 */
import { createHash } from 'node:crypto';
import { parse } from 'yaml';
import type { Latencies, RunResult } from '../../src/engine/index.ts';

type Row = Record<string, unknown>;

export interface Golden {
  engine: number;
  /** A hash of the document: an edited scenario is another run. */
  scenario: string;
  digest: string;
  clients: Record<string, Row>;
  services: Record<string, Row>;
  links: Record<string, Row>;
}

/** @param text the scenario's YAML */
export function goldenOf(text: string, result: RunResult): Golden {
  const { engine, digest, clients, services, links } = result;
  return {
    engine,
    scenario: hashOf(text),
    digest,
    clients: rows(clients),
    services: rows(services),
    links: rows(links),
  };
}

/** Only words, and notes for the page. */
const BESIDE = ['title', 'summary', 'look', 'layout', 'variants'];

/** Of what it asks for. */
function hashOf(text: string): string {
  const asked = Object.entries(parse(text) as Row).filter(([key]) => !BESIDE.includes(key));
  return createHash('sha256')
    .update(JSON.stringify(sorted(Object.fromEntries(asked))))
    .digest('hex')
    .slice(0, 16);
}

/** Not counts, though they may come out whole. */
const RATIOS: ReadonlySet<string> = new Set([
  ...['successRate', 'goodputPerSec', 'amplification'],
  ...['utilization', 'coreUtilization', 'queueMean'],
]);

/** Counts, and of latencies the median and the 99th percentile, in the order of the keys. */
function rows(figures: Record<string, object>): Record<string, Row> {
  const row = (figure: object): Row =>
    Object.fromEntries(
      Object.entries(figure).flatMap(([key, value]: [string, unknown]): [string, unknown][] => {
        if (isLatencies(value)) return [[key, { p50: short(value.p50), p99: short(value.p99) }]];
        return isCount(value) && !RATIOS.has(key) ? [[key, value]] : [];
      }),
    );
  return sorted(Object.fromEntries(Object.entries(figures).map(([id, f]) => [id, row(f)])));
}

const isLatencies = (value: unknown): value is Latencies =>
  typeof value === 'object' && value !== null && 'p50' in value && 'p99' in value;

/** An integer, or a map of integers by reason. */
const isCount = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.values(value).every(isCount)
    : Number.isInteger(value);

const short = (ms: number | null) => (ms === null ? null : Number(ms.toPrecision(6)));

/** The same data with the keys of every map in code-point order. */
function sorted<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted) as T;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)])) as T;
}

/** JSON with a line for each client, service and link, so that a diff shows what moved where. */
export function print(golden: Golden): string {
  const block = (figures: Record<string, Row>) => {
    const lines = Object.entries(figures).map(
      ([id, row]) => `    ${JSON.stringify(id)}: ${JSON.stringify(row)}`,
    );
    return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n  }`;
  };
  const keys = Object.entries(golden).map(([key, value]) => {
    const text =
      typeof value === 'object' ? block(value as Record<string, Row>) : JSON.stringify(value);
    return `  ${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${keys.join(',\n')}\n}\n`;
}

export type Mode = 'compare' | 'update' | 'ci';
export type Verdict = 'same' | 'write' | { wrong: string };

const AGAIN = 'then `npm run -s golden`, and review the diff';

/** What to do about a golden, `null` when there is none, given what the run is now. */
export function judge(golden: Golden | null, now: Golden, mode: Mode): Verdict {
  if (golden === null)
    return mode === 'ci' ? { wrong: 'has no golden: run the tests once, and review it' } : 'write';
  if (
    golden.digest !== now.digest &&
    golden.engine === now.engine &&
    golden.scenario === now.scenario
  )
    return {
      wrong:
        `the digest moved from ${golden.digest} to ${now.digest} at the same engine number: ` +
        `if that is meant, raise ENGINE in src/engine/version.ts (it is ${now.engine}), ${AGAIN}`,
    };
  if (print(golden) === print(now)) return 'same';
  if (mode === 'update') return 'write';
  if (golden.engine !== now.engine)
    return { wrong: `is of engine ${golden.engine}, this is ${now.engine}: ${AGAIN.slice(5)}` };
  const what = golden.scenario === now.scenario ? 'figures moved' : 'the scenario is another one';
  return { wrong: `${what}: if that is meant, ${AGAIN.slice(5)}` };
}
