/** Values of a spec in words, with their units. */
import type { Param } from '../engine/index.ts';
import { write } from './amounts.ts';

/** `permanentErrors` → `permanent errors`. */
export const spaced = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** A parameter, or no more than what it counts in. */
export type Unit = Param | { kind: 'ms' | 'share' | 'rate' };

/** The forms in which it can be given. */
const formsOf = (unit: Unit): Unit[] =>
  unit.kind === 'either' ? unit.of.flatMap(formsOf) : [unit];

/** A part of a group, by its keys. */
export function partOf(unit: Unit | null, keys: readonly string[]): Unit | null {
  const [key, ...rest] = keys;
  if (!unit || key === undefined) return unit;
  const groups = formsOf(unit).flatMap((form) => (form.kind === 'group' ? [form.of] : []));
  return partOf(groups.find((parts) => key in parts)?.[key] ?? null, rest);
}

/** What a list's entries count in. */
function itemOf(unit: Unit | null): Unit | null {
  for (const form of unit ? formsOf(unit) : []) if (form.kind === 'list') return form.of;
  return null;
}

export function valueWords(value: unknown, unit: Unit | null): string {
  if (value === null || value === undefined) return 'none';
  if (Array.isArray(value))
    return value.map((one) => valueWords(one, itemOf(unit))).join(', ') || 'none';
  if (typeof value === 'object') {
    const { share } = value as { share?: unknown };
    if (typeof share === 'number') return write('share', share);
    return Object.entries(value)
      .map(([key, part]) => `${spaced(key)} ${valueWords(part, partOf(unit, [key]))}`)
      .join(', ');
  }
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'number' ? numberWords(value, unit) : String(value);
}

function numberWords(value: number, unit: Unit | null): string {
  for (const { kind } of unit ? formsOf(unit) : []) {
    if (kind === 'ms' || kind === 'msOrShare') return write('ms', value);
    if (kind === 'share') return write('share', value);
    if (kind === 'percent') return write('percent', value);
    if (kind === 'rate') return write('rate', value);
    if (kind === 'factor' || kind === 'size') return write(kind, value);
  }
  return String(value);
}
