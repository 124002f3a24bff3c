/** When load and faults are over, nothing is left: no request, thread, place in line or permit. */
import { expect, test } from 'vitest';
import { check, createRun, type RunResult } from '../../../src/engine/index.ts';
import type { World } from '../../../src/engine/model/world.ts';
import { formatProblem, read } from '../../../src/scenario/read.ts';
import { always } from '../../always.ts';
import type { Document } from '../../fuzz/chance.ts';
import { scenarios } from '../../fuzz/scenarios.ts';

/** Long enough for all queues, back-offs and heavy tails of these scenarios. */
const AFTER_MS = 30 * 24 * 3600_000 - 1e6;

interface Drawn {
  duration: number;
  clients: Record<string, { load: Record<string, unknown> }>;
  services: Record<string, { probes?: Record<string, { calls?: string[] }> }>;
  faults?: Record<string, unknown>[];
  edits?: { set: string }[];
}

/** A random scenario whose load ends with it, and which loses no requests for ever. */
function ending(document: Document): Drawn {
  const drawn = structuredClone(document) as unknown as Drawn;
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
  // Probes go on for ever, and so would their calls.
  for (const { probes = {} } of Object.values(drawn.services))
    for (const probe of Object.values(probes)) delete probe.calls;
  drawn.duration = AFTER_MS;
  return drawn;
}

function expectNothingLeft(result: RunResult, w: World): void {
  for (const [id, { inFlight }] of Object.entries(result.clients))
    expect(inFlight, `requests of ${id}`).toBe(0);
  for (const [id, { inHand }] of Object.entries(result.services))
    expect(inHand, `requests at ${id}`).toBe(0);
  for (const [id, { inFlight, patterns }] of Object.entries(result.links)) {
    expect(inFlight, `calls of ${id}`).toBe(0);
    for (const { taken = 0, waiting = 0 } of patterns)
      expect([taken, waiting], `permits and line of ${id}`).toEqual([0, 0]);
  }
  for (const { id, busy, queued, coresBusy } of w.services)
    expect([busy, queued, coresBusy], `threads, queue, cores of ${id}`).toEqual([0, 0, 0]);
  expect(w.pool.inUse, `records in use`).toBe(0);
}

test('random scenarios run dry', async () => {
  let ended = 0;
  await always(40, scenarios, (document) => {
    const { spec, problems } = read(JSON.stringify(ending(document)));
    const flaws = problems.filter(({ severity }) => severity === 'error');
    expect(flaws.map((flaw) => formatProblem('scenario', flaw))).toEqual([]);
    const run = createRun(spec!, { check });
    run.advance(Infinity, 300_000);
    // Breakers that open and probe by timers for ever are left alone after a while.
    const { w } = run as unknown as { w: World };
    expectNothingLeft(run.result(), w);
    ended += Object.values(run.result().clients).reduce((sum, { offered }) => sum + offered, 0);
  });
  expect(ended).toBeGreaterThan(4000);
});
