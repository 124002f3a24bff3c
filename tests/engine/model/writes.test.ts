/** Writes: their effects are counted by operation, and a key makes a retried one happen once. */
import { describe, expect, test } from 'vitest';
import { Ledger } from '../../../src/engine/model/parts/ledger.ts';
import { simulate } from '../../simulate.ts';

/** Orders that are charged over a way that loses answers: the work is done, the caller retries. */
const shop = ({ keys = false, payments = '', retry = '{ base: 10ms }', duration = '60s' } = {}) => `
duration: ${duration}
clients:
  web:
    load: { rate: 50/s }
    identities: { idempotencyKeys: ${keys} }
    steps:
      - { call: payments, patterns: [{ retry: ${retry} }, { timeout: { after: 40ms } }] }
services:
  payments: { writes: true, threads: 64, work: { exponential: 20ms }${payments} }`;

const paymentsOf = (yaml: string) => simulate(yaml).services['payments']!;

test('a retry after a timeout does the work again: duplicates are counted', () => {
  const { effects, duplicates, replays, completed, arrived } = paymentsOf(shop());
  expect(effects! + duplicates!).toBe(completed);
  expect(arrived).toBeGreaterThan(3000);
  // A try is too late with e^-2, and is done all the same; two retries follow.
  const late = Math.exp(-2);
  expect(duplicates! / effects!).toBeCloseTo(late + late ** 2, 1);
  expect(replays).toBe(0);
});

test('with keys that the service keeps, each operation takes effect once', () => {
  const { effects, duplicates, replays } = paymentsOf(
    shop({ keys: true, payments: ', idempotency: { keep: 24h }' }),
  );
  expect(duplicates).toBe(0);
  expect(replays).toBeGreaterThan(200);
  expect(effects).toBeGreaterThan(2900);
});

test.each([
  ['keys that the service does not keep', { keys: true }],
  ['a service that would keep keys that nobody sends', { payments: ', idempotency: {}' }],
  [
    'keys kept for less than a retry takes',
    { keys: true, payments: ', idempotency: { keep: 1ms }' },
  ],
])('%s do not help', (_what, options) => {
  const { duplicates, effects } = paymentsOf(shop(options));
  expect(duplicates! / effects!).toBeGreaterThan(0.1);
});

test('what is answered from the store costs no work', () => {
  // Every answer is lost on the way back, so each order comes three times.
  const lossy = (keep: string) => `
duration: 60s
clients:
  web:
    load: { rate: 10/s, arrivals: uniform }
    identities: { idempotencyKeys: true }
    steps:
      - call: payments
        patterns: [{ retry: { base: 0, jitter: none } }]
services: { payments: { writes: true, work: 10ms, errors: 100%${keep} } }`;
  const without = paymentsOf(lossy(''));
  const kept = paymentsOf(lossy(', idempotency: { keep: 1h }'));
  expect([without.effects, without.duplicates, without.replays]).toEqual([600, 1200, 0]);
  expect([kept.effects, kept.duplicates, kept.replays]).toEqual([600, 0, 1200]);
  expect(kept.utilization! / without.utilization!).toBeCloseTo(1 / 3, 2);
});

test('what is refused as invalid has no effect', () => {
  const { effects, duplicates } = paymentsOf(shop({ payments: ', permanentErrors: 100%' }));
  expect([effects, duplicates]).toEqual([0, 0]);
});

test('the same operation is known through all tiers: a retry at the top repeats it below', () => {
  const { services } = simulate(`
duration: 20s
clients:
  web:
    load: { rate: 20/s, arrivals: uniform }
    steps: [{ call: checkout, patterns: [{ retry: { maxAttempts: 2, base: 1ms } }] }]
services:
  checkout: { errors: 100%, steps: [{ call: payments, times: 2 }, { call: ship }] }
  payments: { writes: true }
  ship: { writes: true }`);
  expect(services['payments']).toMatchObject({ effects: 800, duplicates: 800 });
  expect(services['ship']).toMatchObject({ effects: 400, duplicates: 400 });
});

test('a service that does not write counts nothing of the kind', () => {
  const { services } = simulate(shop().replace('writes: true, ', ''));
  expect(services['payments']).not.toHaveProperty('effects');
});

test('the keep can be edited while the run goes on', () => {
  const kept = shop({ keys: true, payments: ', idempotency: { keep: 24h }' });
  const { duplicates } = paymentsOf(
    `${kept}\nedits: [{ at: 30s, set: services.payments.idempotency.keep, to: 1ms }]`,
  );
  expect(duplicates).toBeGreaterThan(100);
});

describe('a ledger', () => {
  test('remembers many operations, and in the end forgets the oldest', () => {
    const ledger = new Ledger();
    const known: number[] = [];
    for (let key = 1; key <= 1_000_000; key++) if (ledger.done(key * 7919, key)) known.push(key);
    expect(known).toEqual([]);
    expect(ledger.done(1_000_000 * 7919, 1e6)).toBe(true);
    expect(ledger.done(800_000 * 7919, 1e6)).toBe(true);
    expect(ledger.done(1 * 7919, 1e6)).toBe(false);
  });

  test('knows a key until its time is over, to the instant', () => {
    const ledger = new Ledger();
    ledger.done(5, 100);
    expect(ledger.knows(5, 100)).toBe(false);
    ledger.keepNs = 50;
    expect([ledger.knows(5, 150), ledger.knows(5, 151), ledger.knows(6, 150)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
