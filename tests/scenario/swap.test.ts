/** A pattern as another library has it: what means the same is carried over, the rest is named. */
import { describe, expect, test } from 'vitest';
import { natureOf, patternTables, versionsOf } from '../../src/engine/tables.ts';
import type { PatternSpec } from '../../src/engine/index.ts';
import { newPattern } from '../../src/scenario/editing/parts.ts';
import { swapped } from '../../src/scenario/editing/swap.ts';

type Values = Record<string, unknown>;

/** A pattern with these values set, as another library has it. */
function swap(name: string, like: string, set: Values, to: string | null) {
  const own = newPattern(name, like, 'link') as unknown as Record<string, Values>;
  const pattern = { [name]: { ...own[name], ...set } } as unknown as PatternSpec;
  const { pattern: result, lost } = swapped(pattern, to, 'link');
  return { params: (result as unknown as Record<string, Values>)[name]!, lost };
}

describe('what means the same has another name', () => {
  test.each([
    ['a breaker’s minimum', { minimumNumberOfCalls: 20 }, 'polly', { minimumThroughput: 20 }],
    ['its threshold', { failureRateThreshold: 20 }, 'polly', { failureRatio: 0.2 }],
    ['its threshold', { failureRateThreshold: 20 }, 'hystrix', { errorThresholdPercentage: 20 }],
    ['its open time', { waitDurationInOpenState: 7000 }, 'polly', { breakDuration: 7000 }],
    ['its open time', { waitDurationInOpenState: 7000 }, 'opossum', { resetTimeout: 7000 }],
    ['its open time', { waitDurationInOpenState: 7000 }, 'cockatiel', { halfOpenAfter: 7000 }],
  ])('%s, %o', (_, set, to, wanted) => {
    const { params, lost } = swap('circuitBreaker', 'resilience4j', set, to);
    expect(params).toMatchObject(wanted);
    expect(lost).toEqual([]);
  });

  test.each([
    [
      'attempts become retries',
      'resilience4j',
      { maxAttempts: 5 },
      'polly',
      { maxRetryAttempts: 4 },
    ],
    [
      'and the other way round',
      'polly',
      { maxRetryAttempts: 2 },
      'resilience4j',
      { maxAttempts: 3 },
    ],
  ])('%s', (_, from, set, to, wanted) => {
    expect(swap('retry', from, set, to)).toMatchObject({ params: wanted, lost: [] });
  });
});

test('what has no counterpart is named', () => {
  const { params, lost } = swap(
    'circuitBreaker',
    'resilience4j',
    { permittedNumberOfCallsInHalfOpenState: 3, waitDurationInOpenState: 7000 },
    'polly',
  );
  expect(lost).toEqual(['permittedNumberOfCallsInHalfOpenState']);
  expect(params['breakDuration']).toBe(7000);
});

test('what was not set is as the other library has it', () => {
  const { params } = swap('circuitBreaker', 'resilience4j', {}, 'polly');
  expect({ circuitBreaker: params }).toEqual(newPattern('circuitBreaker', 'polly', 'link'));
});

const pairs = [...patternTables.values()]
  .filter(({ places }) => places.includes('link'))
  .flatMap((table) => {
    const likes = versionsOf(table).map(([version]) => (version === 'plain' ? null : version));
    return likes.flatMap((from) => likes.map((to) => [table.name, from, to] as const));
  });

test('any library for any other, and back again, behaves as it did', () => {
  for (const [name, from, to] of pairs) {
    const own = newPattern(name, from, 'link');
    const there = swapped(own, to, 'link');
    const back = swapped(there.pattern, from, 'link');
    const label = `${name} like ${from} as ${to}`;
    expect(there.lost, label).toEqual([]);
    const natures = [own, back.pattern].map((pattern) =>
      natureOf({ name, params: (pattern as never)[name] }),
    );
    expect(natures[1], label).toEqual(natures[0]);
  }
});
