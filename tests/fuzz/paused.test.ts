import { expect, test } from 'vitest';
import { check, createRun, type Spec } from '../../src/engine/index.ts';
import { editClient, editService } from '../../src/engine/edits.ts';
import {
  CANCELLED,
  QUEUE_FULL,
  QUEUE_TIMEOUT,
  REFUSED,
  RESET,
} from '../../src/engine/model/outcome.ts';
import type { Frame } from '../../src/engine/model/moves/moves.ts';
import type { Pattern } from '../../src/engine/model/pattern.ts';
import { sideOf } from '../../src/engine/model/moves/suspended.ts';
import { read } from '../../src/scenario/read.ts';
import { worldOf } from '../simulate.ts';
import { always } from '../always.ts';
import { full } from '../full.ts';
import { type Document } from './chance.ts';
import { choosing } from './scenarios.ts';

const RUNS = full ? 1500 : 80;

const specOf = (document: Document): Spec => read(JSON.stringify(document)).spec!;

/** Not by the process: its callers cancel, its machine dies, or what stands before it answers. */
const DONE_TO_IT: readonly number[] = [CANCELLED, RESET, QUEUE_FULL, QUEUE_TIMEOUT, REFUSED];

test('a paused replica does nothing', async () => {
  let paused = 0;
  await always(RUNS, choosing, ({ document, chance }) => {
    const spec = specOf(document);
    const common = { ramp: 0, share: null, replicas: null, disabled: false, pause: true };
    for (const on of Object.keys(spec.services)) {
      const at = chance.below(spec.duration);
      spec.faults.push({ at, for: 1 + chance.below(spec.duration / 4), on, ...common });
    }
    const run = createRun(spec, { check });
    const w = worldOf(run);
    const isPaused = (replica: { paused: number } | null): boolean => (replica?.paused ?? 0) > 0;
    const idle = (what: string, replica: { paused: number } | null): void => {
      if (isPaused(replica)) throw new Error(`a paused replica ${what}`);
    };
    for (const { observer } of w.links) {
      const { attemptBegan, callBegan } = observer;
      observer.callBegan = (f: Frame) => {
        idle('makes a call', sideOf(f));
        callBegan.call(observer, f);
      };
      observer.attemptBegan = (f: Frame) => {
        idle('makes an attempt', sideOf(f));
        attemptBegan.call(observer, f);
      };
    }
    for (const { observer } of w.services) {
      const { answered } = observer;
      observer.answered = (f: Frame, o) => {
        if (!DONE_TO_IT.includes(o)) idle(`answers ${o}`, f.replica);
        answered.call(observer, f, o);
      };
    }
    const transition = w.observer.transition.bind(w.observer);
    w.observer.transition = (pattern: Pattern, from, to, why) => {
      const { runsOn } = pattern.place;
      // What it hears of those who cancel its calls is no doing of its own.
      if (why === 'by its clock') idle('changes a state', runsOn);
      transition(pattern, from, to, why);
    };
    while (run.advance(Infinity, 500))
      for (const { replicas } of w.services) paused += replicas.filter(isPaused).length;
  });
  // The claim is about something: replicas were found paused.
  expect(paused).toBeGreaterThan(RUNS / 2);
});

test('whoever reads an unchanged spec again changes nothing', () =>
  always(RUNS, choosing, ({ document, chance }) => {
    const spec = specOf(document);
    const plain = createRun(spec);
    plain.advance();
    const run = createRun(spec, { check });
    for (let i = 0; i < 5; i++) {
      run.advance(chance.below(spec.duration));
      const w = worldOf(run);
      for (const client of w.clients) editClient(w, client);
      for (const service of w.services) editService(w, service);
    }
    run.advance();
    expect(run.digest).toBe(plain.digest);
  }));
