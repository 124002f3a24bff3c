/** Other edits in place of those that a run had: the past that both share stays. */
import { expect, test } from 'vitest';
import { createRun, type EditSpec } from '../../../src/engine/index.ts';
import { Stream } from '../../../src/engine/kernel/random.ts';
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

test('a revised run ends like one that had those edits from the start', () => {
  const chance = new Stream('revise', 'test');
  const run = createRun(specOf(yaml), { checkpoints: true, frames: true });
  for (let round = 0; round < 12; round++) {
    const count = chance.below(4);
    const edits = Array.from({ length: count }, () =>
      edit(chance.below(30_000), 1 + chance.below(9)),
    ).sort((a, b) => a.at - b.at);
    run.advance(chance.below(30_000));
    run.revise(edits);
    run.advance(chance.below(30_000));
    run.revise(edits);
    run.advance();
    const fresh = createRun({ ...specOf(yaml), edits });
    fresh.advance();
    expect(run.digest, JSON.stringify(edits)).toBe(fresh.digest);
    expect(run.result()).toEqual(fresh.result());
    expect(run.series()).toEqual(fresh.series());
  }
});

test('the frames begin again no later than the first difference', () => {
  const run = createRun(specOf(yaml), { checkpoints: true, frames: true });
  run.advance();
  const whole = run.takeFrames()!;
  run.revise([edit(20_050, 1)]);
  run.advance();
  const rest = run.takeFrames()!;
  const { intervalMs } = run.frameLayout!;
  expect(rest.from * intervalMs).toBeLessThanOrEqual(20_050);
  expect(rest.from + rest.count).toBe(whole.count);
  const { width } = run.frameLayout!;
  const same = Math.floor(20_050 / intervalMs) - rest.from;
  expect(rest.rows.slice(0, same * width)).toEqual(
    whole.rows.slice(rest.from * width, (rest.from + same) * width),
  );
});
