/** Variants from the command line, `--variant 'NAME: PATH=VALUE, …'`, replace the scenario's. */
import type { Plain } from '../engine/index.ts';
import { readDocument } from './document.ts';
import { type Flaw, printed, type Problem, short, wholeProblem } from './problems.ts';
import type { SetOption } from './set.ts';

export interface VariantOption {
  name: string;
  changes: readonly SetOption[];
}

/**
 * Puts variants into a document.
 * @returns what is in it, and problems of values that cannot be read
 */
export function putVariants(
  document: Plain,
  options: readonly VariantOption[],
): { options: VariantOption[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const kept = options.map((option): VariantOption => {
    const changes = option.changes.filter(([set, raw]) => {
      const message = readDocument(raw).flaws[0]?.message;
      if (message !== undefined)
        problems.push({
          ...wholeProblem(`bad value: ${message}`),
          path: `${label(option)}: ${printed(set.split('.'))}`,
        });
      return message === undefined;
    });
    return { name: option.name, changes };
  });
  document['variants'] = kept.map(({ name, changes }) => ({
    name,
    changes: changes.map(([set, raw]) => ({ set, to: readDocument(raw).value })),
  }));
  return { options: kept, problems };
}

const label = ({ name }: VariantOption): string => `--variant '${short(name)}'`;

/** Problems of these variants get the option as their path, and no line. */
export function labelledVariants(
  flaws: readonly Flaw[],
  problems: readonly Problem[],
  options: readonly VariantOption[],
): Problem[] {
  const labels = new Map<string, string>();
  for (const { path } of flaws) {
    const [top, index, , at, , ...rest] = path;
    if (top !== 'variants') continue;
    const option = typeof index === 'number' ? options[index] : undefined;
    const set = typeof at === 'number' ? option?.changes[at]?.[0] : undefined;
    const place = set === undefined ? '' : `: ${printed([...set.split('.'), ...rest])}`;
    labels.set(printed(path), option ? label(option) + place : '--variant');
  }
  return problems.map((problem) => {
    const path = labels.get(problem.path);
    return path === undefined ? problem : { ...problem, path, line: null, column: null };
  });
}
