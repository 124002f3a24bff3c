/** Saving, restoring, going back, forking; and the limits that end a run. */
import { describe, expect, test } from 'vitest';
import { createRun } from '../../../src/engine/index.ts';
import { read } from '../../../src/scenario/read.ts';
import { always } from '../../always.ts';
import { choosing, scenarios } from '../../fuzz/scenarios.ts';
import { callers, simulate, specOf } from '../../simulate.ts';
import { busy, edit } from './busy.ts';

test('a run continued from any instant ends like the uninterrupted one', () =>
  always(12, choosing, ({ document, chance }) => {
    const spec = read(JSON.stringify(document)).spec!;
    const whole = createRun(spec);
    whole.advance();
    const saved = createRun(spec);
    saved.advance(chance.below(spec.duration));
    const checkpoint = saved.checkpoint();
    saved.advance();
    // Rewound in place, and after it had gone on.
    saved.restore(checkpoint);
    saved.advance();
    expect(saved.digest).toBe(whole.digest);
    expect(saved.result()).toEqual(whole.result());
    expect(saved.series()).toEqual(whole.series());
  }));

test('taking a checkpoint changes nothing', () =>
  always(15, scenarios, (document) => {
    const spec = read(JSON.stringify(document)).spec!;
    const whole = createRun(spec);
    whole.advance();
    const watched = createRun(spec);
    for (let i = 1; i <= 10; i++) {
      watched.advance((spec.duration * i) / 10);
      watched.checkpoint();
    }
    expect(watched.digest).toBe(whole.digest);
    expect(watched.result()).toEqual(whole.result());
  }));

test('a run that was taken back and revised again and again ends where it would have', () => {
  const whole = createRun(busy('45s'));
  whole.advance();
  const run = createRun(busy('45s'), { checkpoints: true });
  run.advance();
  expect(run.events).toBeGreaterThan(250_000);
  for (const ms of [35_000, 12_345.678, 44_999, 1]) {
    run.revise([edit(ms)]);
    expect(run.nowMs).toBeLessThan(ms);
    expect(run.over).toBe(false);
    run.advance(ms + 1);
  }
  run.revise([]);
  run.advance();
  expect(run.digest).toBe(whole.digest);
  expect(run.result()).toEqual(whole.result());
  expect(run.series()).toEqual(whole.series());
});

test('an edit of the past makes another future, the same as one in the spec', () => {
  const run = createRun(busy('45s'), { checkpoints: true });
  run.advance();
  const before = run.digest;
  run.revise([edit(21_000)]);
  run.advance();
  const written = createRun({ ...busy('45s'), edits: [edit(21_000)] });
  written.advance();
  expect(run.digest).not.toBe(before);
  expect(run.digest).toBe(written.digest);
  expect(run.result()).toEqual(written.result());
});

describe('limits end the run with the results so far', () => {
  const alternative = (id: string): string => `{ weight: 1, steps: [{ call: ${id} }] }`;

  test('calls nested too deep', () => {
    const result = simulate(`
duration: 1s
clients: ${callers('up', 10)}
services:
  up: { threads: 999, steps: [{ oneOf: [{ weight: 0, steps: [] }, ${alternative('down')}] }] }
  down: { threads: 999, steps: [{ oneOf: [{ weight: 0, steps: [] }, ${alternative('up')}] }] }`);
    expect(result.partial).toEqual({
      limit: 'nesting',
      atMs: 10,
      message: expect.stringMatching(/is nested in/),
    });
    expect(result.clients['a']).toMatchObject({ offered: 1, inFlight: 1 });
  });

  test('a run that is over by a limit stays over, and can be taken back', () => {
    const spec = specOf(`
duration: 1s
clients: ${callers('up', 10)}
services:
  up: { threads: 999, steps: [{ oneOf: [${alternative('down')}, { weight: 1, steps: [] }] }] }
  down: { threads: 10000, steps: [{ call: up }] }
edits:
  - { at: 5ms, set: "services.up.steps[0].oneOf[1].weight", to: 0 }`);
    const run = createRun(spec);
    expect(run.advance()).toBe(false);
    expect([run.over, run.partial?.limit]).toEqual([true, 'nesting']);
    expect(run.advance()).toBe(false);
    const { edits } = spec;
    run.revise([...edits, { at: 8, set: 'services.down.threads', to: 9999 }]);
    expect([run.over, run.partial]).toEqual([false, null]);
    run.advance();
    expect(run.partial?.limit).toBe('nesting');
  });
});
