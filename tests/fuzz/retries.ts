/** Random retries and hedges of every library. */
import { type Chance, type Document, REASONS } from './chance.ts';

const reasons = (c: Chance): string[] => c.list(1, 4, () => c.one(REASONS));
const throttling = (c: Chance): Document => ({
  maxTokens: c.one([1, 4, 10]),
  tokenRatio: c.one([0.1, 0.5]),
});

const RETRIES: Readonly<Record<string, (c: Chance) => Document>> = {
  plain: (c) => ({
    maxAttempts: c.one([1, 2, 3, 5]),
    ...c.one<Document>([
      {
        backoff: c.one(['exponential', 'none', 'constant', 'linear']),
        base: c.one([0, 1, 50]),
        jitter: c.one<unknown>(['full', 'none', 'equal', 'decorrelated', { add: 10 }]),
      },
      {
        backoff: c.list(1, 3, () => c.one([0, 2, 30])),
        jitter: c.one<unknown>(['full', 'none', 'equal', { add: 10 }, { add: '10%' }]),
      },
    ]),
    ...c.some({ retryOn: reasons(c) }, 0.3),
    ...c.some({ budget: { capacity: c.one([1, 5]), keep: c.one([0, 1]) } }, 0.3),
    ...c.some({ gate: { failures: c.one([0, 0.1, 0.5]) } }, 0.2),
  }),
  resilience4j: (c) => ({
    maxAttempts: c.one([1, 3]),
    // One or the other.
    ...c.one([
      { waitDuration: c.one([0, 5, 50]) },
      { intervalFunction: { initialInterval: 5, randomizationFactor: 0.5 } },
    ]),
    ...c.some({ retryExceptions: reasons(c), ignoreExceptions: reasons(c) }, 0.3),
  }),
  polly: (c) => ({
    maxRetryAttempts: c.one([1, 2]),
    delay: c.one([0, 20]),
    backoffType: c.one(['Constant', 'Linear', 'Exponential']),
    useJitter: c.happens(0.5),
    shouldRetryAfterHeader: c.happens(0.5),
    ...c.some({ maxDelay: 30 }, 0.3),
  }),
  'aws-standard': (c) => ({ maxAttempts: c.one([1, 3, 5]) }),
  'aws-adaptive': (c) => ({ maxAttempts: c.one([1, 3, 5]) }),
  grpc: (c) => ({
    maxAttempts: c.one([2, 4, 9]),
    initialBackoff: c.one([1, 20]),
    maxBackoff: 60,
    backoffMultiplier: c.one([1, 2]),
    ...c.some({ retryableStatusCodes: reasons(c) }, 0.3),
    ...c.some({ retryThrottling: throttling(c) }, 0.5),
  }),
  envoy: (c) => ({
    numRetries: c.one([0, 1, 3]),
    baseInterval: c.one([1, 25]),
    maxRetries: c.one([0, 1, 3]),
    ...c.some({ retryBudget: { budgetPercent: c.one([0, 50]), minRetryConcurrency: 1 } }, 0.5),
    ...c.some({ rateLimitedRetryBackOff: {}, retryOn: ['rate-limited', 'error'] }, 0.3),
  }),
  finagle: (c) => ({
    ttl: 1000,
    minRetriesPerSec: c.one([0, 5]),
    percentCanRetry: c.one([0, 0.2, 2]),
    ...c.some({ backoff: { start: 2, maximum: 20 } }, 0.5),
  }),
  cockatiel: (c) => ({
    maxAttempts: c.one([0, 2]),
    backoff: c.one<unknown>([
      0,
      10,
      {},
      { generator: 'fullJitterGenerator', initialDelay: 3 },
      { generator: 'halfJitterGenerator', initialDelay: 3 },
      [0, 5, 20],
    ]),
  }),
  'p-retry': (c) => ({
    retries: c.one([0, 2, 4]),
    minTimeout: c.one([0, 10]),
    randomize: c.happens(0.5),
    ...c.some({ maxRetryTime: 40 }, 0.5),
  }),
  'go-retryablehttp': (c) => ({
    RetryMax: c.one([0, 2, 4]),
    RetryWaitMin: c.one([0, 10]),
    RetryWaitMax: c.one([5, 100]),
  }),
};

const HEDGES: Readonly<Record<string, (c: Chance) => Document>> = {
  plain: (c) => ({ after: c.one([0, 2, 30]), maxHedges: c.one([1, 2]) }),
  polly: (c) => ({
    delay: c.one([-1, 0, 2, 30]),
    maxHedgedAttempts: c.one([1, 3]),
    ...c.some({ shouldHandle: reasons(c) }, 0.3),
  }),
  grpc: (c) => ({
    maxAttempts: c.one([2, 7]),
    hedgingDelay: c.one([0, 2, 30]),
    nonFatalStatusCodes: c.list(0, 4, () => c.one(REASONS)),
    ...c.some({ retryThrottling: throttling(c) }, 0.5),
  }),
};

function oneOf(c: Chance, makers: typeof RETRIES): Document {
  const like = c.happens(0.3) ? 'plain' : c.one(Object.keys(makers));
  return { ...(like === 'plain' ? {} : { like }), ...makers[like]!(c) };
}

export const retry = (c: Chance): Document => oneOf(c, RETRIES);

export const hedge = (c: Chance): Document => ({
  ...oneOf(c, HEDGES),
  cancel: c.one(['none', 'interrupt', 'reset']),
});
