/** What `opossum.ts` says about itself: parameters, words and what it does to calls. */
import { count, either, flag, ms, percent, reasons, type Values } from '../../model/params.ts';
import type { MachineConfig, Refusal, Variant } from '../../model/table.ts';
import { opens } from './nature.ts';

export const params = {
  timeout: either(
    [ms(10_000, '0: no timeout.'), flag(false, 'false: no timeout.')],
    'How long the caller waits for the answer; the work goes on, but its slot is free.',
  ),
  errorThresholdPercentage: percent(
    50,
    'Open at more than this share of failures among the calls, refused ones included.',
  ),
  resetTimeout: ms(30_000, 'Stay open this long; then a timer makes it half-open.'),
  rollingCountTimeout: ms(10_000, 'How far back calls are judged.', { zero: false }),
  rollingCountBuckets: count(10, 'Parts of that time, forgotten one by one.', {
    min: 1,
  }),
  volumeThreshold: count(0, 'Fewer calls than this are not judged.'),
  capacity: count(null, 'Calls that may be under way at once; 0 refuses all; left out: no limit.'),
  allowWarmUp: flag(
    false,
    'Do not open in the first rollingCountTimeout; an edit begins that time, or ends it.',
  ),
  ignore: reasons([], 'Failures that count as successes (errorFilter).'),
} as const;

export type Params = Values<typeof params>;

export const machine = {
  id: 'opossum',
  initial: 'closed',
  states: {
    closed: { on: { failed: 'open' } },
    open: { on: { resetTimeoutOver: 'half-open' } },
    'half-open': { on: { succeeded: 'closed', failed: 'open' } },
  },
} as const satisfies MachineConfig;

export const variant = {
  of: 'opossum 9',
  help: 'The share of failures in rolling buckets, with a timeout and a capacity of its own.',
  params,
  machine,
  nature: (p: Params) => ({
    ...opens({
      minimum: p.volumeThreshold,
      windowMs: p.rollingCountTimeout,
      openMs: p.resetTimeout,
      ignores: p.ignore,
    }),
    ...(typeof p.timeout === 'number' && { limitMs: p.timeout }),
    ...(p.capacity !== null && { concurrency: p.capacity }),
  }),
} satisfies Variant;

export const refuse = ({ timeout }: Params): Refusal | null =>
  timeout === true ? { at: 'timeout', found: 'true', wanted: 'a duration, or false' } : null;
