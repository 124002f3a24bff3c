/** `retry.gate: { failures: 10% }`: no retries while too large a share of attempts fails. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { natureOf } from '../../../src/engine/tables.ts';
import { always } from '../../always.ts';
import { failing, replayed } from '../../conformance/retrying.ts';
import { simulate, specOf, started } from '../../simulate.ts';
import { ByHand } from './by-hand.ts';

const stack = (failures: string, more = '') =>
  `[{ retry: { maxAttempts: 3, backoff: none, gate: { failures: ${failures} }${more} } }]`;

/** Calls one after the other, each with these outcomes. @returns attempts of each */
const triesOf = (patterns: string, outcomes: readonly string[][]): number[] =>
  replayed(
    patterns,
    outcomes.map((list, i) => ({ ...failing(...list), at: i })),
  ).map(({ attempts }) => attempts.length);

const GOOD = ['ok'];
const BAD = ['error'];
const ONCE = ['error', 'ok'];
const times = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value);

test('exactly the share is enough, one failure more is not', () => {
  // The tenth call fails: 1 of 10. Its retry fails, too: 2 of 10.
  expect(triesOf(stack('10%'), [...times(9, GOOD), BAD]).at(-1)).toBe(2);
  expect(triesOf(stack('10%'), [...times(8, GOOD), BAD]).at(-1)).toBe(1);
  expect(triesOf(stack('20%'), [...times(9, GOOD), BAD]).at(-1)).toBe(3);
  expect(triesOf(stack('0'), [...times(99, GOOD), BAD]).at(-1)).toBe(1);
  expect(triesOf(stack('100%'), [ONCE, BAD])).toEqual([2, 2]);
});

test('what fails is counted whether or not it is retried', () => {
  const permanent = times(2, ['permanent']);
  expect(triesOf(stack('20%'), [...permanent, ...times(7, GOOD), ONCE]).at(-1)).toBe(1);
  expect(triesOf(stack('20%'), [...permanent, ...times(12, GOOD), ONCE]).at(-1)).toBe(2);
});

const calls = fc.array(
  fc.array(fc.constantFrom('ok', 'ok', 'ok', 'ok', 'error', 'permanent'), {
    minLength: 1,
    maxLength: 3,
  }),
  { maxLength: 60 },
);

test('retries are those of a count by hand', () =>
  always(200, fc.tuple(calls, fc.nat(60)), ([outcomes, percent]) => {
    let made = 0;
    let failed = 0;
    const wanted = outcomes.map((list) => {
      made++;
      for (let attempt = 1; ; attempt++) {
        const outcome = list[Math.min(attempt, list.length) - 1];
        if (outcome !== 'ok') failed++;
        if (outcome !== 'error' || attempt === 3 || failed * 100 > percent * made) return attempt;
      }
    });
    expect(triesOf(stack(`${percent}%`), outcomes)).toEqual(wanted);
  }));

test('retries that it prevents are counted as a budget’s, and cost no token', () => {
  const hand = new ByHand('retry: { backoff: none, budget: {}, gate: { failures: 10% } }');
  for (let i = 0; i < 4; i++) hand.end(hand.start(), 'error');
  const pattern = hand.pattern();
  expect(pattern.report(hand.w)).toEqual({ retries: 0, unpaid: 4, balance: 10 });
  expect(pattern.gauges(hand.w)).toEqual({ retries: 0, unpaid: 4, balance: 10 });
});

const scenario = (retry: string, more = '') => `
duration: 20s
clients:
  web: { load: { rate: 50/s }, steps: [{ call: api, patterns: [{ retry: ${retry} }] }] }
services: { api: { threads: 9, work: 1ms, errors: 40% } }
${more}`;

test('a gate that lets everything through, or that is off, changes nothing', () => {
  const plain = simulate(scenario('{}')).digest;
  // Three failed attempts to a call at most.
  expect(simulate(scenario('{ maxAttempts: 1, gate: { failures: 100% } }')).digest).toBe(
    simulate(scenario('{ maxAttempts: 1 }')).digest,
  );
  expect(simulate(scenario('{ gate: null }')).digest).toBe(plain);
  expect(simulate(scenario('{ gate: { failures: 30% } }')).digest).not.toBe(plain);
});

test('told in results only where there is a gate; an edit counts from the beginning', () => {
  const path = 'clients.web.steps[0].patterns[0].retry.gate';
  const result = simulate(
    scenario('{ maxAttempts: 2 }', `edits: [{ at: 10s, set: '${path}', to: { failures: 45% } }]`),
  );
  const [retry] = result.links['web->api']!.patterns;
  // Of 500 calls before the edit 200 + 80 attempts have failed: 56 %. With 200 more failures of 500
  // calls after it the share comes down to 48 %, so not one of them is retried.
  expect(Number(retry!['retries'])).toBeCloseTo(200, -2);
  expect(Number(retry!['unpaid'])).toBeCloseTo(200, -2);
  expect(simulate(scenario('{}')).links['web->api']!.patterns[0]).not.toHaveProperty('unpaid');
});

test('goes on from a checkpoint with its counts', () => {
  const text = scenario('{ maxAttempts: 3, gate: { failures: 55% } }');
  const run = started(text);
  run.advance(10_000);
  const checkpoint = run.checkpoint();
  run.advance();
  const { digest } = run.result();
  run.restore(checkpoint);
  run.advance();
  expect(run.result().digest).toBe(digest);
});

test('advice takes it for a bound, as a budget', () => {
  const [step] = specOf(scenario('{ gate: { failures: 10% } }')).clients['web']!.steps;
  const { retry } = (step as unknown as { patterns: { retry: never }[] }).patterns[0]!;
  expect(natureOf({ name: 'retry', params: retry }).tries?.budget).toBe(true);
});
