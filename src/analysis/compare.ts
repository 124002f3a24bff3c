/**
 * Variants of a scenario against the scenario itself, on the same seeds. Each seed gives one
 * difference, so what all variants have in common, such as the arrivals, does not blur it.
 */
import type { Metric } from './metrics.ts';
import type { Finished } from './recovery.ts';
import { type Estimate, estimate, pValue } from './statistics.ts';

/** A variant's value of a metric for each seed, in their order; null over nothing. */
export type Figures = readonly (number | null)[];

export interface VariantFigures {
  name: string;
  /** Of the first seed; null: it was not run. */
  digest: string | null;
  /** By metric. */
  figures: Readonly<Record<string, Figures>>;
}

export interface VariantSummary {
  name: string;
  digest: string | null;
  metrics: Record<string, Estimate>;
}

export interface Difference {
  metric: string;
  a: string;
  b: string;
  /** Mean of b − a, with its 95 % interval. */
  mean: number | null;
  low: number | null;
  high: number | null;
  /** Seeds in which b is better or worse than a, or equal. */
  better: number;
  worse: number;
  equal: number;
  /** Two-sided; null below two seeds. */
  p: number | null;
  n: number;
}

/** The figures of a variant from its runs, one for each seed. */
export const figuresOf = (
  name: string,
  runs: readonly Finished[],
  metrics: readonly Metric[],
): VariantFigures => ({
  name,
  digest: runs[0]?.result.digest ?? null,
  figures: Object.fromEntries(
    metrics.map((metric) => [metric.name, runs.map((run) => metric.of(run))]),
  ),
});

export const summaryOf = ({ name, digest, figures }: VariantFigures): VariantSummary => ({
  name,
  digest,
  metrics: Object.fromEntries(
    Object.entries(figures).map(([metric, values]) => [
      metric,
      estimate(values.filter((value) => value !== null)),
    ]),
  ),
});

/** Each variant but the first against the first, metric by metric. */
export const differences = (
  [base, ...others]: readonly VariantFigures[],
  metrics: readonly Metric[],
): Difference[] =>
  base ? others.flatMap((other) => metrics.map((metric) => differenceOf(base, other, metric))) : [];

/** Seeds in which either has no value are left out. */
function differenceOf(a: VariantFigures, b: VariantFigures, { name, better }: Metric): Difference {
  const before = a.figures[name] ?? [];
  const deltas = (b.figures[name] ?? []).flatMap((value, seed) => {
    const other = before[seed] ?? null;
    return value === null || other === null ? [] : [value - other];
  });
  const sign = better === 'lower' ? -1 : 1;
  const { mean, low, high, n } = estimate(deltas);
  return {
    ...{ metric: name, a: a.name, b: b.name, mean, low, high },
    better: deltas.filter((delta) => delta * sign > 0).length,
    worse: deltas.filter((delta) => delta * sign < 0).length,
    equal: deltas.filter((delta) => delta === 0).length,
    ...{ p: pValue(deltas), n },
  };
}

/** Whether 0 lies within the interval of a difference; false below two seeds. */
export const isIndistinct = ({ low, high }: Difference): boolean =>
  low !== null && high !== null && low <= 0 && high >= 0;

/** Seed k of a base seed; the first is the base seed itself. */
export function seedAt(base: string, k: number): string {
  if (k === 0) return base;
  return /^-?\d+$/.test(base) ? String(BigInt(base) + BigInt(k)) : `${base}#${k}`;
}
