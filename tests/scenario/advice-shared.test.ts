/** Advice about shared patterns: names that stand alone, and pools that can wait for themselves. */
import { describe, expect, test } from 'vitest';
import { found, rule, scenario } from './advised.ts';

const pool = (name = 'pool') =>
  `{ bulkhead: { maxConcurrentCalls: 4, scope: { shared: ${name} } } }`;

describe('a name', () => {
  test('that stands once is probably misspelled', () => {
    expect(rule('shared-alone', scenario({ stack: pool() }))).toMatchObject([
      {
        path: 'services.web.steps[0].patterns[0].bulkhead.scope',
        message: 'nothing else shares pool',
      },
    ]);
  });

  test('that stands twice is not, even where one of them is off', () => {
    const off = pool().replace('max', 'disabled: true, max');
    expect(rule('shared-alone', scenario({ stack: pool(), api: `patterns: [${off}]` }))).toEqual(
      [],
    );
  });
});

const chain = (outer: string, inner: string) => `
duration: 1m
clients: { shop: { load: { rate: 10/s }, steps: [{ call: a, patterns: [${outer}] }] } }
services:
  a: { steps: [{ call: b }] }
  b: { steps: [{ call: c, patterns: [${inner}] }] }
  c: { work: 1ms }`;

describe('a pool', () => {
  test('that is held while calls further on need it can wait for itself', () => {
    expect(rule('pool-within-itself', chain(pool(), pool()))).toMatchObject([
      {
        path: 'clients.shop.steps[0].patterns[0].bulkhead',
        message: 'shop->a holds a place of pool while b->c needs another one; there are 4',
        figures: { most: 4 },
      },
    ]);
  });

  test.each([
    ['of its own further on', chain(pool('one'), pool('other'))],
    ['that is off further on', chain(pool(), pool().replace('max', 'disabled: true, max'))],
    [
      'of calls beside each other',
      `
duration: 1m
clients:
  one: { load: { rate: 1/s }, steps: [{ call: a, patterns: [${pool()}] }] }
  two: { load: { rate: 1/s }, steps: [{ call: a, patterns: [${pool()}] }] }
services: { a: { work: 1ms } }`,
    ],
  ])('%s cannot', (_, text) => {
    expect(rule('pool-within-itself', text)).toEqual([]);
  });

  test('of calls that a service makes to itself can', () => {
    const text = `
duration: 1m
clients: { shop: { load: { rate: 10/s }, steps: [{ call: a, patterns: [${pool('x')}] }] } }
services:
  a:
    steps:
      - oneOf:
          - { weight: 1, steps: [{ call: a, patterns: [${pool('y')}] }] }
          - { weight: 1, steps: [{ work: 1ms }] }`;
    expect(rule('pool-within-itself', text).map(({ message }) => message)).toEqual([
      'a->a holds a place of y while another call over it needs another one; there are 4',
    ]);
  });

  test('limits as many calls as it has places, whoever makes them', () => {
    const wide = found(
      scenario({ stack: pool().replace('4', '300'), api: 'threads: 299', web: 'replicas: 9' }),
    );
    const [one] = wide.filter(({ rule }) => rule === 'bulkhead-too-wide');
    expect(one?.figures).toMatchObject({ most: 300, threads: 299 });
  });
});
