/**
 * Named pattern stacks: a library's or platform's stack around a call, in its published order and
 * with its defaults. Choices that a library leaves open are stated here.
 */
import { REASONS, UNAVAILABLE } from '../engine/index.ts';
import { choose, failed, parse, type Reading, reader, type Schema } from './kit.ts';
import { oneOf, unknownName } from './names.ts';
import { found } from './problems.ts';

/**
 * .NET's HTTP options handle 5xx, 408, 429, connection failures and the attempt's timeout, but not
 * rejections by the pipeline's own breaker or limiter.
 */
const HTTP = UNAVAILABLE;
const HTTP_BREAKER = {
  like: 'polly',
  ignore: REASONS.filter((reason) => !HTTP.includes(reason)),
};

interface Preset {
  /** Origin of the order and defaults. */
  of: string;
  /** In scenario form, outermost first. */
  stack: readonly Readonly<Record<string, Readonly<Record<string, unknown>>>>[];
}

export const PRESETS: Readonly<Record<string, Preset>> = {
  resilience4j: {
    of: 'resilience4j with Spring: Retry(CircuitBreaker(RateLimiter(TimeLimiter(Bulkhead))))',
    stack: [
      { retry: { like: 'resilience4j' } },
      { circuitBreaker: { like: 'resilience4j' } },
      { rateLimiter: { like: 'resilience4j' } },
      // The time limiter: 1 s. It cancels the running future without notifying the callee.
      { timeout: { after: '1s', cancel: 'reset' } },
      { bulkhead: { like: 'resilience4j' } },
    ],
  },
  'dotnet-standard': {
    of: '.NET, AddStandardResilienceHandler: limiter, total timeout, retry, breaker, timeout',
    stack: [
      { bulkhead: { like: 'polly' } },
      { timeout: { after: '30s', cancel: 'reset' } },
      {
        retry: {
          like: 'polly',
          backoffType: 'Exponential',
          useJitter: true,
          shouldHandle: HTTP,
          shouldRetryAfterHeader: true,
        },
      },
      { circuitBreaker: HTTP_BREAKER },
      { timeout: { after: '10s', cancel: 'reset' } },
    ],
  },
  'dotnet-hedging': {
    of: '.NET, AddStandardHedgingHandler: total timeout, hedging, limiter, breaker, timeout',
    stack: [
      { timeout: { after: '30s', cancel: 'reset' } },
      { hedge: { like: 'polly', shouldHandle: HTTP } },
      { bulkhead: { like: 'polly' } },
      { circuitBreaker: HTTP_BREAKER },
      { timeout: { after: '10s', cancel: 'reset' } },
    ],
  },
  envoy: {
    of: 'Envoy with Istio’s defaults: two retries, no route timeout, no concurrency limit',
    // connect-failure, refused-stream, unavailable and 503, for which `error` stands as well.
    stack: [
      {
        retry: {
          like: 'envoy',
          numRetries: 2,
          // 2^32 − 1 in Istio, as for connections and requests: practically unlimited.
          maxRetries: 10_000_000,
          retryOn: ['error', 'connect-timeout', 'refused', 'queue-full', 'queue-timeout', 'shed'],
        },
      },
    ],
  },
  'aws-sdk': {
    of: 'AWS SDK, standard mode: three attempts with a token quota, no timeout',
    stack: [{ retry: { like: 'aws-standard' } }],
  },
  grpc: {
    of: 'gRPC, the example of its proposal A6: four attempts, throttled; a deadline of 5 s',
    stack: [
      // The handler continues, unless it checks for cancellation.
      { timeout: { after: '5s', cancel: 'reset' } },
      {
        retry: {
          like: 'grpc',
          maxAttempts: 4,
          initialBackoff: '100ms',
          maxBackoff: '1s',
          backoffMultiplier: 2,
          retryThrottling: { maxTokens: 10, tokenRatio: 0.1 },
        },
      },
    ],
  },
  node: {
    of: 'Node, p-retry(opossum(timeout(bulkhead))): ten retries, 10 s, ten concurrent calls',
    stack: [
      { retry: { like: 'p-retry' } },
      { circuitBreaker: { like: 'opossum', timeout: false } },
      { timeout: { after: '10s' } },
      { bulkhead: { like: 'cockatiel', limit: 10 } },
    ],
  },
};

/** The list of a named stack in scenario form; or why there is none. */
export function presetStack(name: string): { stack: unknown[] } | { unknown: string } {
  const preset = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined;
  if (!preset) return { unknown: unknownName(name, Object.keys(PRESETS), 'preset') };
  return { stack: structuredClone([...preset.stack]) };
}

/** A list of patterns, or the name of a preset. */
export function listOrPreset<T>(list: Schema<T[]>): Schema<T[]> {
  const names = Object.keys(PRESETS);
  const preset = reader<T[]>(
    (raw): Reading<T[]> => {
      const preset = presetStack(String(raw));
      return 'unknown' in preset ? failed([], preset.unknown) : parse(list, preset.stack);
    },
    {
      json: { enum: names, description: 'A library’s stack, in its order and with its defaults.' },
    },
  );
  return choose<T[], 'list' | 'preset'>(
    () => ({ list, preset }),
    (raw) => {
      if (typeof raw === 'string') return 'preset';
      if (Array.isArray(raw) || raw === null) return 'list';
      return failed([], `wanted a list of patterns, or ${oneOf(names)}, found ${found(raw)}`);
    },
    { name: 'stack' },
  );
}
