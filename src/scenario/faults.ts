/** Schema of faults, derived from their tables: one kind each, with the keys that it supports. */
import { type FaultSpec, type FaultTable, faultTables, isMap, world } from '../engine/index.ts';
import { choose, failed, map, once, or, type Reading, reader, type Schema } from './kit.ts';
import { flag, ranged } from './leaves.ts';
import { unknownName } from './names.ts';
import { type Mode, schemaOf } from './params.ts';
import { type Flaw, flaw, found } from './problems.ts';
import { idSchema } from './steps.ts';

const COMMON = ['at', 'for', 'on', 'ramp', 'share', 'replicas', 'disabled'];

export const faultSchema = once((): Schema<FaultSpec> =>
  choose<FaultSpec, string>(
    () => Object.fromEntries([...faultTables].map(([name, table]) => [name, kindSchema(table)])),
    kindOf,
    { name: 'fault' },
  ),
);

function kindOf(raw: unknown): string | { flaws: Flaw[] } {
  if (!isMap(raw))
    return failed([], `wanted a fault with at, on and its kind, found ${found(raw)}`);
  const kinds = Object.keys(raw).filter((key) => faultTables.has(key));
  const [kind, second] = kinds;
  if (second !== undefined)
    return failed([], `wanted one kind of fault, found ${kinds.join(' and ')}: use two faults`);
  if (kind !== undefined) return kind;
  const names = [...faultTables.keys()];
  const stray = Object.keys(raw).find((key) => !COMMON.includes(key));
  if (stray === undefined) return failed([], `wanted a kind of fault: ${names.join(', ')}`);
  return { flaws: [{ ...flaw([stray], unknownName(stray, names, 'kind of fault')), key: true }] };
}

const MODE: Mode = {
  lenient: false,
  fallbacks: () => {
    throw new Error('a fault has no fallback');
  },
};

function kindSchema(table: FaultTable): Schema<FaultSpec> {
  const { fault } = world;
  const where =
    table.on.length === 1
      ? table.on[0]
      : `${table.on.slice(0, -1).join(', ')} or ${table.on.at(-1)}`;
  return map<FaultSpec>({
    at: ranged<number>(fault.at, false),
    for: or(ranged<number | null>(fault.for, false), () => null),
    on: idSchema(`The target ${where}.`),
    [table.name]: schemaOf(table.amount, MODE),
    ramp: or(table.ramp ? ranged<number>(fault.ramp, false) : never(table, 'ramp', 0), () => 0),
    share: or(
      table.share ? ranged<number | null>(fault.share, false) : never(table, 'share', null),
      () => null,
    ),
    replicas: or(
      table.replicas
        ? ranged<number | null>(fault.replicas, false)
        : never(table, 'replicas', null),
      () => null,
    ),
    disabled: or(flag(fault.disabled.help, false), () => false),
  });
}

/** A key that this kind of fault does not support: only its default is accepted. */
function never<T>(table: FaultTable, key: string, none: T): Schema<T> {
  const read = (raw: unknown): Reading<T> =>
    raw === none || raw === null
      ? { value: none }
      : { flaws: [{ path: [], message: `\`${table.name}\` takes no \`${key}\``, key: true }] };
  return reader(read, { json: { enum: [none] } });
}
