/**
 * Whatever somebody does, in whatever order: undone to the very beginning it is what it was, redone
 * it is what it became, and a link and a text bring it back.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRun, type Spec, valueAt } from '../../../src/engine/index.ts';
import { callsOf, linkId } from '../../../src/scenario/calls.ts';
import {
  addFault,
  addPattern,
  connect,
  disconnect,
} from '../../../src/scenario/editing/gestures.ts';
import { contentOf, labOfText, textOf } from '../../../src/scenario/editing/lab-text.ts';
import { nodeRef } from '../../../src/scenario/editing/nodes.ts';
import { experimentOf, specOf } from '../../../src/scenario/experiment.ts';
import { labOf, withName, withoutVariant } from '../../../src/scenario/lab.ts';
import { firstIn } from '../../../src/scenario/lab-notes.ts';
import { read } from '../../../src/scenario/read.ts';
import { documentOf } from '../../../src/scenario/write.ts';
import { duplicate, grow, perform, removeSelected, rename } from '../../../src/ui/editor/acts.ts';
import { fragmentOf, linksOf } from '../../../src/ui/state/address.ts';
import { holdersOf } from '../../../src/ui/state/selected.ts';
import { Session } from '../../../src/ui/state/session.svelte.ts';
import { always, upTo } from '../../always.ts';
import { EXAMPLE } from '../../scenario/example.ts';
import { full } from '../../full.ts';
import { type Chance, chanceOf, turns } from '../../fuzz/chance.ts';
import { choosing } from '../../fuzz/scenarios.ts';
import { inThisThread } from './threads.ts';

inThisThread();

type Act = (session: Session, c: Chance) => void | Promise<void>;

const nodeIn = ({ lab }: Session, c: Chance) =>
  nodeRef(lab.base, c.one([...Object.keys(lab.base.clients), ...Object.keys(lab.base.services)]))!;
const serviceIn = ({ lab }: Session, c: Chance): string => c.one(Object.keys(lab.base.services));
const variantIn = ({ lab }: Session, c: Chance): number => c.below(lab.variants.length);

/** What hands, keys and fields do. */
const ACTS: readonly Act[] = [
  (session, c) => void grow(session, nodeIn(session, c)),
  (session, c) => duplicate(session, nodeIn(session, c)),
  (session, c) => rename(session, nodeIn(session, c), c.one(['another', 'one more', 'third'])),
  (session, c) => {
    session.selection = c.one([...holdersOf(session.lab.base).values()]);
    removeSelected(session);
  },
  (session, c) => {
    const { base } = session.lab;
    const { operations } = connect(base, nodeIn(session, c), serviceIn(session, c));
    perform(session, operations);
  },
  (session, c) => {
    const site = c.one(callsOf(session.lab.base).sites);
    if (site) perform(session, disconnect(session.lab.base, linkId(site), site.path));
  },
  (session, c) => {
    const sites = callsOf(session.lab.base).sites;
    if (sites.length === 0) return;
    const stack = [...c.one(sites).path, 'patterns'];
    const { length } = valueAt(session.lab.base, stack) as unknown[];
    const place = c.below(length + 1);
    if (length > 1 && c.happens(0.5))
      perform(session, [{ kind: 'move', path: [...stack, 0], to: [...stack, length - 1] }]);
    else perform(session, addPattern(stack, place, [c.one(['timeout', 'retry']), null]));
  },
  (session, c) =>
    void perform(session, addFault(session.lab.base, 'slow', serviceIn(session, c), { at: 500 })),
  (session, c) => {
    session.playhead.seek(c.one([0, 700, 1900]));
    session.reach = c.one(['now', 'start']);
    session.set(`services.${serviceIn(session, c)}.threads`, 1 + c.below(9));
  },
  (session, c) => {
    const [edit] = session.experiment.edits;
    if (!edit) return;
    if (c.happens(0.5)) session.moveEdit(edit, 300);
    else session.removeEdit(edit);
  },
  (session) => {
    const [change] = session.experiment.changes;
    if (change) session.removeChange(change.set);
  },
  (session, c) => session.setSeed(String(c.below(5))),
  (session) => session.keep(),
  async (session, c) => {
    await settled(session);
    session.reach = 'start';
    session.set(`services.${serviceIn(session, c)}.threads`, 1 + c.below(9));
    session.keepFormer();
  },
  (session, c) =>
    session.compareWith(
      'as it is',
      [2, 3].slice(c.below(2)).map((threads) => ({
        name: `${threads} threads`,
        changes: [{ set: `services.${serviceIn(session, c)}.threads`, to: threads }],
      })),
    ),
  (session, c) => session.show(variantIn(session, c)),
  (session, c) => session.arrange(withName(session.lab, variantIn(session, c), 'so named')),
  (session, c) => session.arrange(withoutVariant(session.lab, variantIn(session, c))),
  (session, c) =>
    session.arrange({ ...session.lab, layout: { [serviceIn(session, c)]: [c.below(99), 7] } }),
  // As the pane does with what somebody writes.
  (session) => {
    const text = `${textOf(session.lab)}# So.\n`;
    const { spec, notes } = read(text);
    session.edit(labOfText({ text, spec: spec!, notes: notes! }), null);
  },
  (session, c) => {
    session.undo();
    if (c.happens(0.5)) session.undo();
    if (c.happens(0.5)) session.redo();
  },
];

/** All that a lab says, and nothing of how it says it. */
const saying = ({ lab }: Session) => ({
  ...{ shown: lab.shown, firstName: lab.variants[0]!.name },
  content: contentOf(lab),
});

const digestOf = (spec: Spec): string => {
  const run = createRun(spec);
  run.advance();
  return run.result().digest;
};

const settled = async (session: Session): Promise<string> => {
  while (session.run.phase !== 'computed') await new Promise((resolve) => setImmediate(resolve));
  return session.run.result!.digest;
};

/** Undoes, or redoes, until nothing is left. @returns what there was on the way */
function through(session: Session, way: 'undo' | 'redo'): unknown[] {
  const seen: unknown[] = [];
  while (way === 'undo' ? session.canUndo : session.canRedo) {
    seen.push(saying(session));
    session[way]();
  }
  return seen;
}

const cases = fc.tuple(choosing, upTo(24, fc.tuple(fc.nat({ max: ACTS.length - 1 }), turns)));

test('whatever is done is undone, redone, and told by a link and a text', async () => {
  const done = new Set<number>();
  await always(full ? 600 : 25, cases, async ([{ document }, acts]) => {
    const { spec } = read(JSON.stringify(document));
    fc.pre(spec !== null);
    const session = new Session(labOf(experimentOf(null, spec!)));
    const first = saying(session);
    for (const [act, turn] of acts) {
      const { lab } = session;
      if (Object.keys(lab.base.services).length === 0) break;
      await ACTS[act]!(session, chanceOf(turn));
      if (session.lab !== lab) done.add(act);
    }
    through(session, 'redo');
    const last = saying(session);
    const text = textOf(session.lab);
    const again = read(text);
    expect(again.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(documentOf(again.spec!, again.notes!)).toEqual(
      documentOf(last.content.spec, last.content.notes),
    );
    await expectLinked(session);

    const back = through(session, 'undo');
    expect(saying(session)).toEqual(first);
    expect(await settled(session)).toBe(digestOf(spec!));
    const forth = through(session, 'redo');
    expect(saying(session)).toEqual(last);
    expect(forth.slice(1).reverse()).toEqual(back.slice(1));
    session.close();
  });
  // Each of them has changed something.
  expect([...ACTS.keys()].filter((act) => !done.has(act))).toEqual([]);
});

test('undo that leaves a scenario says which one is back', () => {
  const one = read(EXAMPLE).spec!;
  const session = new Session(labOf(experimentOf(null, one)));
  session.open(labOf(experimentOf(null, { ...one, title: 'Another' })));
  session.keep();
  session.undo();
  expect(session.notice).toBeNull();
  session.undo();
  expect(session.notice).toContain(`“${one.title}”`);
  session.redo();
  expect(session.notice).toContain('“Another”');
  session.close();
});

/** A link opens what it was made of, and gives the same link. */
async function expectLinked(session: Session): Promise<void> {
  const link = fragmentOf(session);
  const other = new Session(labOf(experimentOf(null, session.lab.base)), 0, true);
  const links = linksOf(other);
  links.open(link);
  while (links.checking) await new Promise((resolve) => setImmediate(resolve));
  expect(other.notice).toBeNull();
  expect(saying(other)).toEqual(saying(session));
  expect(specOf(firstIn(other.lab))).toEqual(specOf(firstIn(session.lab)));
  expect(fragmentOf(other)).toBe(link);
  other.close();
}
