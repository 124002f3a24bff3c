/** The limits against sequences recorded from Netflix concurrency-limits 0.5.4. */
import { expect, test } from 'vitest';
import { Stream } from '../../src/engine/kernel/random.ts';
import { Aimd } from '../../src/engine/patterns/concurrency-limit/aimd.ts';
import { Gradient2 } from '../../src/engine/patterns/concurrency-limit/gradient2.ts';
import type { Limit } from '../../src/engine/patterns/concurrency-limit/limit.ts';
import { Vegas } from '../../src/engine/patterns/concurrency-limit/vegas.ts';
import { paramsOf } from '../engine/patterns/alone.ts';
import { recorded } from './vectors.ts';

interface Sequence {
  library: string;
  config: Record<string, number>;
  /** Round trip in ns, calls under way, dropped (0 or 1), the limit then. */
  steps: [number, number, number, number][];
}

function limitOf({ library, config }: Sequence): Limit {
  const { timeoutMs: timeout, probeMultiplier, defaults: _, ...rest } = config;
  const name = library.split(' ').at(-1)!.replace('Limit', '').toLowerCase();
  const limit =
    name === 'aimd'
      ? new Aimd()
      : name === 'vegas'
        ? new Vegas(new Stream('1', 'probe'))
        : new Gradient2();
  const given = {
    ...rest,
    ...(timeout === undefined ? {} : { timeout }),
    ...(probeMultiplier === undefined ? {} : { probeMultiplier }),
  };
  limit.configure(paramsOf('concurrencyLimit', name, given));
  return limit;
}

test('the limits are what the library’s were, in all 2,040 comparisons', () => {
  let comparisons = 0;
  for (const name of [
    'netflix-concurrency-limits-0.5.4',
    'netflix-concurrency-limits-boundary-0.5.4',
  ])
    for (const [i, sequence] of recorded<Sequence>(name).entries()) {
      const limit = limitOf(sequence);
      for (const [step, [rttNs, inflight, dropped, wanted]] of sequence.steps.entries()) {
        limit.update(rttNs, inflight, dropped === 1);
        expect(limit.whole, `${name} ${i} ${sequence.library}, step ${step}`).toBe(wanted);
        comparisons++;
      }
    }
  expect(comparisons).toBe(2040);
});
