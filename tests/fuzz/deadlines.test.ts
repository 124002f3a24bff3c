/** Random trees of services that hand deadlines on: nothing begins after its caller has left. */
import { expect, test } from 'vitest';
import { createRun } from '../../src/engine/index.ts';
import type { Frame } from '../../src/engine/model/flight/frame.ts';
import type { World } from '../../src/engine/model/world.ts';
import { formatProblem, read } from '../../src/scenario/read.ts';
import { full } from '../full.ts';
import { Chance, type Document } from './chance.ts';
import { randomScenario } from './scenarios.ts';

const SEEDS = full ? 1000 : 40;

/** Users of one request each, whose call has so long: each request is known by its user. */
function scenario(seed: number, afterMs: number): Document {
  const c = new Chance(seed);
  const document = randomScenario(seed);
  const services = document['services'] as Record<string, Document>;
  for (const service of Object.values(services)) delete service['deadlines'];
  const faults = document['faults'] as Document[];
  const callee = c.one(Object.keys(services));
  const timeout = { after: afterMs, cancel: c.one(['none', 'none', 'reset']) };
  return {
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
}

/** What happened at links and services after the request's caller had left. */
function late(document: Document, afterMs: number) {
  const { spec, problems } = read(JSON.stringify(document));
  if (!spec) throw new Error(problems.map((p) => formatProblem('scenario', p)).join('\n'));
  const run = createRun(spec, { check: true });
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

test('no attempt begins after its deadline, whatever the stack, faults and steps', () => {
  let attempts = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const afterMs = new Chance(seed).one([3, 25, 120]);
    const found = late(scenario(seed, afterMs), afterMs);
    expect(found.late, `seed ${seed}`).toBe(0);
    attempts += found.attempts;
  }
  expect(attempts).toBeGreaterThan(SEEDS * 50);
});

test('without propagation many do', () => {
  let found = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const afterMs = new Chance(seed).one([3, 25, 120]);
    found += late({ ...scenario(seed, afterMs), deadlines: 'none' }, afterMs).late;
  }
  expect(found).toBeGreaterThan(SEEDS);
});
