/** A lab as a scenario with notes: every variant comes back as it was, also through a link. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Path, printPath, type Spec, valueAt } from '../../src/engine/index.ts';
import { readData } from '../../src/scenario/check.ts';
import { type Change, experimentOf, specOf } from '../../src/scenario/experiment.ts';
import { experimentIn, type Lab, labOf, withExperiment, withKept } from '../../src/scenario/lab.ts';
import { firstIn, labFrom, notesOf } from '../../src/scenario/lab-notes.ts';
import { type Problem, read } from '../../src/scenario/read.ts';
import { fromFragment, toFragment } from '../../src/scenario/url.ts';
import { write } from '../../src/scenario/write.ts';
import { always } from '../always.ts';
import type { Chance } from '../fuzz/chance.ts';
import { choosing } from '../fuzz/scenarios.ts';

const RUNS = 25;

/** Numbers of clients and services that may be anything from 1 up. */
const COUNTS = ['replicas', 'threads', 'instances'];

const pathsIn = (value: unknown, path: Path): Path[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, part]) => {
        const at = [...path, Array.isArray(value) ? Number(key) : key];
        return [at, ...pathsIn(part, at)];
      })
    : [];

/** Values that can be set, with one that is valid: a switch, a number of things, a whole stack. */
function changesOf(spec: Spec): Change[] {
  return pathsIn(spec, []).flatMap((path): Change[] => {
    const key = path.at(-1);
    const set = printPath(path);
    if (key === 'disabled') return [{ set, to: !valueAt(spec, path) }];
    if (key === 'patterns' && path.length < 6) return [{ set, to: [] }];
    return COUNTS.includes(String(key)) && path.length === 3 ? [{ set, to: 7 }] : [];
  });
}

function labIn(c: Chance, base: Spec): Lab {
  const offers = changesOf(base);
  const names = (): { kept: string; shown: string } => ({
    kept: c.one(['', 'with', 'base']),
    shown: c.one(['', 'with']),
  });
  let lab = labOf(experimentOf('built in', base));
  for (let n = c.below(3) + 1; n > 0; n--) {
    const changes = c.list(0, 3, () => c.one(offers));
    const experiment = experimentIn(lab, lab.shown);
    lab = withExperiment(lab, { ...experiment, changes: [...experiment.changes, ...changes] });
    lab = withKept(lab, names());
  }
  const edits = c.happens(0.5) ? [] : lab.variants[lab.shown]!.edits;
  lab = withExperiment(lab, { ...experimentIn(lab, lab.shown), edits });
  const [id] = Object.keys(base.services);
  return { ...lab, layout: { [id!]: [120, -40] } };
}

const errorsIn = (problems: readonly Problem[]): string =>
  problems
    .filter(({ severity }) => severity === 'error')
    .map(({ path, message }) => `${path}: ${message}`)
    .join('; ');

const specsOf = (lab: Lab): Spec[] => lab.variants.map((_, i) => specOf(experimentIn(lab, i)));

const labs = (check: (lab: Lab) => void): Promise<void> =>
  always(RUNS, choosing, ({ document, chance }) => {
    const { spec } = read(JSON.stringify(document));
    fc.pre(spec !== null && changesOf(spec).length > 0);
    const lab = labIn(chance, spec!);
    // Without its stack a scenario may break a rule.
    fc.pre(specsOf(lab).every((one) => readData(one).spec !== null));
    check(lab);
  });

test('as an experiment and notes', () =>
  labs((lab) => {
    expect(specsOf(labFrom(firstIn(lab), notesOf(lab)))).toEqual(specsOf(lab));
  }));

test('as text', () =>
  labs((lab) => {
    const { spec, notes, problems } = read(write(specOf(firstIn(lab)), notesOf(lab)));
    expect(errorsIn(problems)).toBe('');
    const again = labFrom(experimentOf(null, spec!), notes!);
    expect(specsOf(again)).toEqual(specsOf(lab));
    expect(again.layout).toEqual(lab.layout);
  }));

test.each([true, false])('as a link, of a built-in scenario: %s', (isBuiltIn) =>
  labs((lab) => {
    const kept = isBuiltIn ? lab : { ...lab, name: null };
    const link = fromFragment(
      toFragment(kept, 500),
      new Map([['built in', { spec: lab.base, look: null }]]),
    );
    if (link === null || typeof link === 'string') throw new Error(String(link));
    expect(link).toMatchObject({
      shown: lab.shown,
      firstName: lab.variants[0]!.name,
      foreign: true,
      atMs: 500,
    });
    const { spec, notes, problems } = readData({ ...specOf(link.experiment), ...link.notes });
    expect(errorsIn(problems)).toBe('');
    expect(specsOf(labFrom(experimentOf(null, spec!), notes!))).toEqual(specsOf(lab));
  }),
);

test('names become unique, and none is that of the scenario itself', () => {
  const base = read(`
duration: 1s
clients: { web: { load: { rate: 1/s }, steps: [{ call: db }] } }
services: { db: {} }`).spec!;
  let lab = labOf(experimentOf(null, base));
  for (const kept of ['first', 'base', 'D']) lab = withKept(lab, { kept, shown: '' });
  expect(notesOf(lab).variants.map(({ name }) => name)).toEqual(['base 2', 'D', 'D 2']);
});
