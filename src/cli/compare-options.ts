/** What `compare` compares: the variants of a scenario, or two scenarios, and by which metrics. */
import { createRun, type RunResult, type Spec } from '../engine/index.ts';
import { defaultMetrics, type Metric, metricOf } from '../analysis/metrics.ts';
import { BASE } from '../scenario/limits.ts';
import { variantSpec } from '../scenario/notes.ts';
import { found, short } from '../scenario/problems.ts';
import { read, type ReadOptions } from '../scenario/read.ts';
import type { VariantOption } from '../scenario/variant-options.ts';
import { baseName, linesOf, readInput, SCENARIO_BYTES_MAX } from './input.ts';
import { complain } from './output.ts';
import { readSets, readUntil, shorten } from './run-options.ts';
import { BadInput } from './status.ts';

export interface CompareCommandOptions {
  variant?: readonly string[];
  set?: readonly string[];
  seed?: string;
  seeds?: string;
  until?: string;
  metric?: readonly string[];
  json?: boolean;
  csv?: string;
}

export interface Contestant {
  name: string;
  spec: Spec;
}

export interface Comparison {
  scenario: string;
  title: string;
  baseSeed: string;
  seeds: number;
  /** The first is the one that the others are compared with. */
  contestants: Contestant[];
  metrics: Metric[];
}

const SEEDS_MAX = 100_000;

/** All problems are reported at once, and before any run. */
export async function comparisonOf(
  files: readonly string[],
  options: CompareCommandOptions,
): Promise<Comparison> {
  const { sets, wrong } = readSets(options.set ?? []);
  const variants = readVariants(options.variant ?? [], wrong);
  const seeds = readSeeds(options.seeds ?? '1', wrong);
  const untilMs = readUntil(options.until, wrong);
  if (files.length > 1 && variants.length > 0)
    wrong.push('--variant: wanted one scenario, found two, which are compared with each other');
  const how = { set: sets, ...(options.seed !== undefined && { seed: options.seed }) };
  const contestants =
    files.length > 1
      ? await ofFiles(files, how, wrong)
      : await ofVariants(files[0]!, variants, how, wrong);
  if (untilMs !== null)
    for (const { name, spec } of contestants)
      wrong.push(...shorten(spec, untilMs).map((line) => `${short(name)}: ${line}`));
  const metrics = contestants.length > 0 ? metricsOf(contestants, options.metric, wrong) : [];
  const [first] = contestants;
  if (wrong.length > 0 || !first) throw new BadInput(...wrong);
  const { seed, title } = first.spec;
  return { scenario: baseName(files[0]!), title, baseSeed: seed, seeds, contestants, metrics };
}

async function ofVariants(
  file: string,
  variants: readonly VariantOption[],
  how: ReadOptions,
  wrong: string[],
): Promise<Contestant[]> {
  const text = await readInput(file, SCENARIO_BYTES_MAX);
  const { spec, notes, problems } = read(text, {
    ...how,
    ...(variants.length > 0 && { variants }),
  });
  const lines = linesOf(file, problems);
  if (!spec || wrong.length > 0) wrong.push(...lines);
  else complain(...lines);
  if (!spec) {
    // So that the other options are checked, too.
    const alone = read(text, { ...how, variants: [] }).spec;
    return alone ? [{ name: BASE, spec: alone }] : [];
  }
  if (notes!.variants.length === 0 && wrong.length === 0) wrong.push(`${file}: ${NOTHING}`);
  return [
    { name: BASE, spec },
    ...notes!.variants.map((one) => ({ name: one.name, spec: variantSpec(spec, one) })),
  ];
}

const NOTHING =
  "nothing to compare: give `--variant 'NAME: PATH=VALUE, …'`, a second scenario, or `variants:`";

/** Two scenarios, named by their titles if these differ, else by their files. */
async function ofFiles(
  files: readonly string[],
  how: ReadOptions,
  wrong: string[],
): Promise<Contestant[]> {
  const specs: Spec[] = [];
  for (const file of files) {
    const { spec, problems } = read(await readInput(file, SCENARIO_BYTES_MAX), how);
    const lines = linesOf(file, problems);
    if (spec) specs.push(spec);
    if (spec && wrong.length === 0) complain(...lines);
    else wrong.push(...lines);
  }
  if (specs.length < files.length) return [];
  const ways = [specs.map(({ title }) => title), files.map(baseName), files];
  const names = ways.find((way) => new Set(way).size === way.length && !way.includes(''));
  if (!names) wrong.push(`${files[0]}: wanted two scenarios, found the same one twice`);
  return specs.map((spec, index) => ({ name: names?.[index] ?? '', spec }));
}

/** `NAME: PATH=VALUE, …` */
function readVariants(options: readonly string[], wrong: string[]): VariantOption[] {
  return options.flatMap((option): VariantOption[] => {
    const colon = option.indexOf(':');
    const name = option.slice(0, colon).trim();
    const { sets, wrong: bad } = readSets(partsOf(option.slice(colon + 1)));
    if (colon < 0) wrong.push(`--variant: wanted 'NAME: PATH=VALUE, …', found ${found(option)}`);
    else if (bad.length > 0)
      wrong.push(...bad.map((line) => line.replace('--set', `--variant '${short(name)}'`)));
    else return [{ name, changes: sets }];
    return [];
  });
}

/** Parted by commas outside brackets and quotes. */
function partsOf(text: string): string[] {
  const parts = [''];
  let quote = '';
  let depth = 0;
  for (const letter of text) {
    if (quote !== '') quote = letter === quote ? '' : quote;
    else if (letter === '"' || letter === "'") quote = letter;
    else if ('[{'.includes(letter)) depth++;
    else if (']}'.includes(letter)) depth--;
    if (letter === ',' && quote === '' && depth <= 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim());
}

function readSeeds(text: string, wrong: string[]): number {
  const seeds = Number(text);
  if (/^\d{1,6}$/.test(text) && seeds >= 1 && seeds <= SEEDS_MAX) return seeds;
  wrong.push(`--seeds: wanted a whole number 1–${SEEDS_MAX}, found ${found(text)}`);
  return 1;
}

/** Checked against what the runs have before they begin. */
function metricsOf(
  contestants: readonly Contestant[],
  asked: readonly string[] | undefined,
  wrong: string[],
): Metric[] {
  const results: RunResult[] = contestants.map(({ spec }) => createRun(spec).result());
  const names = asked ?? [...new Set(results.flatMap(defaultMetrics))];
  return [...new Set(names)].flatMap((name): Metric[] => {
    const metric = metricOf(name, results);
    if (typeof metric !== 'string') return [metric];
    wrong.push(`--metric ${short(name)}: ${metric}`);
    return [];
  });
}
