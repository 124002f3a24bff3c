/** What is drawn of a retry; its table has the rest. */
import type { PatternSign } from '../../model/table.ts';
import { ATTEMPTS_MAX, QUOTA, reserveOf, SHARE_OF_BALANCE } from './bounds.ts';

type Figures = Record<string, unknown>;

/** What bounds retries, by the value of `like`: tries of a call, and the budget (0: none). */
const BOUNDS = {
  plain: (p) => ({
    tries: Number(p['maxAttempts']),
    budget: (p['budget'] as { capacity: number } | null)?.capacity ?? 0,
  }),
  resilience4j: (p) => ({ tries: Number(p['maxAttempts']), budget: 0 }),
  polly: (p) => ({ tries: Number(p['maxRetryAttempts']) + 1, budget: 0 }),
  'aws-standard': (p) => ({ tries: Number(p['maxAttempts']), budget: QUOTA }),
  'aws-adaptive': (p) => ({ tries: Number(p['maxAttempts']), budget: QUOTA }),
  grpc: (p) => ({
    tries: Math.min(Number(p['maxAttempts']), ATTEMPTS_MAX),
    budget: (p['retryThrottling'] as { maxTokens: number } | null)?.maxTokens ?? 0,
  }),
  envoy: (p) => ({ tries: Number(p['numRetries']) + 1, budget: 1 }),
  finagle: (p) => ({
    tries: Math.ceil(SHARE_OF_BALANCE * reserveOf(p)) + 1,
    budget: Math.max(1, reserveOf(p)),
  }),
  cockatiel: (p) => ({ tries: Number(p['maxAttempts']) + 1, budget: 0 }),
  'p-retry': (p) => ({ tries: Number(p['retries']) + 1, budget: 0 }),
  'go-retryablehttp': (p) => ({ tries: Number(p['RetryMax']) + 1, budget: 0 }),
} satisfies Readonly<Record<string, (p: Figures) => { tries: number; budget: number }>>;

export type Like = keyof typeof BOUNDS;

export const sign: PatternSign = {
  name: 'retry',
  title: 'Retry',
  sign: 'loop',
  limits: (p) => BOUNDS[(p['like'] ?? 'plain') as Like](p),
};
