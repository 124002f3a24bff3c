/**
 * The bulkhead beside cockatiel 4.0.0's under a fake clock: random calls that come, end, and are
 * given up while they wait. After every step both must have let the same calls through and
 * refused the same, and count the same free slots and free places in the queue.
 */
import type { BulkheadPolicy } from 'cockatiel';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { BULKHEAD_FULL, CANCELLED } from '../../src/engine/model/outcome.ts';
import { HOLD, PASS } from '../../src/engine/model/pattern.ts';
import type { CockatielBulkhead } from '../../src/engine/patterns/bulkhead/cockatiel.ts';
import { always, upTo } from '../always.ts';
import { type Chance, chanceOf, turns } from '../fuzz/chance.ts';
import { Alone } from '../engine/patterns/alone.ts';

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'performance'] });
});
afterAll(() => {
  vi.useRealTimers();
});

type Fate = 'waits' | 'runs' | 'refused' | 'given up' | 'over';

/** Calls through the library's own bulkhead. */
class Theirs {
  readonly fates: Fate[] = [];
  private readonly ends: (() => void)[] = [];
  private readonly gives: AbortController[] = [];
  readonly policy: BulkheadPolicy;

  constructor(policy: BulkheadPolicy) {
    this.policy = policy;
  }

  call(): void {
    const id = this.fates.length;
    this.fates.push('waits');
    const give = (this.gives[id] = new AbortController());
    const run = () =>
      new Promise<void>((resolve) => {
        this.fates[id] = 'runs';
        this.ends[id] = resolve;
      });
    this.policy.execute(run, give.signal).catch(() => {
      if (this.fates[id] === 'waits') this.fates[id] = 'refused';
    });
  }

  end(id: number): void {
    this.fates[id] = 'over';
    this.ends[id]!();
  }

  giveUp(id: number): void {
    this.fates[id] = 'given up';
    this.gives[id]!.abort();
  }
}

/** Lets what the library has promised happen. */
const settle = () => vi.advanceTimersByTimeAsync(0);

const sameFate = (theirs: Fate, ours: number): boolean =>
  (theirs === 'runs' && ours === PASS) ||
  (theirs === 'waits' && ours === HOLD) ||
  (theirs === 'refused' && ours === BULKHEAD_FULL) ||
  (theirs === 'given up' && (ours === HOLD || ours === CANCELLED)) ||
  theirs === 'over';

/** One random step in both; of ten, so many end a call and so many give one up. */
function step(
  c: Chance,
  theirs: Theirs,
  ours: Alone<CockatielBulkhead>,
  [ends, gives]: readonly [number, number],
): void {
  const those = (fate: Fate) => [...theirs.fates.keys()].filter((id) => theirs.fates[id] === fate);
  const [running, waiting] = [those('runs'), those('waits')];
  const kind = c.below(10);
  if (kind < ends && running.length > 0) {
    const id = c.one(running);
    theirs.end(id);
    ours.fates[id] = NaN;
    ours.leave(id);
  } else if (kind < ends + gives && waiting.length > 0) {
    const id = c.one(waiting);
    theirs.giveUp(id);
    ours.giveUp(id);
  } else {
    theirs.call();
    ours.enter();
  }
}

const cases = fc.record({
  limit: fc.constantFrom(1, 2, 4),
  queue: fc.constantFrom(0, 1, 3, 8, 60),
  shares: fc.constantFrom<readonly [number, number]>([4, 2], [1, 4]),
  steps: upTo(1000, turns),
});

test('calls run, wait and are refused as by cockatiel, in thousands of steps', async () => {
  const { bulkhead } = await import('cockatiel');
  let refused = 0;
  await always(16, cases, async ({ limit, queue, shares, steps }) => {
    const theirs = new Theirs(bulkhead(limit, queue));
    const ours = new Alone<CockatielBulkhead>('bulkhead', 'cockatiel', { limit, queue });
    for (const turn of steps) {
      step(chanceOf(turn), theirs, ours, shares);
      await settle();
      ours.settle();
      theirs.fates.forEach((fate, id) => {
        if (!sameFate(fate, ours.fates[id]!))
          throw new Error(`call ${id}: ${fate} there, ${ours.fates[id]} here`);
      });
      const { taken, waiting } = ours.pattern;
      const { executionSlots, queueSlots } = theirs.policy;
      expect([limit - taken, queue - waiting.span]).toEqual([executionSlots, queueSlots]);
    }
    refused += theirs.fates.filter((fate) => fate === 'refused').length;
  });
  expect(refused).toBeGreaterThan(500);
});

test('of bulkhead(1, 1) the third call is refused', async () => {
  const { bulkhead } = await import('cockatiel');
  const theirs = new Theirs(bulkhead(1, 1));
  const ours = new Alone('bulkhead', 'cockatiel', { limit: 1, queue: 1 });
  for (let i = 0; i < 3; i++) {
    theirs.call();
    ours.enter();
  }
  await settle();
  expect(theirs.fates).toEqual(['runs', 'waits', 'refused']);
  expect(ours.fates).toEqual([PASS, HOLD, BULKHEAD_FULL]);
});
