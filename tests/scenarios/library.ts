/**
 * The scenario library for tests: reads and runs what lies in scenarios/, and measures it. Each run
 * asserts conservation, bounds and Little's law all along. A claim has to hold for each seed by
 * itself, so that a person who changes the seed still sees what the summary says.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import {
  check,
  createRun,
  type RunResult,
  type SeriesResult,
  type Spec,
} from '../../src/engine/index.ts';
import { read } from '../../src/scenario/read.ts';
import { figure, full } from '../full.ts';

const FOLDER = join(import.meta.dirname, '../../scenarios');

export const names: readonly string[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length))
  .sort();

export const textOf = (name: string): string => readFileSync(join(FOLDER, `${name}.yaml`), 'utf8');

/** Paths and values in YAML, as `--set` on the command line takes them. */
export type Changes = Record<string, string>;

/** The spec of a scenario about which there is nothing to say. */
export function specOf(name: string, changes: Changes = {}, seed?: string): Spec {
  const set = Object.entries(changes);
  const { spec, problems } = read(textOf(name), seed === undefined ? { set } : { set, seed });
  expect(problems, name).toEqual([]);
  return spec!;
}

export interface Played {
  result: RunResult;
  series: SeriesResult;
}

export function play(spec: Spec): Played {
  const run = createRun(spec, { check });
  run.advance();
  const result = run.result();
  expect(result.partial).toBeNull();
  return { result, series: run.series() };
}

const SEEDS = full ? 10 : 1;

/** The scenario, or a variant of it, with seeds 1, 2 … */
export const replicate = (name: string, changes?: Changes, seeds = SEEDS): Played[] =>
  Array.from({ length: seeds }, (_, i) => play(specOf(name, changes, `${i + 1}`)));

/** What a column of the series holds of [from, to), in seconds; null where there is nothing. */
function within({ series }: Played, column: readonly (number | null)[], from: number, to: number) {
  const each = series.intervalMs / 1000;
  return column.slice(from / each, to / each);
}

export function sum(played: Played, column: readonly (number | null)[], from: number, to: number) {
  return within(played, column, from, to).reduce((total: number, value) => total + (value ?? 0), 0);
}

/** The mean over the intervals in which there is something. */
export function mean(played: Played, column: readonly (number | null)[], from: number, to: number) {
  const values = within(played, column, from, to).filter((value) => value !== null);
  return sum(played, column, from, to) / values.length;
}

/** How many requests of a client ended well in [from, to), in seconds, for each that began then. */
export const served = (id: string, from: number, to: number) => (played: Played) => {
  const client = played.series.clients[id]!;
  const [offered, succeeded, degraded] = [client.offered, client.succeeded, client.degraded].map(
    (column) => sum(played, column, from, to),
  );
  return (succeeded! + degraded!) / offered!;
};

/** Calls per second that began on a link in [from, to), in seconds. */
export const callsPerSec = (id: string, from: number, to: number) => (played: Played) =>
  sum(played, played.series.links[id]!.calls, from, to) / (to - from);

/** The mean share of a service's threads in hand in [from, to), in seconds. */
export const busy = (id: string, from: number, to: number) => (played: Played) =>
  mean(played, played.series.services[id]!.utilization, from, to);

/** A percentile of the latency that a client saw, in ms. */
export const latency = (id: string, which: 'p50' | 'p99') => (played: Played) =>
  played.result.clients[id]!.latencyMs[which]!;

export const amplification = (id: string) => (played: Played) =>
  played.result.links[id]!.amplification!;

/** What `of` says of each variant, divided by what it says of the same seed's original. */
export const ratios = (
  variants: readonly Played[],
  originals: readonly Played[],
  of: (played: Played) => number,
): number[] => variants.map((variant, i) => of(variant) / of(originals[i]!));

export interface Bounds {
  from?: number;
  to?: number;
}

/** Claims that a figure lies within bounds, whatever the seed. */
export function holds(claim: string, values: readonly number[], bounds: Bounds): void {
  const { from = -Infinity, to = Infinity } = bounds;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const short = (value: number) => Number(value.toPrecision(4));
  const wanted = [from > -Infinity && `≥ ${from}`, to < Infinity && `≤ ${to}`].filter(Boolean);
  figure('scenarios', {
    claim,
    least: short(least),
    most: short(most),
    wanted: wanted.join(', '),
    seeds: values.length,
  });
  expect(least, claim).toBeGreaterThanOrEqual(from);
  expect(most, claim).toBeLessThanOrEqual(to);
}
