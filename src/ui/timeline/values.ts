/** Values of a spec in words, with the units that the tables of their parameters say. */
import { faultTables, type Param, patternTables } from '../../engine/tables.ts';
import { write } from '../kit/format.ts';

/** `permanentErrors` → `permanent errors`. */
export const spaced = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** A parameter, or no more than what it counts in. */
type Unit = Param | { kind: 'ms' | 'share' | 'rate' };

/** The forms in which it can be given. */
const formsOf = (unit: Unit): Unit[] =>
  unit.kind === 'either' ? unit.of.flatMap(formsOf) : [unit];

/** A part of a group, by its keys. */
function partOf(unit: Unit | null, keys: readonly string[]): Unit | null {
  const [key, ...rest] = keys;
  if (!unit || key === undefined) return unit;
  const groups = formsOf(unit).flatMap((form) => (form.kind === 'group' ? [form.of] : []));
  return partOf(groups.find((parts) => key in parts)?.[key] ?? null, rest);
}

export function valueWords(value: unknown, unit: Unit | null): string {
  if (value === null || value === undefined) return 'none';
  if (Array.isArray(value)) return value.map((one) => valueWords(one, null)).join(', ') || 'none';
  if (typeof value === 'object') {
    const { share } = value as { share?: unknown };
    if (typeof share === 'number') return write('share', share);
    return Object.entries(value)
      .map(([key, part]) => `${spaced(key)} ${valueWords(part, partOf(unit, [key]))}`)
      .join(', ');
  }
  return typeof value === 'number' ? numberWords(value, unit) : String(value);
}

function numberWords(value: number, unit: Unit | null): string {
  for (const { kind } of unit ? formsOf(unit) : []) {
    if (kind === 'ms' || kind === 'msOrShare') return write('ms', value);
    if (kind === 'share') return write('share', value);
    if (kind === 'percent') return write('percent', value);
    if (kind === 'rate') return write('rate', value);
    if (kind === 'factor') return write('factor', value);
  }
  return String(value);
}

/** What stands at a path of the spec, as far as a table says so. */
export function unitAt(path: string): Unit | null {
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
