/** `deadlines: propagate`: what a timeout means to all that lies below it. */
import { describe, expect, test } from 'vitest';
import { createRun, type RunResult } from '../../../src/engine/index.ts';
import { callers, fates, simulate, specOf, started } from '../../simulate.ts';

const PROPAGATE = 'deadlines: propagate\n';

/** Clients → front → middle → bottom; the callers wait so long. */
const chain = (
  atMs: readonly number[],
  { after = 50, front = '', middle = '', bottom = 'work: 20ms, threads: 1', more = '' } = {},
): string => `
duration: 2s
clients: ${callers(`[{ call: front, patterns: [{ timeout: { after: ${after}ms } }] }]`, ...atMs)}
services:
  front: { threads: 100, steps: [{ call: middle }]${front} }
  middle: { threads: 100, steps: [{ call: bottom }]${middle} }
  bottom: { ${bottom} }
${more}`;

const eight = Array<number>(8).fill(0);

test('who was under way when the first host began to honor deadlines has none', () => {
  // Two at a time of 100 ms each wait for 30 ms; the first two began before the edit.
  const edited = chain([0, 0, 20, 20], {
    after: 30,
    bottom: 'work: 100ms, threads: 2',
    more: 'edits: [{ at: 10ms, set: deadlines, to: propagate }]',
  });
  const { services } = simulate(edited);
  // The others' turn comes at 100, when their time is over; the first two are seen to the end.
  expect(services['bottom']).toMatchObject({ completed: 2, failures: { deadline: 2 } });
  expect(services['front']).toMatchObject({ completed: 2, failures: { deadline: 2 } });
  expect(services['front']!.sojournMs.max).toBe(100);
});

describe('a chain of three tiers', () => {
  test('without, the bottom works on for callers who have left', () => {
    const result = simulate(chain(eight));
    expect(result.services['bottom']).toMatchObject({ completed: 8, abandoned: 6 });
    expect(result.services['bottom']!.utilization).toBeCloseTo(160 / 2000, 9);
    expect(result.services['front']!.sojournMs.max).toBe(160);
  });

  test('with, its abandoned work is gone, and all threads above are free at the deadline', () => {
    const result = simulate(PROPAGATE + chain(eight));
    // Two are served by 40; the third is at work at 50 and ends; the rest are thrown away at 60.
    expect(result.services['bottom']).toMatchObject({
      completed: 3,
      failed: 5,
      failures: { deadline: 5 },
      abandoned: 1,
    });
    expect(result.services['bottom']!.utilization).toBeCloseTo(60 / 2000, 9);
    for (const tier of ['front', 'middle'])
      expect(result.services[tier]).toMatchObject({
        completed: 2,
        failures: { deadline: 6 },
        abandoned: 0,
        utilization: (20 + 40 + 6 * 50) / 100 / 2000,
      });
    // Their callers gave up at that very instant, by themselves.
    expect(Object.values(fates(result))).toEqual([
      'ok at 20',
      'ok at 40',
      ...Array<string>(6).fill('timeout at 50'),
    ]);
  });

  test('a service’s own word counts: one that has none neither stops nor hands it on', () => {
    const deaf = simulate(PROPAGATE + chain(eight, { middle: ', deadlines: none' }));
    expect(deaf.services['front']!.failures).toEqual({ deadline: 6 });
    expect(deaf.services['middle']).toMatchObject({ completed: 8, abandoned: 6 });
    expect(deaf.services['bottom']).toMatchObject({ completed: 8, abandoned: 6 });
    const some = (front: string, middle: string, bottom: string) =>
      simulate(
        chain(eight, {
          front: `, deadlines: ${front}`,
          middle: `, deadlines: ${middle}`,
          bottom: `work: 20ms, threads: 1, deadlines: ${bottom}`,
        }),
      ).services['bottom']!;
    // Every tier of the way must take part.
    expect(some('propagate', 'propagate', 'propagate').abandoned).toBe(1);
    expect(some('propagate', 'none', 'propagate').abandoned).toBe(6);
    expect(some('none', 'propagate', 'propagate').abandoned).toBe(6);
    expect(some('propagate', 'propagate', 'none').completed).toBe(8);
  });

  test('edits of it count for what happens from then on', () => {
    const edits = (set: string, to: string) => `edits: [{ at: 45ms, set: ${set}, to: ${to} }]`;
    const late = simulate(chain(eight, { more: edits('deadlines', 'propagate') }));
    // A call has the deadline that it was made with: none.
    expect(late.services['bottom']).toMatchObject({ completed: 8 });
    const off = simulate(PROPAGATE + chain(eight, { more: edits('deadlines', 'none') }));
    expect(off.services['bottom']).toMatchObject({ completed: 8 });
    const one = edits('services.bottom.deadlines', 'none');
    expect(simulate(PROPAGATE + chain(eight, { more: one })).services['bottom']!.completed).toBe(8);
  });
});

describe('a request whose deadline has passed', () => {
  test('is not begun, but answered at once when a thread would take it', () => {
    const queued = PROPAGATE + chain([0, 0], { after: 30, bottom: 'work: 50ms, threads: 1' });
    expect(simulate(queued).services['bottom']).toMatchObject({
      completed: 1,
      failures: { deadline: 1 },
      utilization: 50 / 2000,
    });
  });

  test('is not begun by a service with time to spare either: it came too late', () => {
    const yaml = `${PROPAGATE}
duration: 1s
clients: ${callers('[{ call: api, latency: 30ms, patterns: [{ timeout: { after: 30ms } }] }]', 0)}
services: { api: { work: 10ms } }`;
    expect(simulate(yaml).services['api']).toMatchObject({
      arrived: 1,
      failures: { deadline: 1 },
      utilization: 0,
      abandoned: 0,
    });
    const sooner = yaml.replace('latency: 30ms', 'latency: 29.999999ms');
    expect(simulate(sooner).services['api']).toMatchObject({ completed: 1 });
  });

  test('is stopped between two steps, not within one; what is done is answered', () => {
    const steps = (list: string) =>
      simulate(`${PROPAGATE}
duration: 1s
clients: ${callers('[{ call: api, patterns: [{ timeout: { after: 30ms } }] }]', 0)}
services: { api: { steps: [${list}] } }`).services['api']!;
    expect(steps('{ work: 40ms }, { work: 40ms }')).toMatchObject({
      failures: { deadline: 1 },
      utilization: 40 / 16_000,
    });
    expect(steps('{ work: 40ms }')).toMatchObject({ completed: 1, abandoned: 1 });
    expect(steps('{ oneOf: [{ weight: 1, steps: [{ work: 40ms }] }] }').completed).toBe(1);
    expect(steps('{ work: 30ms }, { write: row }').failures).toEqual({ deadline: 1 });
    expect(steps('{ work: 29.999999ms }, { work: 1ms }').completed).toBe(1);
  });

  test('answers `deadline`, and so does whoever waited for it', () => {
    // The caller has its own word for it, and at that very instant.
    const yaml = `${PROPAGATE}
duration: 1s
clients: ${callers('front', 0)}
services:
  front: { steps: [{ call: middle, patterns: [{ timeout: { after: 30ms } }] }] }
  middle: { steps: [{ work: 40ms }, { work: 1ms }] }`;
    const result = simulate(yaml);
    expect(fates(result)).toEqual({ a: 'error at 30: front->middle: timeout' });
    expect(result.services['middle']!.failures).toEqual({ deadline: 1 });
  });
});

describe('a request that waits for its calls', () => {
  test.each(['', 'async: true, '])('stops at the instant, whatever it waits for; %s', (mode) => {
    const result = simulate(`${PROPAGATE}
duration: 1s
clients: ${callers('[{ call: front, patterns: [{ timeout: { after: 30ms } }] }]', 0)}
services:
  front:
    {
      ${mode}threads: 1,
      steps: [{ parallel: [{ call: slow }, { steps: [{ call: other, times: 2 }] }] }]
    }
  slow: { work: 100ms, deadlines: none }
  other: { work: 100ms, deadlines: none }`);
    expect(result.services['front']).toMatchObject({ failures: { deadline: 1 }, inHand: 0 });
    // They honor no deadline: they go on, for nobody.
    expect(result.services['slow']).toMatchObject({ completed: 1, abandoned: 1 });
    expect(result.services['other']).toMatchObject({ completed: 2, abandoned: 2 });
  });

  test('gives up its calls where they wait: retries, bulkheads, hedges', () => {
    const stack = (patterns: string) =>
      simulate(`${PROPAGATE}
duration: 1s
clients: ${callers('[{ call: front, patterns: [{ timeout: { after: 30ms } }] }]', 0, 1)}
services:
  front: { steps: [{ call: api, patterns: [${patterns}] }] }
  api: { work: 100ms, deadlines: none, errors: 0 }`).links['front->api']!;
    const bulkhead = stack('{ bulkhead: { maxConcurrentCalls: 1, maxWaitDuration: 500ms } }');
    expect(bulkhead).toMatchObject({ calls: 2, attempts: 2, inFlight: 0 });
    expect(bulkhead.patterns[0]).toMatchObject({ taken: 0, waiting: 0 });
    expect(stack('{ hedge: { after: 40ms, maxHedges: 3 } }').attempts).toBe(2);
  });

  test('with a paused replica, it stops when that goes on', () => {
    const pause = '{ at: 20ms, for: 100ms, on: front, pause: true }';
    const result = simulate(
      PROPAGATE + chain([0], { more: `faults: [${pause}]`, bottom: 'work: 1s' }),
    );
    expect(result.services['front']).toMatchObject({
      failures: { deadline: 1 },
      utilization: 120 / 100 / 2000,
    });
    expect(result.services['middle']).toMatchObject({ failures: { deadline: 1 } });
  });

  test('is not disturbed when its calls are back in time, nor is who comes after it', () => {
    const result = simulate(PROPAGATE + chain([0, 45, 60, 75], { bottom: 'work: 20ms' }));
    expect(Object.values(fates(result))).toEqual([20, 65, 80, 95].map((ms) => `ok at ${ms}`));
  });
});

test('it is not paid for where it is not used: the same events, the same digest', () => {
  const digest = (yaml: string): string => {
    const run = createRun(specOf(yaml));
    run.advance();
    return run.digest;
  };
  // Timeouts that never fire leave no trace, with or without.
  const patient = chain([0, 5, 9], { after: 1900 });
  expect(digest(PROPAGATE + patient)).toBe(digest(patient));
});

test('a run continued from a checkpoint keeps all deadlines', () => {
  const yaml = PROPAGATE + chain(eight);
  const whole: RunResult = simulate(yaml);
  for (const at of [1, 30, 49.999999, 50, 55]) {
    const first = started(yaml);
    first.advance(at);
    const second = createRun(specOf(yaml));
    second.restore(first.checkpoint());
    second.advance();
    expect(second.digest).toBe(whole.digest);
  }
});
