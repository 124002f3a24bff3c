/**
 * New parts, as the reader makes them of the least that one writes: with all defaults, and with a
 * value where a scenario would have to give one.
 */
import {
  type CallSpec,
  type ClientSpec,
  defaultOf,
  type FaultSpec,
  faultTables,
  firstValue,
  type PatternSpec,
  patternTables,
  type ServiceSpec,
  type StepSpec,
  versionsOf,
} from '../../engine/index.ts';
import { faultSchema } from '../faults.ts';
import { parse, type Schema } from '../kit.ts';
import { clientSchema, serviceSchema } from '../schema.ts';
import { callSchema, linkStack, serviceStack, stepsSchema } from '../steps.ts';

/** Ours, so it is right. */
function made<T>(schema: Schema<T>, raw: unknown): T {
  const reading = parse(schema, raw);
  if ('value' in reading) return reading.value;
  throw new Error(reading.flaws.map(({ message }) => message).join('; '));
}

/** Load that one can see, and that a service of one replica bears. */
export const newClient = (): ClientSpec =>
  made(clientSchema(), { load: { rate: '50/s' }, steps: [] });

export const newService = (): ServiceSpec =>
  made(serviceSchema(), { threads: 8, steps: [{ work: { exponential: '20ms' } }] });

/** Steps as they are written. */
export const newSteps = (raw: readonly unknown[]): StepSpec[] => made(stepsSchema(), raw);

export const newCall = (to: string, name: string | null): CallSpec =>
  made(callSchema(), { call: to, name });

/**
 * A pattern with the defaults of a library, and values to begin with where it has none.
 * @param like the library; null: the plain pattern, or the first library if there is none
 */
export function newPattern(
  name: string,
  like: string | null,
  place: 'link' | 'service',
): PatternSpec {
  const table = patternTables.get(name)!;
  const versions = versionsOf(table);
  const [version, { params, start }] =
    versions.find(([one]) => one === (like ?? 'plain')) ?? versions[0]!;
  const required = Object.entries(params).filter(([, param]) => defaultOf(param) === undefined);
  const firsts = Object.fromEntries(required.map(([key, param]) => [key, firstValue(param)]));
  const raw = {
    ...(version !== 'plain' && { like: version }),
    ...(start ?? firsts),
  };
  return made(place === 'link' ? linkStack() : serviceStack(), [{ [name]: raw }])[0]!;
}

/** A fault of a size that shows. @param when its start, and its length in ms or null: to the end */
export function newFault(
  kind: string,
  on: string,
  when: { at: number; for: number | null },
): FaultSpec {
  const { amount } = faultTables.get(kind)!;
  return made(faultSchema(), { ...when, on, [kind]: firstValue(amount) });
}
