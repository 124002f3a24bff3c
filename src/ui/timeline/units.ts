/** What edits set, in words: their units stand in the tables, which come after the first frame. */
import type { EditSpec } from '../../engine/spec.ts';
import { faultTables, patternTables } from '../../engine/tables.ts';
import { partOf, type Unit, valueWords } from './values.ts';

/** What an edit sets, with its unit: `6`, `30 s`. */
export const setWords = ({ set, to }: Pick<EditSpec, 'set' | 'to'>): string =>
  valueWords(to, unitAt(set));

/** What stands at a path of the spec, as far as a table says so. */
function unitAt(path: string): Unit | null {
  const [, name = '', keys = ''] = /\]\.(\w+)\.([\w.]+)$/.exec(path) ?? [];
  const [param = '', ...rest] = keys.split('.');
  const variants = Object.values(patternTables.get(name)?.variants ?? {});
  const found = variants.find(({ params }) => param in params);
  if (found) return partOf(found.params[param]!, rest);
  const fault = /^faults\[\d+\]\.(\w+)$/.exec(path)?.[1] ?? '';
  return faultTables.get(fault)?.amount ?? unitOfField(path);
}

function unitOfField(path: string): Unit | null {
  // The figures of a spread are durations, but for those without a unit.
  if (/\.(work|latency|connect|think)\.(?!.*\b(cv|alpha)$)/.test(path)) return { kind: 'ms' };
  const field = path.split('.').at(-1)!;
  if (/^(work|latency|connect|timeout|think|at|for|ramp|duration)$/.test(field))
    return { kind: 'ms' };
  if (/^(errors|permanentErrors|share)$/.test(field)) return { kind: 'share' };
  return field === 'rate' ? { kind: 'rate' } : null;
}
