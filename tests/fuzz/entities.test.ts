/**
 * Clients, services and links, as their tables say: a claim for every column, in random scenarios
 * that set every parameter. A column without a claim, or a kind without either, fails.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRun, isMap, type RunResult } from '../../src/engine/index.ts';
import {
  type ColumnOf,
  columnsOf,
  ENTITIES,
  type Entities,
  entityTables,
} from '../../src/engine/tables.ts';
import { jsonSchema } from '../../src/scenario/json-schema.ts';
import { read } from '../../src/scenario/read.ts';
import { always, drawn } from '../always.ts';
import { keysOf } from '../docs/schema.ts';
import type { Document } from './chance.ts';
import { scenarios } from './scenarios.ts';

type Values = readonly (number | null)[];
type ResultOf<E extends Entities> = RunResult[E][string];

/** What holds of a column's values, beside the entity's other columns and its totals. */
type Claim<E extends Entities> = (
  values: Values,
  result: ResultOf<E>,
  others: Readonly<Record<ColumnOf<E>, Values>>,
) => void;

const sum = (values: Values): number => values.reduce<number>((all, one) => all + (one ?? 0), 0);
const known = (values: Values): number[] => values.filter((one) => one !== null);

/** Over all intervals it adds up to that total. */
const addsUp =
  <R>(total: (result: R) => number) =>
  (values: Values, result: R): void =>
    expect(sum(values)).toBe(total(result));

/** There is a quantile exactly where something was answered, and none beyond the longest. */
function isQuantile(values: Values, answered: readonly Values[], max: number | null): void {
  values.forEach((ms, i) => expect(ms !== null).toBe(answered.some((some) => some[i]! > 0)));
  for (const ms of known(values)) {
    expect(ms).toBeGreaterThanOrEqual(0);
    expect(ms).toBeLessThanOrEqual(max!);
  }
}

const CLAIMS: { readonly [E in Entities]: Readonly<Record<ColumnOf<E>, Claim<E>>> } = {
  clients: {
    offered: addsUp(({ offered }) => offered),
    succeeded: addsUp(({ succeeded }) => succeeded),
    degraded: addsUp(({ degraded }) => degraded),
    failed: addsUp(({ failed }) => failed),
    dropped: addsUp(({ dropped }) => dropped),
    p50Ms: (values, { latencyMs }, { succeeded, degraded, p99Ms }) => {
      isQuantile(values, [succeeded, degraded], latencyMs.max);
      values.forEach((ms, i) => expect(ms ?? 0).toBeLessThanOrEqual(p99Ms[i] ?? 0));
    },
    p99Ms: (values, { latencyMs }, { succeeded, degraded }) =>
      isQuantile(values, [succeeded, degraded], latencyMs.max),
  },
  services: {
    arrived: addsUp(({ arrived }) => arrived),
    completed: addsUp(({ completed }) => completed),
    failed: addsUp(({ failed }) => failed),
    rejected: addsUp(({ rejected }) => rejected),
    abandoned: addsUp(({ abandoned }) => abandoned),
    utilization: (values, { utilization }) => {
      const some = known(values);
      if (some.length === 0) return;
      expect(utilization).toBeGreaterThanOrEqual(Math.min(...some) - 1e-9);
      expect(utilization).toBeLessThanOrEqual(Math.max(...some) + 1e-9);
    },
    queue: (values, { queueMean, queueMax }) => {
      expect(sum(values) / values.length).toBeCloseTo(queueMean!, 6);
      for (const queued of known(values)) expect(queued).toBeLessThanOrEqual(queueMax);
    },
    p99Ms: (values, { sojournMs }, { completed }) => isQuantile(values, [completed], sojournMs.max),
    ready: (values, { replicas }, { wanted }) => {
      expect(values).toHaveLength(wanted.length);
      for (const ready of known(values)) expect(ready).toBeLessThanOrEqual(replicas.max);
    },
    wanted: (values, { replicas }) => {
      expect(Math.min(...known(values))).toBeGreaterThanOrEqual(replicas.min);
      expect(Math.max(...known(values))).toBeLessThanOrEqual(replicas.max);
    },
  },
  links: {
    calls: addsUp(({ calls }) => calls),
    attempts: addsUp(({ attempts }) => attempts),
    succeeded: addsUp(({ succeeded, degraded }) => succeeded + degraded),
    failed: addsUp(({ failed }) => failed),
    p99Ms: (values, { latencyMs }, { succeeded }) => isQuantile(values, [succeeded], latencyMs.max),
  },
};

/** All claims on what there is of a kind. @returns how many there are of it */
function hold<E extends Entities>(of: E, run: ReturnType<typeof createRun>): number {
  const results = run.result()[of] as Readonly<Record<string, ResultOf<E>>>;
  const series = run.series()[of] as Readonly<Record<string, Record<ColumnOf<E>, Values>>>;
  for (const [id, columns] of Object.entries(series))
    for (const name of columnsOf(of)) CLAIMS[of][name](columns[name], results[id]!, columns);
  return Object.keys(series).length;
}

test('every column of every kind says what it is to say', async () => {
  const seen = new Map<Entities, number>();
  await always(40, scenarios, (document) => {
    const { spec } = read(JSON.stringify({ ...document, warmup: 0 }));
    const run = createRun(spec!);
    run.advance();
    fc.pre(run.result().partial === null);
    for (const of of ENTITIES) seen.set(of, (seen.get(of) ?? 0) + hold(of, run));
  });
  for (const { plural } of Object.values(entityTables)) expect(seen.get(plural)).toBeGreaterThan(0);
});

/** Keys that a document sets, those of a part with its name before them: `queue.order`. */
function keysIn(value: unknown, found: Set<string>, part = ''): void {
  if (Array.isArray(value)) value.forEach((one) => keysIn(one, found, part));
  if (!isMap(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    found.add(key).add(`${part}.${key}`);
    keysIn(inner, found, key);
  }
}

test('random scenarios set every parameter of every kind', () => {
  const found = new Set<string>();
  for (const document of drawn<Document>(300, scenarios)) keysIn(document, found);
  // What a table calls `stageFor` has no key of its own.
  const written = keysOf(jsonSchema());
  for (const { name, params } of Object.values(entityTables))
    for (const [part, table] of Object.entries(params))
      for (const key of Object.keys(table).filter((one) => written.includes(one))) {
        const path = part === '' ? key : `${part}.${key}`;
        expect(found.has(path), `no random scenario sets ${path} of a ${name}`).toBe(true);
      }
});
