/** The default of a parameter, and the value with which one begins that has none. */
import { count, group, ms, type Param, share, type Table } from './params.ts';

export type Formed = Extract<Param, { kind: 'either' | 'msOrShare' | 'countOrShare' }>;

/** A fraction is written `{ share: 0.1 }`. */
export const SHARE: Param = group({ share: share(undefined, 'The fraction.') }, 'A fraction.');

/** What a value of several possible forms may be. */
export function alternativesOf(param: Formed): readonly Param[] {
  if (param.kind === 'either') return param.of;
  const plain =
    param.kind === 'msOrShare'
      ? ms(undefined, param.help)
      : count(undefined, param.help, { max: 1000 });
  return [plain, SHARE];
}

/** An initial value, if the table has none. */
const BEGIN: Readonly<Partial<Record<Param['kind'], number>>> = { ms: 100, share: 0.1 };

/**
 * The default; for a required parameter, the old form's value if it is of the same kind, otherwise
 * the table's initial value.
 */
export function firstValue(param: Param, from?: { param: Param; value: unknown }): unknown {
  if (param.kind === 'group')
    return Object.fromEntries(
      Object.entries(param.of).map(([key, part]) => [key, firstValue(part, from)]),
    );
  const byDefault = defaultOf(param);
  if (byDefault !== undefined) return byDefault;
  if (param.kind === 'msOrShare' || param.kind === 'countOrShare' || param.kind === 'either')
    return firstValue(alternativesOf(param)[0]!, from);
  if (param.kind === 'list') return [...param.begin];
  if (!('min' in param)) return null;
  const { min, max, kind } = param;
  const begin = param.begin ?? BEGIN[kind] ?? 1;
  const value = from?.param.kind === kind ? Number(from.value) : begin;
  return Math.min(max, Math.max(min, value));
}

/** The default of a parameter; `undefined`: it is required. */
export function defaultOf(param: Param): unknown {
  if (param.kind === 'either') return param.of[0] && defaultOf(param.of[0]);
  return param.kind === 'group' && !param.optional ? wholeOf(param.of) : param.default;
}

/** The default of a group whose parts are all optional consists of their defaults. */
function wholeOf(parts: Table): unknown {
  const whole = Object.entries(parts).map(([key, part]) => [key, defaultOf(part)] as const);
  return whole.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(whole);
}
