/** Every parameter says what it does, and its default lies in its range. */
import { expect, test } from 'vitest';
import * as tables from '../../src/engine/tables.ts';
import { keysIn } from './complete.ts';
import {
  distributionFindings,
  entityFindings,
  faultFindings,
  originFindings,
  paramFindings,
  patternFindings,
} from './tables.ts';
import { filesOnDisk } from './tree.ts';

const { choice, count, either, flag, group, ms, reasons } = tables;
const { distributionTables, entityTables, faultTables, patternTables } = tables;
const help = 'Says what it does.';

test('a parameter without help or with a default out of range is seen', () => {
  const wrong = [
    count(3, 'Too short', { min: 1 }),
    count(0, help, { min: 1, max: 9 }),
    count(10, help, { min: 1, max: 9 }),
    count(1, help, { min: 9, max: 1 }),
    ms(0, help, { zero: false }),
    choice(['a'], 'b' as 'a', help),
    reasons(['no-such-reason'], help),
    group({ a: flag(true, '') }, help),
    either([flag(true, help), count(-1, help)], help),
  ];
  for (const param of wrong)
    expect(paramFindings('a', param), JSON.stringify(param)).not.toEqual([]);
});

test('a parameter with help and a default in range, or none, is allowed', () => {
  const right = [
    count(undefined, help),
    count(null, help),
    ms(0, help),
    choice(['a', 'b'], 'b', help),
    reasons(['error'], help),
    either([ms(1, help), group({ a: count(1, help) }, help)], help),
  ];
  for (const param of right) expect(paramFindings('a', param)).toEqual([]);
});

test('a library without its version is seen, an idea that has none is allowed', () => {
  expect(originFindings('a.b', 'polly', 'Polly')).toEqual([
    'a.b: does not say which version of Polly',
  ]);
  expect(originFindings('a.b', 'polly', '')).not.toEqual([]);
  for (const of of ['Polly 8.7', 'Envoy (commit e78906c5)', 'gRPC, gRFC A6', 'the textbook'])
    expect(originFindings('a.b', 'polly', of)).toEqual([]);
  expect(originFindings('a.b', 'plain', 'exponential back-off')).toEqual([]);
});

test('every table of a pattern says what it must', () => {
  const found = [...patternTables].flatMap(([key, table]) => patternFindings(key, table));
  expect(found).toEqual([]);
});

test('every table of a fault says what it must', () => {
  const found = [...faultTables].flatMap(([key, table]) => faultFindings(key, table));
  expect(found).toEqual([]);
});

test('every table of a distribution says what it must, and every file has one', () => {
  const found = Object.entries(distributionTables).flatMap(([key, table]) =>
    distributionFindings(key, table),
  );
  expect(found).toEqual([]);
  const of = { kind: 'named', of: { a: count(1, 'Short') } } as const;
  expect(distributionFindings('a', { help, figures: of })).not.toEqual([]);
  const files = filesOnDisk().flatMap(
    ({ path }) => /^src\/engine\/distributions\/([a-z]+)\.ts$/.exec(path)?.[1] ?? [],
  );
  const parts = ['distribution', 'index', 'law'];
  expect(files.filter((name) => !parts.includes(name)).sort()).toEqual(
    Object.keys(distributionTables).sort(),
  );
});

test('every file of a pattern or fault has its table under its own name', () => {
  const files = filesOnDisk();
  expect([...patternTables.keys()].sort()).toEqual(keysIn(files, 'src/engine/patterns'));
  expect([...faultTables.keys()].sort()).toEqual(keysIn(files, 'src/engine/faults'));
});

test('a column without help and a figure of a column that is not there are seen', () => {
  const { client } = entityTables;
  const { offered: _, ...columns } = client.columns;
  const wrong = [
    { ...client, name: 'link' },
    { ...client, help: 'A client' },
    { ...client, columns },
    { ...client, figures: [] },
    { ...client, figures: [{ of: 'offered' }, { of: 'offered' }] },
    { ...client, figures: [{ of: 'calls' }] },
    { ...client, params: { '': { instances: count(1, '') } } },
    {
      ...client,
      figures: [
        { from: (see: tables.See) => see('calls'), label: 'a', unit: 'rate', title: 'all' },
      ],
    },
  ] as tables.EntityTable[];
  for (const table of wrong) expect(entityFindings('client', table)).not.toEqual([]);
});

test('every table of clients, services and links says what it must', () => {
  const found = Object.entries(entityTables).flatMap(([key, table]) => entityFindings(key, table));
  expect(found).toEqual([]);
});

test('every file of an entity’s table or columns is listed', () => {
  const named = (ending: string) =>
    filesOnDisk().flatMap(
      ({ path }) =>
        new RegExp(`^src/engine/model/parts/(.+)\\.${ending}\\.ts$`).exec(path)?.[1] ?? [],
    );
  const all = Object.values(entityTables);
  expect(all.map(({ name }) => name).sort()).toEqual(named('table').sort());
  expect(all.map(({ name }) => name).sort()).toEqual(named('columns').sort());
  expect(all.map(({ plural }) => plural).sort()).toEqual([...tables.ENTITIES].sort());
});
