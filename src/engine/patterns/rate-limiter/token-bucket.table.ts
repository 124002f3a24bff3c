/** Parameters, help and behavior of `token-bucket.ts`. */
import { ms, number, rate, share, type Values } from '../../model/params.ts';
import type { Refusal, Variant } from '../../model/table.ts';
import { per } from './limiter.table.ts';
import type { Spelling, Spellings } from '../../model/spelling.ts';

export const params = {
  capacity: number(undefined, 'Capacity of the bucket.', {
    min: 1,
    max: 1e7,
  }),
  refill: rate(undefined, 'Rate at which tokens are added.'),
  initial: share(1, 'How full a new bucket is.'),
  maxWait: ms(
    0,
    'A call without a token reserves the next one and waits for it, first come, first served. ' +
      'If that would take longer than this, it is rejected at once.',
  ),
  per,
} as const;

/** Seconds of a period in the usual notations. */
function secondsOf(period: unknown): number {
  if (period === undefined) return 1;
  const span = /^(\d+):(\d+):([\d.]+)$/.exec(String(period));
  if (span) return Number(span[1]) * 3600 + Number(span[2]) * 60 + Number(span[3]);
  // A number is of milliseconds, as everywhere in a scenario.
  if (typeof period === 'number') return period / 1000;
  const [, figure, unit = 's'] = /^(?:PT)?([\d.]+) ?(ms|s|m|h)?$/i.exec(String(period)) ?? [];
  return Number(figure) * { ms: 0.001, s: 1, m: 60, h: 3600 }[unit.toLowerCase() as 's'];
}

/** Tokens per period, as a rate. */
const perFill = (period: string): Spelling => ({
  to: 'refill',
  read: (tokens, of) => {
    const rate = Number(tokens) / secondsOf(of(period));
    return Number.isFinite(rate) ? `${rate}/s` : undefined;
  },
});

const PART: Spelling = { none: 'is part of the rate `refill`' };

/** Names in Envoy, Bucket4j, .NET, nginx, Go and Spring Cloud Gateway. */
const spellings: Spellings = {
  tokenBucket: {
    inside: { maxTokens: 'capacity', tokensPerFill: perFill('fillInterval'), fillInterval: PART },
  },
  maxTokens: 'capacity',
  tokensPerFill: perFill('fillInterval'),
  fillInterval: PART,
  tokenLimit: 'capacity',
  tokensPerPeriod: perFill('replenishmentPeriod'),
  replenishmentPeriod: PART,
  refillTokens: perFill('refillPeriod'),
  refillPeriod: PART,
  burst: 'capacity',
  bucketSize: 'capacity',
  burstCapacity: 'capacity',
  replenishRate: 'refill',
  rate: 'refill',
  limit: 'refill',
  queueLimit: { none: 'has no counterpart: calls wait in turn, at most `maxWait`' },
  autoReplenishment: { none: 'has no effect on calls' },
};

export const tokenBucket: Variant = {
  of: 'a token bucket',
  help:
    'Tokens are added continuously, up to the capacity. A negative number of tokens is ' +
    'reserved by calls that wait. As in Go’s x/time/rate, an abandoned call returns its token ' +
    'if nobody has reserved a later one; those behind it never move up.',
  params,
  nature: ({ maxWait }: Values<typeof params>) => ({ holdMs: maxWait }),
  spellings,
};

export const refuseTokenBucket = (p: Record<string, unknown>): Refusal | null =>
  p['refill'] === 0 ? { at: 'refill', found: '0/s', wanted: 'more than 0/s' } : null;
