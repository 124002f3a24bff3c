/** `scope: { shared: name }` as it is read, written and changed. */
import { describe, expect, test } from 'vitest';
import { read } from '../../src/scenario/read.ts';
import { write } from '../../src/scenario/write.ts';
import { BREAKER, BULKHEAD, POOL, two } from '../engine/patterns/shared.ts';
import { simulate, specOf } from '../simulate.ts';

describe('a scenario', () => {
  const messages = (text: string) =>
    read(`version: 1${text}`).problems.map(({ path, message }) => `${path}: ${message}`);

  test('says where entries of one name differ, naming both places', () => {
    const [a, b] = ['clients.web.steps[0].patterns[1]', 'clients.web.steps[1].patterns[0]'];
    const other = (change: (text: string) => string) =>
      messages(two('X').replace('X', BULKHEAD).replace('X', change(BULKHEAD)));
    expect(other((text) => text)).toEqual([]);
    expect(other((text) => text.replace('Calls: 2', 'Calls: 3'))).toEqual([
      `${b}.bulkhead.maxConcurrentCalls: wanted the same value in all entries of what shares ` +
        `\`pool\`: compare ${a}.bulkhead.maxConcurrentCalls`,
    ]);
    expect(other(() => `{ bulkhead: { like: polly, ${POOL} } }`)).toEqual([
      `${b}.bulkhead.like: wanted \`like: plain\`, as the first of what shares \`pool\`: ` +
        `compare ${a}.bulkhead`,
    ]);
    expect(other(() => BREAKER)).toEqual([
      `${b}.circuitBreaker: wanted bulkhead, as the first of what shares \`pool\`: ` +
        `compare ${a}.bulkhead`,
    ]);
    expect(other((text) => `${text}, ${text}`).at(-1)).toContain('one entry in each stack');
    // Each place may be switched off by itself.
    expect(other((text) => text.replace('{ max', '{ disabled: true, max'))).toEqual([]);
  });

  test.each([
    ['{ shared: 7 }', []],
    ['{ shared: }', [expect.stringContaining('wanted text, found nothing')]],
    ['{}', [expect.stringContaining('shared')]],
    ['{ share: x }', [expect.anything(), expect.stringContaining('did you mean `shared`?')]],
    ['everywhere', [expect.stringContaining('wanted one of replica, link')]],
  ])('takes a name: %s', (scope, wanted) => {
    expect(messages(two(`{ bulkhead: { scope: ${scope} } }`)).slice(0, wanted.length)).toEqual(
      wanted,
    );
  });

  test('does not share fallbacks, whose calls are those of their link', () => {
    const found = messages(two(`{ fallback: { try: empty, ${POOL} } }`));
    expect(found[0]).toContain('scope: wanted one of replica, link');
  });

  test('is written as it was read', () => {
    const spec = specOf(two(BULKHEAD));
    expect(write(spec)).toContain('shared: pool');
    expect(specOf(write(spec))).toEqual(spec);
  });

  test('a service’s own stack shares with that of another one', () => {
    const text = `
duration: 20s
clients:
  app: { load: { rate: 90/s }, steps: [{ call: a }] }
  web: { load: { rate: 90/s }, steps: [{ call: b }] }
services:
  a: { threads: 9, work: 20ms, patterns: [{ bulkhead: { maxConcurrentCalls: 2, ${POOL} } }] }
  b: { threads: 9, work: 20ms, patterns: [{ bulkhead: { maxConcurrentCalls: 2, ${POOL} } }] }
`;
    const { links } = simulate(text);
    // 3.6 calls on average want two places: Erlang’s loss is 58.5 %, to both alike.
    for (const link of ['app->a', 'web->b'])
      expect(links[link]!.failed / links[link]!.calls).toBeCloseTo(0.585, 1);
  });

  test('--set in one place sets all', () => {
    const path = 'clients.web.steps[1].patterns[0].bulkhead.maxConcurrentCalls';
    const { spec, problems } = read(`version: 1${two(BULKHEAD)}`, { set: [[path, '7']] });
    expect(problems).toEqual([]);
    expect(JSON.stringify(spec).match(/"maxConcurrentCalls":7/g)).toHaveLength(2);
  });

  test('a variant, too', () => {
    const path = 'clients.web.steps[1].patterns[0].bulkhead.maxConcurrentCalls';
    const variants = `variants: [{ name: wide, changes: [{ set: '${path}', to: 7 }] }]`;
    const { notes, problems } = read(`version: 1${two(BULKHEAD, variants)}`);
    expect(problems).toEqual([]);
    expect(notes!.variants[0]!.changes).toEqual([{ set: path, to: 7 }]);
  });
});
