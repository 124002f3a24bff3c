/** Forms of a parameter, as its table declares them: names, matching values, and initial values. */
import { alternativesOf, type Formed, type Param, SHARE } from '../../engine/tables.ts';
import { words } from '../kit/format.ts';

type Plain = Record<string, unknown>;
export const isMap = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export interface Form {
  name: string;
  param: Param;
}

export const formsOf = (param: Formed): Form[] =>
  alternativesOf(param).map((one) => ({ name: nameOf(one), param: one }));

/** Names of plain values. */
const PLAIN: Readonly<Partial<Record<Param['kind'], string>>> = {
  ms: 'a duration',
  count: 'a number',
  number: 'a number',
  share: 'a fraction',
  percent: 'a fraction',
  rate: 'a rate',
  factor: 'a factor',
  list: 'a list',
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
  if (param.kind === 'list') return Array.isArray(value);
  if (param.kind === 'flag') return typeof value === 'boolean';
  return typeof value === 'number' || value === null;
}
