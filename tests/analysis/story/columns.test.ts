/** Columns by name are those of the rows, and what they add up to is the sum over the rows. */
import { expect, test } from 'vitest';
import { Columns, type Counted } from '../../../src/analysis/story/columns.ts';
import {
  columnsOf,
  type Entities,
  ENTITIES,
  OUTCOMES,
  REASONS,
  widthOf,
} from '../../../src/engine/index.ts';
import { full } from '../../full.ts';
import { shown } from '../../ui/runs.ts';

/** Each with the place where it stands in a part of a row. */
const namesOf = (of: Entities): [Counted<Entities>, number][] => [
  ...columnsOf(of).map((name, i): [Counted<Entities>, number] => [name as Counted<Entities>, i]),
  ...REASONS.map((reason): [Counted<Entities>, number] => [
    `failures.${reason}`,
    widthOf(of) + OUTCOMES.indexOf(reason),
  ]),
];

const NAMES = ['retry-storm', 'bulkhead-isolates', 'queue-too-long', 'charged-twice'];

test.each(full ? NAMES : ['bulkhead-isolates', 'charged-twice'])('%s', (name) => {
  const { store } = shown(name);
  const { count, layout } = store;
  const columns = new Columns(store);
  let reasons = 0;
  for (const of of ENTITIES)
    for (const { id, at } of layout[of]) {
      const names = namesOf(of).map(([one]) => one);
      for (const [one, place] of namesOf(of)) {
        const rows = Array.from({ length: count }, (_, i) => store.value(i, at + place));
        const values = columns.values(of, id, one);
        expect([...values].slice(0, count), `${id} ${one}`).toEqual(rows);
        const counts = rows.map((value) => value || 0);
        for (const [from, to] of [
          [0, count],
          [3, count >> 1],
          [-5, 7],
          [count - 4, count + 4],
        ] as const) {
          const inside = counts.slice(Math.max(0, from), Math.max(0, to));
          expect(columns.sum(of, id, one, from, to)).toBeCloseTo(
            inside.reduce((a, b) => a + b),
            6,
          );
        }
        if (!one.startsWith('failures.')) continue;
        const isUsed = counts.some((value) => value !== 0);
        expect(columns.used(of, id, [one]), `${id} ${one}`).toEqual(isUsed ? [one] : []);
        if (isUsed) reasons++;
      }
      const failures = names.filter((one) => one.startsWith('failures.'));
      const sums = failures.map((one) => columns.sum(of, id, one, 0, count));
      const all = columns.totals(of, id, failures).over(0, count);
      expect(all).toBe(sums.reduce((a, b) => a + b));
      const utilization = 'utilization' as Counted<Entities>;
      if (of !== 'services') continue;
      const there = columns.values(of, id, utilization).filter((value) => !Number.isNaN(value));
      expect(columns.most(of, id, utilization)).toBe(Math.max(...there));
    }
  expect(reasons).toBeGreaterThan(2);
});
