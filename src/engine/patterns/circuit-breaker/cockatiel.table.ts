/** Parameters and states of the circuit breaker of cockatiel 4, and what it would refuse. */
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

const THRESHOLD = 'Open at more than this share of failures.';

const params = {
  breaker: either(
    [
      group(
        {
          consecutive: number(
            undefined,
            'Open as soon as this many failures in a row are reached; 2.5 are reached by three.',
            { max: 1e7, begin: 5 },
          ),
        },
        'Count failures in a row.',
      ),
      group(
        {
          count: group(
            {
              threshold: share(undefined, THRESHOLD, { begin: 0.2 }),
              size: count(undefined, 'Judge the last so many calls.', { min: 1, begin: 100 }),
              minimumNumberOfCalls: count(
                null,
                'Fewer calls than this are not judged; left out: the size.',
                { min: 1 },
              ),
            },
            'Judge the last so many calls.',
          ),
        },
        'Judge the last so many calls.',
      ),
      group(
        {
          sampling: group(
            {
              threshold: share(undefined, THRESHOLD, { begin: 0.2 }),
              duration: ms(undefined, 'How far back calls are judged.', {
                zero: false,
                begin: 30_000,
              }),
              minimumRps: number(
                null,
                'Fewer calls per second are not judged; left out: 5 divided by the threshold.',
              ),
            },
            'Judge the calls of the last while.',
          ),
        },
        'Judge the calls of the last while.',
      ),
    ],
    'What opens the circuit.',
  ),
  halfOpenAfter: either(
    [
      ms(undefined, 'Stay open this long before probing.'),
      exponentialBackoff('Stay open longer each time the probes fail.'),
    ],
    'How long the circuit stays open before it lets probes through.',
  ),
  halfOpenSampling: group(
    {
      calls: count(1, 'Probes let through when half-open; the others wait for them.', { min: 1 }),
      threshold: share(0, 'Open again at more than this share of failed probes.'),
    },
    'How many probes decide, and how many of them may fail.',
    true,
  ),
  ignore: reasons([], 'Failures that do not count while closed, and are successes of a probe.'),
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

/** How many calls it wants, and of which time. */
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

export const variant = {
  of: 'cockatiel 4',
  help: 'Failures in a row, of the last calls or of a while; callers wait for the probe.',
  params,
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

/** What the library's constructors throw at. */
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
