/**
 * Runs for comparing with theory. A figure is measured in several runs that differ in their seed
 * only: runs are independent of each other, whatever is correlated within one, so the spread of the
 * figure between seeds gives the standard error of its mean without a model of the correlation.
 *
 * Tolerances are relative and stated in each test. Where no source gives one, it is three to four
 * standard errors of the mean over the seeds, or more, rounded up to a plain number, as a pilot of
 * 16 other seeds showed them. `agree` refuses a tolerance of less than two standard errors:
 * such a test would pass by luck. In full there are four times as many seeds of four times the
 * length, so a quarter of the error, and a quarter of the tolerance.
 */
import { expect } from 'vitest';
import { createRun, type RunResult, type Spec } from '../../src/engine/index.ts';
import { formatProblem, read } from '../../src/scenario/read.ts';
import { figure, full } from '../full.ts';

export type Scenario = Record<string, unknown>;

/** What full mode has more of: seeds, length of runs; and what the tolerance is divided by. */
export const MORE = full ? 4 : 1;

/** Percentiles come from buckets whose middle is within 0.8 % of all that is in them. */
export const BUCKET = 0.008;

/** Reads a scenario that must be good. */
export function specOf(scenario: Scenario | string): Spec {
  const text = typeof scenario === 'string' ? scenario : JSON.stringify(scenario);
  const { spec, problems } = read(text);
  if (!spec)
    throw new Error(problems.map((problem) => formatProblem('scenario', problem)).join('\n'));
  return spec;
}

function resultOf(spec: Spec): RunResult {
  const run = createRun(spec);
  run.advance();
  const result = run.result();
  expect(result.partial).toBeNull();
  return result;
}

/** One run to its end. */
export function simulate(scenario: Scenario | string, seed = '1'): RunResult {
  return resultOf({ ...specOf(scenario), seed });
}

/** So many runs (in full four times as many) with seeds 1, 2, 3 … */
export function replicate(scenario: Scenario | string, seeds: number): RunResult[] {
  const spec = specOf(scenario);
  return Array.from({ length: seeds * MORE }, (_, i) => resultOf({ ...spec, seed: `${i + 1}` }));
}

/** An open client `web` that calls a service `api`; `more` goes over the whole. */
export function station(rate: number, seconds: number, api: object, more: object = {}): Scenario {
  const length = seconds * MORE;
  return {
    version: 1,
    duration: `${length}s`,
    // Long against the relaxation of all queues here, which start empty.
    warmup: `${length / 20}s`,
    clients: { web: { load: { rate }, steps: [{ call: 'api' }] } },
    services: { api },
    ...more,
  };
}

/** A figure that must be there. */
export function there(value: number | null | undefined): number {
  if (value === null || value === undefined) throw new Error('a figure is missing');
  return value;
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Standard error of the mean of independent values. */
export function errorOf(values: readonly number[]): number {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

export interface Tolerance {
  /** Share of the theory's figure, for the few and short runs of an ordinary test. */
  within: number;
  /** A coarseness that longer runs do not lessen: added. */
  grain?: number;
}

/** Claims that the mean of a figure over all runs is what theory says. */
export function agree(
  claim: string,
  runs: readonly RunResult[],
  of: (result: RunResult) => number | null | undefined,
  theory: number,
  { within, grain = 0 }: Tolerance,
): void {
  const values = runs.map((run) => there(of(run)));
  const measured = meanOf(values);
  const error = errorOf(values) / theory;
  const tolerance = within / MORE + grain;
  const off = measured / theory - 1;
  figure('theory', {
    claim,
    theory: Number(theory.toPrecision(6)),
    measured: Number(measured.toPrecision(6)),
    'off %': Number((100 * off).toFixed(3)),
    'standard error %': Number((100 * error).toFixed(3)),
    'within %': Number((100 * tolerance).toFixed(3)),
  });
  const said = `${claim}: theory ${theory}, measured ${measured} ± ${error * theory}`;
  expect(2 * error, `too few runs for this tolerance: ${said}`).toBeLessThan(tolerance);
  expect(Math.abs(off), said).toBeLessThanOrEqual(tolerance);
}
