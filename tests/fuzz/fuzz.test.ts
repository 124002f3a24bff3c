/**
 * A counterexample is a scenario, printed as JSON: `npm run -s cli -- run - --check` takes it.
 */
import { expect, test } from 'vitest';
import { check, createRun, type RunResult, type Spec } from '../../src/engine/index.ts';
import { type SpecLayer, topologyOf } from '../../src/engine/tables.ts';
import { formatProblem, read } from '../../src/scenario/read.ts';
import { always } from '../always.ts';
import { figure, full } from '../full.ts';
import { type Document } from './chance.ts';
import { choosing } from './scenarios.ts';

const RUNS = full ? 3000 : 150;

function specOf(document: Document): Spec {
  const { spec, problems } = read(JSON.stringify(document));
  if (spec) return spec;
  throw new Error(problems.map((problem) => formatProblem('scenario', problem)).join('\n'));
}

/** The whole run, computed with every assertion on. */
function whole(spec: Spec): RunResult {
  const run = createRun(spec, { check, checkpoints: true });
  run.advance();
  return run.result();
}

/** The same run in slices of this many events, recorded for a page; the record is asserted. */
function sliced(spec: Spec, events: number): RunResult {
  const run = createRun(spec, { check, intervals: true });
  while (run.advance(Infinity, events));
  return run.result();
}

const LOGS = { transitions: [], decisions: [] };

/** The same run, saved at an instant and continued by another. */
function continued(spec: Spec, atMs: number): RunResult {
  const first = createRun(spec);
  first.advance(atMs);
  const second = createRun(spec);
  second.restore(first.checkpoint());
  second.advance();
  // The logs stay with the first.
  return { ...second.result(), ...LOGS };
}

const conserved = (result: RunResult): void => {
  for (const { offered, succeeded, degraded, failed, inFlight } of Object.values(result.clients)) {
    expect(offered).toBe(succeeded + degraded + failed + inFlight);
    expect(inFlight).toBeGreaterThanOrEqual(0);
  }
  for (const { arrived, completed, failed, rejected, inHand } of Object.values(result.services)) {
    expect(arrived).toBe(completed + failed + rejected + inHand);
    expect(Math.min(completed, failed, rejected, inHand)).toBeGreaterThanOrEqual(0);
  }
  for (const { calls, succeeded, degraded, failed, inFlight } of Object.values(result.links))
    expect(calls).toBe(succeeded + degraded + failed + inFlight);
};

/** These answer in place of the callee. */
const answers = ({ name }: SpecLayer): boolean => name === 'fallback' || name === 'cache';

/** No call ends well that nobody has answered well. */
const earned = (spec: Spec, { links, services }: RunResult): void => {
  const topology = topologyOf(spec);
  for (const [id, { completed }] of Object.entries(services)) {
    if (topology.stacks.get(id)!.some(answers)) continue;
    const good = topology.links
      .filter(({ to, layers }) => to === id && !layers.some(answers))
      .map((link) => links[link.id]!.succeeded + links[link.id]!.degraded);
    expect(completed).toBeGreaterThanOrEqual(good.reduce((sum, one) => sum + one, 0));
  }
};

test('random scenarios conserve requests, and end alike however they are computed', async () => {
  let events = 0;
  await always(RUNS, choosing, ({ document, chance }) => {
    const spec = specOf(document);
    const result = whole(spec);
    events += result.events;
    conserved(result);
    earned(spec, result);
    expect(sliced(spec, 1 + chance.below(200))).toEqual(result);
    const at = chance.below(spec.duration);
    expect(continued(spec, at)).toEqual({ ...result, ...LOGS });
  });
  figure('fuzz', { runs: RUNS, events });
});
