/** Published results about retries that are exact: multiplication, and gRPC's throttling. */
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/engine/index.ts';
import { callers, simulate } from '../simulate.ts';

/** P6: so many layers around a bottom that is down; one user action. */
function layered(layers: number, retry: string): RunResult {
  const stack = `[{ retry: { ${retry} } }]`;
  const tiers = Array.from({ length: layers - 1 }, (_, i) => {
    const next = i === layers - 2 ? 'bottom' : `tier${i + 2}`;
    return `  tier${i + 1}: { threads: 1000, steps: [{ call: ${next}, patterns: ${stack} }] }`;
  });
  return simulate(`
duration: 24h
clients: ${callers(`[{ call: tier1, patterns: ${stack} }]`, 0)}
services:
${tiers.join('\n')}
  bottom: { errors: 1 }`);
}

describe('P6: retries of layers multiply', () => {
  const grpc = 'like: grpc, initialBackoff: 1ms, maxBackoff: 9ms, backoffMultiplier: 2';
  test.each([
    ['plain', 'maxAttempts: 4', 'maxAttempts: 3'],
    ['resilience4j', 'like: resilience4j, maxAttempts: 4', 'like: resilience4j'],
    ['polly', 'like: polly', 'like: polly, maxRetryAttempts: 2'],
    ['grpc', `${grpc}, maxAttempts: 4`, `${grpc}, maxAttempts: 3`],
    ['envoy', 'like: envoy, numRetries: 3', 'like: envoy, numRetries: 2'],
    ['cockatiel', 'like: cockatiel, maxAttempts: 3', 'like: cockatiel, maxAttempts: 2'],
    ['p-retry', 'like: p-retry, retries: 3', 'like: p-retry, retries: 2'],
  ])('%s: 4³ = 64 calls at the bottom, 3⁵ = 243', (_name, four, three) => {
    expect(layered(3, four).services['bottom']!.arrived).toBe(64);
    expect(layered(5, three).services['bottom']!.arrived).toBe(243);
  });

  test('a quota bounds them: AWS retries 35 times from a full one, whatever the layers', () => {
    const bottom = layered(5, 'like: aws-standard, maxAttempts: 10').services['bottom']!;
    // Every layer may spend its own 500 tokens.
    expect(bottom.arrived).toBeLessThanOrEqual(36 ** 2);
    expect(bottom.arrived).toBeGreaterThan(100);
  });
});

/** P9, gRFC A6: maxTokens 10, tokenRatio 0.1. */
const throttled = (errors: number, tries = 5, seconds = 300) =>
  simulate(`
duration: ${seconds}s
clients:
  web:
    load: { rate: 100/s }
    steps:
      - call: api
        patterns:
          - retry:
              like: grpc
              maxAttempts: ${tries}
              initialBackoff: 1ms
              maxBackoff: 1ms
              backoffMultiplier: 1
              retryThrottling: { maxTokens: 10, tokenRatio: 0.1 }
services: { api: { errors: ${errors} } }`).links['web->api']!;

/** Of the failures that could have been tried again, the share that was. */
const granted = (errors: number): number => {
  const { retries, unpaid } = throttled(errors).patterns[0] as unknown as Record<string, number>;
  return retries! / (retries! + unpaid!);
};

describe('P9: gRPC throttles retries', () => {
  test('in a total outage exactly four pass, then none', () => {
    const { calls, attempts } = throttled(1);
    expect(calls).toBeGreaterThan(29_000);
    expect(attempts - calls).toBe(4);
  });

  test('at few failures all pass, and amplification is 1 ÷ (1 − p)', () => {
    const { calls, attempts } = throttled(0.05);
    expect(granted(0.05)).toBeGreaterThan(0.97);
    expect(attempts / calls).toBeCloseTo(1 / 0.95, 2);
  });

  test('above a failure share of 0.1 ÷ 1.1 = 9.09 % they stop for good', () => {
    // The tokens are a random walk, up 0.1 with 1 − p and down 1 with p: without drift at 1/11,
    // where they are above one half for half of the time.
    expect(granted(1 / 11)).toBeGreaterThan(0.35);
    expect(granted(1 / 11)).toBeLessThan(0.65);
    expect(granted(0.06)).toBeGreaterThan(0.85);
    expect(granted(0.14)).toBeLessThan(0.15);
    expect(granted(0.2)).toBeLessThan(0.02);
  });
});
