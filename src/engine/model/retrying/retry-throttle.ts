/**
 * gRPC's retry throttling (gRFC A6, "Throttling Retry Attempts and Hedged RPCs"): each failure
 * takes a token, each success returns a fraction of one, and retries stop while at most half of the
 * tokens remain. Counted in thousandths of a token, as gRPC does.
 */
import { State } from '../../kernel/state.ts';
import { group, number } from '../params.ts';
import type { Spellings } from '../spelling.ts';

const TOKEN = 1000;

export const retryThrottling = group(
  {
    maxTokens: number(undefined, 'Bucket size in tokens. A failure takes one.', {
      min: 0.001,
      max: 1000,
      begin: 10,
    }),
    tokenRatio: number(undefined, 'Tokens that a success returns, in thousandths.', {
      min: 0.001,
      max: 1000,
      begin: 0.1,
    }),
  },
  'Stops retries and hedges while at most half of the tokens remain. Not set: unlimited.',
  true,
);

/** A service config has the two beside its methods. */
export const throttleSpellings: Spellings = {
  maxTokens: {
    to: 'retryThrottling',
    read: (maxTokens, of) => ({ maxTokens, tokenRatio: of('tokenRatio') ?? 0.1 }),
  },
  tokenRatio: {
    to: 'retryThrottling',
    read: (tokenRatio, of) => ({ maxTokens: of('maxTokens') ?? 10, tokenRatio }),
  },
};

/** Truncated to thousandths. The rounding comes first: 2.03 × 1000 is slightly less than 2030. */
const thousandths = (tokens: number): number =>
  Math.trunc(Number((tokens * TOKEN).toPrecision(12)));

export class RetryThrottle extends State {
  /** Thousandths of tokens: balance (-1: not yet filled), maximum, half of the maximum. */
  tokens = -1;
  private most = 0;
  private half = 0;
  private ratio = 0;

  /** Starts full. An edit keeps the filled fraction, as in gRPC's core (C++). */
  configure(maxTokens: number, tokenRatio: number): void {
    const most = thousandths(maxTokens);
    if (this.tokens < 0) this.tokens = most;
    else if (most !== this.most) this.tokens = Math.trunc((this.tokens / this.most) * most);
    this.most = most;
    this.half = Math.trunc(most / 2);
    this.ratio = thousandths(tokenRatio);
  }

  failed(): void {
    this.tokens = Math.max(0, this.tokens - TOKEN);
  }

  succeeded(): void {
    this.tokens = Math.min(this.most, this.tokens + this.ratio);
  }

  /** Whether a retry or hedge is allowed. */
  get allows(): boolean {
    return this.tokens > this.half;
  }

  get balance(): number {
    return this.tokens / TOKEN;
  }
}
