/** Random trees of services that hand deadlines on: nothing begins after its caller has left. */
import { expect, test } from 'vitest';
import { check, createRun } from '../../src/engine/index.ts';
import type { Frame } from '../../src/engine/model/flight/frame.ts';
import type { World } from '../../src/engine/model/world.ts';
import { formatProblem, read } from '../../src/scenario/read.ts';
import { always, drawn } from '../always.ts';
import { full } from '../full.ts';
import { type Chance, chances, type Document } from './chance.ts';
import { scenario } from './scenarios.ts';

const RUNS = full ? 1000 : 40;

/** A scenario, and how long a call of its client has. */
interface Case {
  document: Document;
  afterMs: number;
}

/** Users of one request each: each request is known by its user. */
function timed(c: Chance): Case {
  const document = scenario(c);
  const afterMs = c.one([3, 25, 120]);
  const services = document['services'] as Record<string, Document>;
  for (const service of Object.values(services)) delete service['deadlines'];
  const faults = document['faults'] as Document[];
  const callee = c.one(Object.keys(services));
  const timeout = { after: afterMs, cancel: c.one(['none', 'none', 'reset']) };
  const propagating = {
    ...document,
    deadlines: 'propagate',
    clients: {
      c0: {
        load: { users: 60, iterations: 1 },
        steps: [{ work: { uniform: [0, 1500] } }, { call: callee, patterns: [{ timeout }] }],
      },
    },
    faults: faults.filter(({ on }) => Object.hasOwn(services, String(on))),
    edits: [],
  };
  return { document: propagating, afterMs };
}

const cases = chances.map(timed);

/** What happened at links and services after the request's caller had left. */
function late({ document, afterMs }: Case) {
  const { spec, problems } = read(JSON.stringify(document));
  if (!spec) throw new Error(problems.map((p) => formatProblem('scenario', p)).join('\n'));
  const run = createRun(spec, { check });
  const { w } = run as unknown as { w: World };
  const leaves = new Map<number, number>();
  const found = { attempts: 0, late: 0 };
  const left = (f: Frame): boolean => w.now >= (leaves.get(f.user) ?? Infinity);
  for (const { caller, observer } of w.links) {
    const callBegan = observer.callBegan.bind(observer);
    const attemptBegan = observer.attemptBegan.bind(observer);
    observer.callBegan = (f) => {
      if (caller.id === 'c0') leaves.set(f.user, w.now + afterMs * 1e6);
      callBegan(f);
    };
    observer.attemptBegan = (f) => {
      found.attempts++;
      if (left(f)) found.late++;
      attemptBegan(f);
    };
  }
  run.advance();
  return found;
}

test('no attempt begins after its deadline, whatever the stack, faults and steps', async () => {
  let attempts = 0;
  await always(RUNS, cases, (one) => {
    const found = late(one);
    expect(found.late).toBe(0);
    attempts += found.attempts;
  });
  expect(attempts).toBeGreaterThan(RUNS * 30);
});

test('without propagation many do', () => {
  const found = drawn(RUNS, cases).map(
    ({ document, afterMs }) => late({ document: { ...document, deadlines: 'none' }, afterMs }).late,
  );
  expect(found.reduce((sum, one) => sum + one)).toBeGreaterThan(RUNS);
});
