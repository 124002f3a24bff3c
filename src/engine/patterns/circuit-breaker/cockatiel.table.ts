/** Parameters and states of cockatiel 4's circuit breaker, and the values it rejects. */
import {
  type BackoffOptions,
  exponentialBackoff,
} from '../../model/retrying/exponential-backoff.ts';
import { count, either, group, ms, number, reasons, share } from '../../model/params.ts';
import type { MachineConfig, Refusal, Variant } from '../../model/table.ts';
import type { Common } from './breaker.ts';
import type { BreakerOptions } from './cockatiel-breakers.ts';
import { opens } from './nature.ts';
import { type Growth, openTimes } from './open-time.ts';
import type { Spellings } from '../../model/spelling.ts';

const THRESHOLD = 'Open when the failure rate exceeds this.';

const params = {
  breaker: either(
    [
      group(
        {
          consecutive: number(
            undefined,
            'Open at this number of consecutive failures, rounded up.',
            { max: 1e7, begin: 5 },
          ),
        },
        'Count consecutive failures.',
      ),
      group(
        {
          count: group(
            {
              threshold: share(undefined, THRESHOLD, { begin: 0.2 }),
              size: count(undefined, 'Number of recent calls in the window.', {
                min: 1,
                begin: 100,
              }),
              minimumNumberOfCalls: count(
                null,
                'Minimum number of calls before the failure rate is evaluated. Not set: ' +
                  'equal to size.',
                { min: 1 },
              ),
            },
            'Evaluate the failure rate over a number of recent calls.',
          ),
        },
        'Evaluate the failure rate over a number of recent calls.',
      ),
      group(
        {
          sampling: group(
            {
              threshold: share(undefined, THRESHOLD, { begin: 0.2 }),
              duration: ms(undefined, 'Length of the time window.', {
                zero: false,
                begin: 30_000,
              }),
              minimumRps: number(
                null,
                'Minimum call rate per second before the failure rate is evaluated. Not ' +
                  'set: 5 divided by the threshold.',
              ),
            },
            'Evaluate the failure rate over a time window.',
          ),
        },
        'Evaluate the failure rate over a time window.',
      ),
    ],
    'Condition that opens the circuit.',
  ),
  halfOpenAfter: either(
    [
      ms(undefined, 'Stay open this long before probing.'),
      exponentialBackoff('Lengthen the open time after each failed probe round.'),
    ],
    'How long the circuit stays open before it allows probes.',
  ),
  halfOpenSampling: group(
    {
      calls: count(1, 'Probes allowed in half-open. Other calls wait for their results.', {
        min: 1,
      }),
      threshold: share(0, 'Reopen when the failure rate of the probes exceeds this.'),
    },
    'Number of probes and the failure rate that reopens the circuit.',
    true,
  ),
  ignore: reasons(
    [],
    'Failures that are ignored while closed, and that count as successes of a probe.',
  ),
} as const;

export interface Params extends Common {
  breaker: BreakerOptions;
  halfOpenAfter: number | BackoffOptions;
  halfOpenSampling: { calls: number; threshold: number } | null;
}

export const machine = {
  id: 'cockatiel',
  initial: 'closed',
  states: {
    closed: { on: { broke: 'open' } },
    open: { on: { halfOpenAfterOver: 'half-open' } },
    'half-open': { on: { probesSucceeded: 'closed', probesFailed: 'open', broke: 'open' } },
  },
} as const satisfies MachineConfig;

/** Minimum number of calls and window of an opening condition. */
function judged(breaker: BreakerOptions): { minimum: number; windowMs: number | null } {
  if ('consecutive' in breaker) return { minimum: Math.ceil(breaker.consecutive), windowMs: null };
  if ('count' in breaker) {
    const { size, minimumNumberOfCalls } = breaker.count;
    return { minimum: minimumNumberOfCalls ?? size, windowMs: null };
  }
  const { threshold, duration, minimumRps } = breaker.sampling;
  const perSec = minimumRps ?? 5 / threshold;
  return { minimum: Math.ceil((perSec * duration) / 1000), windowMs: duration };
}

/** Names of its breakers, which are written inside `breaker` here. */
const spellings: Spellings = {
  consecutiveBreaker: { to: 'breaker', read: (calls) => ({ consecutive: calls }) },
  consecutive: { to: 'breaker', read: (calls) => ({ consecutive: calls }) },
  countBreaker: { to: 'breaker', read: (count) => ({ count }) },
  samplingBreaker: { to: 'breaker', read: (sampling) => ({ sampling }) },
  initialState: { none: 'has no counterpart: the circuit starts closed' },
};

export const variant = {
  of: 'cockatiel 4',
  help:
    'Consecutive failures, or a failure rate over recent calls or a time window. Calls wait ' +
    'for the probe’s result.',
  params,
  spellings,
  machine,
  nature: ({ breaker, halfOpenAfter, ignore }: Params) =>
    opens({
      ...judged(breaker),
      ...openTimes(typeof halfOpenAfter === 'number' ? halfOpenAfter : growthOf(halfOpenAfter)),
      ignores: ignore,
    }),
} satisfies Variant;

function growthOf({ generator, initialDelay, maxDelay, exponent }: BackoffOptions): Growth {
  const multiplier = generator === 'decorrelatedJitterGenerator' ? exponent : 2;
  return { initial: initialDelay, multiplier, max: maxDelay };
}

const shareIn = (breaker: BreakerOptions): { at: string; threshold: number } | null => {
  if ('count' in breaker) return { at: 'breaker.count', threshold: breaker.count.threshold };
  if ('consecutive' in breaker) return null;
  return { at: 'breaker.sampling', threshold: breaker.sampling.threshold };
};

/** Values that the library's constructors reject. */
export function refuse({ breaker, halfOpenSampling }: Params): Refusal | null {
  const found = shareIn(breaker);
  if (found && (found.threshold <= 0 || found.threshold >= 1))
    return {
      at: `${found.at}.threshold`,
      found: String(found.threshold),
      wanted: 'more than 0 and less than 1',
    };
  if (halfOpenSampling && halfOpenSampling.threshold >= 1)
    return { at: 'halfOpenSampling.threshold', found: '1', wanted: '0 or more and less than 1' };
  if (!('count' in breaker)) return null;
  const { minimumNumberOfCalls, size } = breaker.count;
  if (minimumNumberOfCalls === null || minimumNumberOfCalls <= size) return null;
  const at = 'breaker.count.minimumNumberOfCalls';
  return { at, found: String(minimumNumberOfCalls), wanted: `at most the size, ${size}` };
}
