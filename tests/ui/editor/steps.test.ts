/** The list of steps: whatever is done at any of its rows gives a scenario, and undo takes it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSame, type Spec } from '../../../src/engine/index.ts';
import type { NodeRef } from '../../../src/scenario/editing/nodes.ts';
import { edited } from '../../../src/scenario/editing/perform.ts';
import {
  addBranch,
  addStep,
  newStep,
  PLAIN_STEPS,
  removeStep,
} from '../../../src/scenario/editing/steps.ts';
import { experimentOf } from '../../../src/scenario/experiment.ts';
import { labOf } from '../../../src/scenario/lab.ts';
import { inverse, type Operation, performed } from '../../../src/scenario/operation.ts';
import { read } from '../../../src/scenario/read.ts';
import { type Row, rowsOf } from '../../../src/ui/editor/step-rows.ts';
import { always } from '../../always.ts';
import { choosing } from '../../fuzz/scenarios.ts';
import { specOf } from '../../simulate.ts';

const rowsIn = (spec: Spec, { kind, id }: NodeRef): Row[] =>
  rowsOf(spec[kind][id]!.steps ?? [], [kind, id, 'steps']);

/** The base afterwards, after undo has been tried; or why there is none. */
function perform(spec: Spec, operations: readonly Operation[]): Spec | string {
  const undone: Operation[] = [];
  let data: unknown = spec;
  for (const operation of operations) {
    undone.unshift(inverse(data, operation));
    const result = performed(data, operation);
    if (typeof result === 'string') throw new Error(result);
    ({ data } = result);
  }
  for (const operation of undone) ({ data } = performed(data, operation) as { data: unknown });
  expect(isSame(data, spec)).toBe(true);
  const lab = edited(labOf(experimentOf(null, { ...spec, edits: [] })), operations);
  return typeof lab === 'string' ? lab : lab.base;
}

test('at every row of random scenarios', () =>
  always(40, choosing, ({ document, chance }) => {
    const { spec } = read(JSON.stringify(document));
    fc.pre(spec !== null);
    const nodes: NodeRef[] = [
      ...Object.keys(spec.clients).map((id) => ({ kind: 'clients' as const, id })),
      ...Object.keys(spec.services).map((id) => ({ kind: 'services' as const, id })),
    ];
    const node = chance.one(nodes);
    const rows = rowsIn(spec, node);
    const row = chance.one(rows);
    if (row.kind === 'add') {
      if (row.text === 'branch') {
        expect(perform(spec, addBranch(spec, row.path))).toBeTypeOf('object');
        return;
      }
      const step = newStep(spec, node, chance.one(PLAIN_STEPS));
      const after = perform(spec, addStep(spec, node, row.path, [row.index, step]));
      // Clients have no rows of their own, and the number of steps is limited.
      if (typeof after === 'string') expect(after).toMatch(/steps|write|read|at most/);
      else expect(rowsIn(after, node).length).toBeGreaterThan(rows.length);
    } else if (chance.happens(0.5)) {
      const after = perform(spec, removeStep(spec, row.path));
      // What was the last that weighed anything is needed.
      if (typeof after === 'string') expect(after).toMatch(/weight/);
      else expect(rowsIn(after, node).length).toBeLessThan(rows.length);
    } else {
      const to = chance.below(row.count);
      const operation: Operation = { kind: 'move', path: row.path, to: [...row.list, to] };
      const after = perform(spec, [operation]);
      if (typeof after === 'string') return;
      const moved = rowsIn(after, node).find(
        ({ kind, path }) => kind !== 'add' && isSame(path, [...row.list, to]),
      );
      expect(moved?.value).toEqual(row.value);
    }
  }));

test('a shorthand for work becomes the step that it stands for', () => {
  const spec = specOf(`
duration: 1s
clients: { web: { load: { rate: 1/s }, steps: [{ call: db }] } }
services: { db: { work: 20ms } }`);
  const node: NodeRef = { kind: 'services', id: 'db' };
  const step = newStep(spec, node, 'write');
  const list = ['services', 'db', 'steps'];
  const after = perform(spec, addStep(spec, node, list, [1, step])) as Spec;
  expect(after.services['db']!.steps).toEqual([{ work: 20 }, { write: 'row' }]);
});

test('rows say what is within what, and which of them change places', () => {
  const spec = specOf(`
duration: 1s
clients: { web: { load: { rate: 1/s }, steps: [{ call: api }] } }
services:
  api:
    steps:
      - work: 2ms
      - parallel: [{ call: db }, { steps: [{ work: { exponential: 4ms } }] }]
      - oneOf: [{ weight: 3, steps: [{ call: db, name: again, times: 2 }] }]
  db: { work: 1ms }`);
  const rows = rowsIn(spec, { kind: 'services', id: 'api' });
  const said = rows.map(({ kind, text, depth, index, count }) =>
    kind === 'add'
      ? `${' '.repeat(depth)}+ ${text}`
      : `${' '.repeat(depth)}${text} (${index + 1}/${count})`,
  );
  expect(said).toEqual([
    'work 2\u00a0ms (1/3)',
    'at the same time (2/3)',
    ' call db (1/2)',
    ' branch 2 (2/2)',
    '  work ≈ 4\u00a0ms, exponential (1/1)',
    '  + step',
    ' + branch',
    'one of (3/3)',
    ' branch 1, weight 3 (1/1)',
    '  call db 2 times (1/1)',
    '  + step',
    ' + branch',
    '+ step',
  ]);
});
