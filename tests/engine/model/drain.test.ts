/** When load and faults are over, nothing is left: no request, thread, place in line or permit. */
import { expect, test } from 'vitest';
import { createRun, type RunResult } from '../../../src/engine/index.ts';
import type { World } from '../../../src/engine/model/world.ts';
import { formatProblem, read } from '../../../src/scenario/read.ts';
import { randomScenario } from '../../fuzz/scenarios.ts';

const SEEDS = 40;
/** Long enough for all queues, back-offs and heavy tails of these seeds. */
const AFTER_MS = 30 * 24 * 3600_000 - 1e6;

interface Drawn {
  duration: number;
  clients: Record<string, { load: Record<string, unknown> }>;
  faults?: Record<string, unknown>[];
  edits?: { set: string }[];
}

/** A random scenario whose load ends with it, and which loses no requests for ever. */
function ending(seed: number): Drawn {
  const drawn = JSON.parse(JSON.stringify(randomScenario(seed))) as Drawn;
  const length = Number(drawn.duration);
  for (const client of Object.values(drawn.clients)) {
    const { load } = client;
    const stop = { for: 0, to: 0 };
    if ('users' in load) client.load = { users: 7, think: 50, iterations: 9 };
    else {
      const to = load['rate'] ?? 200;
      client.load = { stages: [{ for: 0, to }, { for: length, to }, stop] };
    }
  }
  drawn.faults = (drawn.faults ?? []).filter((fault) => !('drop' in fault));
  for (const fault of drawn.faults) fault['for'] ??= length;
  drawn.edits = (drawn.edits ?? []).filter(({ set }) => !/\.load\b|^faults/.test(set));
  drawn.duration = AFTER_MS;
  return drawn;
}

function expectNothingLeft(result: RunResult, w: World, what: string): void {
  for (const [id, { inFlight }] of Object.entries(result.clients))
    expect(inFlight, `${what}: requests of ${id}`).toBe(0);
  for (const [id, { inHand }] of Object.entries(result.services))
    expect(inHand, `${what}: requests at ${id}`).toBe(0);
  for (const [id, { inFlight, patterns }] of Object.entries(result.links)) {
    expect(inFlight, `${what}: calls of ${id}`).toBe(0);
    for (const { taken = 0, waiting = 0 } of patterns)
      expect([taken, waiting], `${what}: permits and line of ${id}`).toEqual([0, 0]);
  }
  for (const { id, busy, queued, coresBusy } of w.services)
    expect([busy, queued, coresBusy], `${what}: threads, queue, cores of ${id}`).toEqual([0, 0, 0]);
  expect(w.pool.inUse, `${what}: records in use`).toBe(0);
}

test('random scenarios run dry', () => {
  let ended = 0;
  for (let seed = 20_000; seed < 20_000 + SEEDS; seed++) {
    const { spec, problems } = read(JSON.stringify(ending(seed)));
    const flaws = problems.filter(({ severity }) => severity === 'error');
    expect(flaws.map((flaw) => formatProblem(`seed ${seed}`, flaw))).toEqual([]);
    const run = createRun(spec!, { check: true });
    run.advance(Infinity, 300_000);
    // Breakers that open and probe by timers for ever are left alone after a while.
    const { w } = run as unknown as { w: World };
    expectNothingLeft(run.result(), w, `seed ${seed}`);
    ended += Object.values(run.result().clients).reduce((sum, { offered }) => sum + offered, 0);
  }
  expect(ended).toBeGreaterThan(4000);
});
