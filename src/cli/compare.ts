/** `compare`: runs variants of a scenario on the same seeds, and prints what differs. */
import { ENGINE, type Partial } from '../engine/index.ts';
import {
  differences,
  figuresOf,
  seedAt,
  summaryOf,
  type VariantFigures,
} from '../analysis/compare.ts';
import { type Finished, goodputOf } from '../analysis/recovery.ts';
import { type Compared, comparisonCsv, comparisonReport } from './compare-report.ts';
import { type CompareCommandOptions, type Comparison, comparisonOf } from './compare-options.ts';
import { opened, save } from './csv-file.ts';
import { drive } from './drive.ts';
import { complain, paintFor, print, printJson } from './output.ts';
import { DONE, FAILED, STOPPED } from './status.ts';

export type { CompareCommandOptions } from './compare-options.ts';

export async function compare(
  file: string,
  other: string | undefined,
  options: CompareCommandOptions,
): Promise<number> {
  const files = other === undefined ? [file] : [file, other];
  const comparison = await comparisonOf(files, options);
  const csv = options.csv === undefined ? null : opened(options.csv, files);
  const compared = await runAll(comparison);
  const changes = differences(compared.variants, comparison.metrics);
  const text = (): string => comparisonCsv(compared.variants, changes);
  const unsaved = csv === null ? null : save(csv, options.csv!, text(), LOST);
  if (options.json) printJson(objectOf(comparison, compared));
  else print(comparisonReport(comparison, compared, changes, paintFor(process.stdout)));
  for (const [index, n] of compared.limited.entries())
    if (n > 0) complain(`${compared.variants[index]!.name}: a limit ended ${n} of its runs`);
  if (unsaved !== null) complain(unsaved);
  if (compared.partial) return STOPPED;
  return unsaved === null ? DONE : FAILED;
}

const LOST = 'the comparison was not written';

/** Seed by seed, so that what has been run when a signal comes can be compared. */
async function runAll({ contestants, metrics, baseSeed, seeds }: Comparison): Promise<Compared> {
  const fromMs = performance.now();
  const all = contestants.map(({ name }) => figuresOf(name, [], metrics));
  const limited = contestants.map(() => 0);
  const first: Finished[] = [];
  let runs = 0;
  let partial: Partial | null = null;
  for (let k = 0; k < seeds && !partial; k++)
    for (const [index, { name, spec }] of contestants.entries()) {
      const seeded = { ...spec, seed: seedAt(baseSeed, k) };
      const { result, series } = await drive(seeded, {});
      if (result.partial?.limit === 'interrupted') {
        partial = result.partial;
        break;
      }
      runs++;
      if (result.partial) limited[index]!++;
      const run = { spec: seeded, result, goodput: goodputOf(series()) };
      if (k === 0) first.push(run);
      all[index] = joined(all[index]!, figuresOf(name, [run], metrics));
    }
  return { variants: all, limited, first, runs, wallMs: performance.now() - fromMs, partial };
}

const joined = (earlier: VariantFigures, later: VariantFigures): VariantFigures => ({
  name: later.name,
  digest: earlier.digest ?? later.digest,
  figures: Object.fromEntries(
    Object.entries(later.figures).map(([metric, values]) => [
      metric,
      [...(earlier.figures[metric] ?? []), ...values],
    ]),
  ),
});

/** The object of the format, its keys in that order. */
function objectOf({ scenario, baseSeed, seeds, metrics }: Comparison, compared: Compared) {
  const { variants, limited, runs, wallMs, partial } = compared;
  return {
    ...{ command: 'compare', scenario, engine: ENGINE, seeds, baseSeed, runs, wallMs, partial },
    variants: variants.map((one, index) => ({ ...summaryOf(one), limited: limited[index]! })),
    differences: differences(variants, metrics),
  };
}
