/** The report of a comparison, as tables and as CSV. */
import {
  type Difference,
  isIndistinct,
  summaryOf,
  type VariantFigures,
} from '../analysis/compare.ts';
import { count, factor, figure, NONE, percent, time } from '../analysis/figures.ts';
import type { Metric, MetricUnit } from '../analysis/metrics.ts';
import { sentence } from '../analysis/sentence.ts';
import type { Finished } from '../analysis/recovery.ts';
import { ENGINE, type Partial } from '../engine/index.ts';
import { harmless } from '../scenario/problems.ts';
import { formatMs } from '../scenario/units.ts';
import type { Comparison } from './compare-options.ts';
import { csvOf } from '../analysis/csv.ts';
import type { Paint } from './output.ts';
import { type Column, cut, table, wrap } from './table.ts';
import { WIDTH } from './terminal.ts';

/** What has been run. */
export interface Compared {
  variants: VariantFigures[];
  /** Runs that a limit has ended, by variant. */
  limited: number[];
  /** Of the first seed, for what is said of a single one. */
  first: Finished[];
  runs: number;
  wallMs: number;
  partial: Partial | null;
}

export function comparisonReport(
  comparison: Comparison,
  compared: Compared,
  changes: readonly Difference[],
  paint: Paint,
): string[] {
  const [base, ...others] = compared.variants;
  const digests = table(
    [...texts('variant'), ...columns('digest')],
    compared.variants.map(({ name, digest }) => [name, digest ?? NONE]),
  );
  return [
    ...head(comparison, compared, paint),
    ...['', paint.bold(digests[0]!), ...digests.slice(1)],
    ...others.flatMap((other, index) => [
      '',
      ...summary(comparison, compared, index + 1),
      ...section(comparison, base!, other, changes, paint),
    ]),
  ];
}

function head(
  { contestants, scenario, title, seeds, baseSeed }: Comparison,
  compared: Compared,
  paint: Paint,
): string[] {
  const { duration, warmup } = contestants[0]!.spec;
  const named = title === '' ? scenario : `${harmless(title)} (${scenario})`;
  const excluded = warmup === 0 ? '' : `, first ${formatMs(warmup)} excluded as warm-up`;
  const seed = harmless(baseSeed);
  const on = seeds === 1 ? `seed ${seed}` : `${count(seeds)} seeds from ${seed}`;
  const { runs, wallMs, partial } = compared;
  const lines = [
    paint.bold(cut(harmless(named), WIDTH)),
    cut(`${formatMs(duration)}${excluded}, ${on}`, WIDTH),
    paint.dim(`${count(runs)} runs in ${time(wallMs)}, engine ${ENGINE}`),
  ];
  if (!partial) return lines;
  const warning = `Ended by ${partial.limit}: ${partial.message}.`;
  const rest = 'The results cover the runs until then.';
  return [...lines, ...wrap(`${warning} ${rest}`).map((line) => paint.alarm(line))];
}

/** In words, for a single seed. */
function summary({ contestants, seeds }: Comparison, { first }: Compared, index: number): string[] {
  const [a, b] = [first[0], first[index]];
  if (!a || !b || seeds > 1) return [];
  const said = sentence(
    { ...a, name: contestants[0]!.name },
    { ...b, name: contestants[index]!.name },
  );
  return wrap(harmless(said));
}

const texts = (...heads: string[]): Column[] => heads.map((head) => ({ head, text: true }));
const columns = (...heads: string[]): Column[] => heads.map((head) => ({ head }));

const HEAD_MAX = 20;

function section(
  { metrics, seeds }: Comparison,
  base: VariantFigures,
  other: VariantFigures,
  changes: readonly Difference[],
  paint: Paint,
): string[] {
  const [before, after] = [summaryOf(base).metrics, summaryOf(other).metrics];
  const rows = metrics.flatMap((metric) => {
    const change = changes.find((one) => one.b === other.name && one.metric === metric.name);
    if (!change) return [];
    return [
      [
        metric.name,
        shown(metric.unit, before[metric.name]!.mean),
        shown(metric.unit, after[metric.name]!.mean),
        signed(metric.unit, change.mean),
        ...(seeds > 1 ? [interval(metric.unit, change)] : []),
        verdict(metric, change),
      ],
    ];
  });
  const names = [base, other].map(({ name }) => cut(harmless(name), HEAD_MAX));
  const lines = table(
    [
      ...texts('metric'),
      ...columns(...names, 'difference', ...(seeds > 1 ? ['95 % interval'] : [])),
      ...texts('verdict'),
    ],
    rows,
  );
  return [paint.bold(lines[0]!), ...lines.slice(1)];
}

function verdict({ better }: Metric, change: Difference): string {
  const { mean, n } = change;
  if (mean === null) return NONE;
  if (isIndistinct(change) && mean !== 0) return `not distinguishable at ${n} seeds`;
  if (mean === 0) return 'equal';
  return mean < 0 === (better === 'lower') ? 'better' : 'worse';
}

const interval = (unit: MetricUnit, { low, high }: Difference): string =>
  low === null || high === null ? NONE : `${signed(unit, low)} to ${signed(unit, high)}`;

const WRITTEN: Readonly<Record<MetricUnit, (value: number | null) => string>> = {
  ms: time,
  share: percent,
  rate: (value) => `${figure(value)}/s`,
  factor,
  number: (value) => (Number.isInteger(value) ? count(value) : figure(value)),
};

const shown = (unit: MetricUnit, value: number | null): string =>
  value === null ? NONE : WRITTEN[unit](value);

/** A difference of shares is in percentage points. */
function signed(unit: MetricUnit, value: number | null): string {
  if (value === null) return NONE;
  const size = Math.abs(value);
  const text = unit === 'share' ? `${figure(size * 100)} pp` : WRITTEN[unit](size);
  return value === 0 ? text : `${value < 0 ? '−' : '+'}${text}`;
}

/** A row per variant and metric, with its difference from the first. */
export function comparisonCsv(
  variants: readonly VariantFigures[],
  changes: readonly Difference[],
): string {
  const columns = ['mean', 'low', 'high', 'n'] as const;
  const compared = ['mean', 'low', 'high', 'better', 'worse', 'equal', 'p', 'n'] as const;
  const heads = compared.map((key) => `difference.${key}`);
  const rows = variants.flatMap((variant) =>
    Object.entries(summaryOf(variant).metrics).map(([metric, estimate]) => {
      const change = changes.find((one) => one.b === variant.name && one.metric === metric);
      return [
        ...[variant.name, variant.digest, metric],
        ...columns.map((key) => estimate[key]),
        ...compared.map((key) => change?.[key]),
      ];
    }),
  );
  return csvOf([['variant', 'digest', 'metric', ...columns, ...heads], ...rows]);
}
