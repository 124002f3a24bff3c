/** Other edits in place of those that a run had: the past that both share stays. */
import { expect, test } from 'vitest';
import { createRun, type EditSpec } from '../../../src/engine/index.ts';
import { always } from '../../always.ts';
import { chances } from '../../fuzz/chance.ts';
import { specOf } from '../../simulate.ts';

const yaml = `
duration: 30s
clients:
  web:
    load: { rate: 800/s }
    steps: [{ call: api, patterns: [{ retry: {} }, { timeout: { after: 30ms } }] }]
services: { api: { replicas: 2, threads: 6, work: { exponential: 5ms }, errors: 5% } }`;

const edit = (at: number, threads: number): EditSpec => ({
  at,
  set: 'services.api.threads',
  to: threads,
});

test('a run that is revised again and again ends like one that had those edits', () => {
  const run = createRun(specOf(yaml), { checkpoints: true, intervals: true });
  return always(12, chances, (chance) => {
    const edits = chance
      .list(0, 3, () => edit(chance.below(30_000), 1 + chance.below(9)))
      .sort((a, b) => a.at - b.at);
    run.advance(chance.below(30_000));
    run.revise(edits);
    run.advance(chance.below(30_000));
    run.revise(edits);
    run.advance();
    const fresh = createRun({ ...specOf(yaml), edits });
    fresh.advance();
    expect(run.digest).toBe(fresh.digest);
    expect(run.result()).toEqual(fresh.result());
    expect(run.series()).toEqual(fresh.series());
  });
});

test('the frames begin again no later than the first difference', () => {
  const run = createRun(specOf(yaml), { checkpoints: true, intervals: true });
  run.advance();
  const whole = run.takeIntervals()!;
  run.revise([edit(20_050, 1)]);
  run.advance();
  const rest = run.takeIntervals()!;
  const { intervalMs } = run.intervalLayout!;
  expect(rest.from * intervalMs).toBeLessThanOrEqual(20_050);
  expect(rest.from + rest.count).toBe(whole.count);
  const { width } = run.intervalLayout!;
  const same = Math.floor(20_050 / intervalMs) - rest.from;
  expect(rest.rows.slice(0, same * width)).toEqual(
    whole.rows.slice(rest.from * width, (rest.from + same) * width),
  );
});
