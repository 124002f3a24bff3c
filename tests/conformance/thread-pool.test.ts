/**
 * The thread-pool bulkheads against sequences recorded from java.util.concurrent.ThreadPoolExecutor
 * (OpenJDK 17), on which resilience4j's and Hystrix's stand: after every call that comes, ends, or
 * rests, which calls run, how many wait, and how many threads there are. Calls were latches, so
 * that threads did nothing but start and end them; the rests were slept, well beside the keep-alive
 * time.
 */
import { expect, test } from 'vitest';
import type { ThreadPool } from '../../src/engine/patterns/bulkhead/thread-pool.ts';
import { PASS } from '../../src/engine/model/pattern.ts';
import { Alone } from '../engine/patterns/alone.ts';
import { recorded } from './vectors.ts';

interface Sequence {
  core: number;
  max: number;
  queue: number;
  keepAliveMs: number;
  /**
   * What was done, with what (rest: ms; submit: accepted or not; end: the call), the calls that run
   * then, how many wait, threads; when it was done and when that was seen, in ms.
   */
  steps: ['rest' | 'submit' | 'end', number, number[], number, number, number, number][];
}

/** The parameters of a version; Hystrix's threshold lets the whole queue be used. */
const versions: Record<string, (s: Sequence) => object> = {
  'resilience4j-threadpool': ({ core, max, queue, keepAliveMs }) => ({
    coreThreadPoolSize: core,
    maxThreadPoolSize: max,
    queueCapacity: queue,
    keepAliveDuration: keepAliveMs,
  }),
  hystrix: ({ core, max, queue, keepAliveMs }) => ({
    coreSize: core,
    maximumSize: max,
    allowMaximumSizeToDivergeFromCoreSize: true,
    maxQueueSize: queue,
    queueSizeRejectionThreshold: queue + 1,
    keepAliveTime: keepAliveMs,
  }),
};

test.each(Object.keys(versions))('%s is what Java’s was, in all 15,195 comparisons', (like) => {
  let comparisons = 0;
  for (const sequence of recorded<Sequence>('jdk-threadpoolexecutor-17')) {
    const { core, max, queue, steps } = sequence;
    const alone = new Alone<ThreadPool>('bulkhead', like, versions[like]!(sequence));
    const running = new Set<number>();
    for (const [step, [op, what, calls, waiting, threads, doneMs, seenMs]] of steps.entries()) {
      const at = `core ${core}, max ${max}, queue ${queue}, step ${step} (${op} ${what})`;
      alone.advance(doneMs - alone.nowNs / 1e6);
      if (op === 'submit') {
        const fate = alone.fates[alone.enter()]!;
        expect(fate < 0 ? 1 : 0, at).toBe(what);
        comparisons++;
      } else if (op === 'end') {
        alone.fates[what] = NaN;
        alone.leave(what);
        running.delete(what);
      }
      alone.advance(seenMs - alone.nowNs / 1e6);
      alone.fates.forEach((fate, id) => fate === PASS && running.add(id));
      expect(
        [...running].sort((a, b) => a - b),
        at,
      ).toEqual(calls);
      expect([alone.gauges['waiting'], alone.pattern.threads], at).toEqual([waiting, threads]);
      expect(alone.gauges['taken'], at).toBe(calls.length);
      comparisons += 4;
    }
  }
  expect(comparisons).toBe(15_195);
});
