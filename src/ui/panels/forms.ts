/** Forms of a parameter, as its table declares them: names, matching values, and initial values. */
import { count, defaultOf, group, ms, type Param, share } from '../../engine/tables.ts';
import { words } from '../kit/format.ts';

export type Formed = Extract<Param, { kind: 'either' | 'msOrShare' | 'countOrShare' }>;

type Plain = Record<string, unknown>;
export const isMap = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export interface Form {
  name: string;
  param: Param;
}

/** A fraction is written `{ share: 0.1 }`. */
export const SHARE: Param = group({ share: share(undefined, 'The fraction.') }, 'A fraction.');

export function formsOf(param: Formed): Form[] {
  const params =
    param.kind === 'either'
      ? param.of
      : [
          param.kind === 'msOrShare'
            ? ms(undefined, param.help)
            : count(undefined, param.help, { max: 1000 }),
          SHARE,
        ];
  return params.map((one) => ({ name: nameOf(one), param: one }));
}

/** Names of plain values. */
const PLAIN: Readonly<Partial<Record<Param['kind'], string>>> = {
  ms: 'a duration',
  count: 'a number',
  number: 'a number',
  share: 'a fraction',
  percent: 'a fraction',
  rate: 'a rate',
  factor: 'a factor',
  flag: 'on or off',
};

function nameOf(param: Param): string {
  if (param === SHARE) return 'a fraction';
  if (param.kind === 'group') return Object.keys(param.of).map(words).join(', ');
  if (param.kind === 'choice') return param.of.join(', ');
  return PLAIN[param.kind] ?? param.kind;
}

/** Whether a value has this form. */
export function fits(param: Param, value: unknown): boolean {
  if (param.kind === 'group')
    return isMap(value) && Object.keys(value).every((key) => Object.hasOwn(param.of, key));
  if (param.kind === 'choice') return param.of.some((one) => one === value);
  if (param.kind === 'flag') return typeof value === 'boolean';
  return typeof value === 'number' || value === null;
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
  if (param.kind === 'msOrShare' || param.kind === 'countOrShare')
    return firstValue(formsOf(param)[0]!.param, from);
  if (!('min' in param)) return null;
  const { min, max, kind } = param;
  const begin = param.begin ?? BEGIN[kind] ?? 1;
  const value = from?.param.kind === kind ? Number(from.value) : begin;
  return Math.min(max, Math.max(min, value));
}
