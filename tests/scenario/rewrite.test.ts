/** What was changed elsewhere is changed in the text, which otherwise stays as it was written. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Spec, valueAt } from '../../src/engine/index.ts';
import { callsOf, linkId } from '../../src/scenario/calls.ts';
import { differences } from '../../src/scenario/editing/differences.ts';
import {
  addDependency,
  addFault,
  addPattern,
  disconnect,
} from '../../src/scenario/editing/gestures.ts';
import {
  duplicateNode,
  nodeRef,
  removeNode,
  renameNode,
} from '../../src/scenario/editing/nodes.ts';
import { edited } from '../../src/scenario/editing/perform.ts';
import { contentOf, labOfText, textOf } from '../../src/scenario/editing/lab-text.ts';
import { carried, rewrite } from '../../src/scenario/editing/rewrite.ts';
import { experimentOf } from '../../src/scenario/experiment.ts';
import { labOf } from '../../src/scenario/lab.ts';
import { type Operation, performed } from '../../src/scenario/operation.ts';
import { read } from '../../src/scenario/read.ts';
import { documentOf } from '../../src/scenario/write.ts';
import { always } from '../always.ts';
import type { Chance } from '../fuzz/chance.ts';
import { choosing } from '../fuzz/scenarios.ts';
import { full } from '../full.ts';
import { Styler } from './patch/styled.ts';

const RUNS = full ? 1000 : 40;

/** Something that somebody would do on a stage. */
function gesture(spec: Spec, c: Chance): Operation[] {
  const node = nodeRef(spec, c.one([...Object.keys(spec.clients), ...Object.keys(spec.services)]))!;
  const stacks = callsOf(spec).sites.flatMap(({ path, isProbe }) =>
    isProbe ? [] : [[...path, 'patterns']],
  );
  const stack = c.one(stacks);
  const { length } = valueAt(spec, stack) as unknown[];
  const site = c.one(callsOf(spec).sites);
  return c.one([
    () => renameNode(spec, node, 'another name'),
    () => removeNode(spec, node),
    () => duplicateNode(spec, node).operations,
    () => addDependency(spec, node).operations,
    () => addPattern(stack, c.below(length + 1), ['timeout', null]),
    () => addFault(spec, 'slow', Object.keys(spec.services)[0]!, { at: 1000 }),
    () => disconnect(spec, linkId(site), site.path),
    (): Operation[] =>
      length < 2
        ? [{ kind: 'set', path: ['title'], value: 'Another title' }]
        : [{ kind: 'move', path: [...stack, 0], to: [...stack, length - 1] }],
  ])();
}

const scenarios = (check: (text: string, document: unknown, chance: Chance) => void) =>
  always(RUNS, choosing, ({ document, chance }) => {
    const { text } = new Styler(chance, { anchors: chance.happens(0.3) }).style(document);
    fc.pre(read(text).spec !== null);
    check(text, document, chance);
  });

const plain = (spec: Spec) => ({ spec, notes: { layout: {}, variants: [], look: null } });

describe('in any scenario, however it is written', () => {
  test('after a gesture the text says what there is, and has its comments', async () => {
    let [kept, all] = [0, 0];
    await scenarios((text, _, c) => {
      const { spec, notes } = read(text);
      const lab = edited(labOf(experimentOf(null, spec!)), gesture(spec!, c));
      fc.pre(typeof lab !== 'string');
      const after = { spec: (lab as Exclude<typeof lab, string>).base, notes: notes! };
      const result = rewrite(text, { spec: spec!, notes: notes! }, after);
      const said = read(result);
      expect(documentOf(said.spec!, said.notes!)).toEqual(documentOf(after.spec, after.notes));
      const comments = text.match(/# c\d+\./g) ?? [];
      all += comments.length;
      kept += comments.filter((comment) => result.includes(comment)).length;
    });
    expect(all).toBeGreaterThan(RUNS);
    // Those within what is removed go with it.
    expect(kept / all).toBeGreaterThan(0.9);
  });

  test('what does not change anything leaves every letter as it is', () =>
    scenarios((text) => {
      const { spec, notes } = read(text);
      const content = { spec: spec!, notes: notes! };
      expect(rewrite(text, content, structuredClone(content))).toBe(text);
    }));
});

describe('the differences of two documents', () => {
  test('lead from one to the other', () =>
    always(4 * RUNS, fc.tuple(documents(), documents()), ([before, after]) => {
      let data: unknown = before;
      for (const operation of differences(before, after)) {
        const result = performed(data, operation);
        if (typeof result === 'string')
          throw new Error(`${result}: ${JSON.stringify([operation, before, after])}`);
        ({ data } = result);
      }
      expect(JSON.stringify(data)).toBe(JSON.stringify(after));
    }));

  test.each<[string, unknown, unknown, Operation[]]>([
    [
      'another name',
      { a: { b: { c: 1 }, d: 2 } },
      { a: { x: { c: 1 }, d: 2 } },
      [{ kind: 'rename', path: ['a', 'b'], to: 'x' }],
    ],
    [
      'another order',
      [{ a: 1 }, { b: 2 }, { c: 3 }],
      [{ c: 3 }, { a: 1 }, { b: 2 }],
      [{ kind: 'move', path: [2], to: [0] }],
    ],
    [
      'an entry in front',
      [{ a: 1 }, { b: 2 }],
      [{ x: 1 }, { a: 1 }, { b: 2 }],
      [{ kind: 'insert', path: [0], value: { x: 1 } }],
    ],
    [
      'a value deep inside',
      { a: [{ b: { c: 1 } }] },
      { a: [{ b: { c: 2 } }] },
      [{ kind: 'set', path: ['a', 0, 'b', 'c'], value: 2 }],
    ],
  ])('%s is one operation', (_, before, after, operations) => {
    expect(differences(before, after)).toEqual(operations);
  });
});

/** Small enough that two of them share something. */
function documents(): fc.Arbitrary<unknown> {
  const key = fc.constantFrom('a', 'b', 'c', 'd');
  return fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constantFrom(0, 1, 'x', true),
      fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
      fc.array(tie('value'), { maxLength: 4 }),
    ),
  })).value;
}

test('a scenario that says in short what is changed at length keeps the rest', () => {
  const text = `# The shop.
duration: 10s
clients:
  web: # everybody
    load: { rate: 50/s }
    steps: [{ call: db, patterns: [{ timeout: { after: 1s } }] }]
services:
  db: { work: 0.02s } # slow
`;
  const { spec, notes } = read(text);
  const other = structuredClone(spec!);
  other.services['db']!.threads = 7;
  const result = rewrite(text, { spec: spec!, notes: notes! }, plain(other));
  expect(result).toBe(text.replace('work: 0.02s', 'threads: 7, work: 0.02s'));
});

const variant = (threads: number): string =>
  `  - { name: v${threads}, changes: [{ set: services.db.threads, to: ${threads} }] } # so`;
const SIX = `# Six of them.
duration: 10s
clients: { web: { load: { rate: 50/s }, steps: [{ call: db }] } }
services:
  db: { threads: 4 } # four
variants:
${[5, 6, 7, 8, 9, 10].map((threads) => variant(threads)).join('\n')}
`;

describe('a lab and its text', () => {
  const labOf6 = () => {
    const { spec, notes } = read(SIX);
    return labOfText({ text: SIX, spec: spec!, notes: notes! });
  };

  test('more variants than a page shows stay in the text', () => {
    const lab = labOf6();
    expect(lab.variants).toHaveLength(4);
    expect(textOf(lab)).toBe(SIX);
    const text = textOf({ ...lab, seed: '7' });
    const added = /^seed: .*\n/m.exec(text)![0];
    expect(text.replace(added, '')).toBe(SIX);
  });

  test('what changed elsewhere is carried into a text that was written meanwhile', () => {
    const lab = labOf6();
    const other = { ...lab, seed: '7' };
    const written = SIX.replace('threads: 4', 'threads: 9').replace('# Six', '# All six');
    const text = carried(written, contentOf(lab), contentOf(other));
    const { spec } = read(text);
    expect(spec!.seed).toBe('7');
    expect(spec!.services['db']!.threads).toBe(9);
    expect(text).toContain('# All six of them.');
  });
});
