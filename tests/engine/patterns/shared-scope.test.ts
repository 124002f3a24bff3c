/** `scope: { shared: name }`: one state for all entries of that name, in whatever stack. */
import { describe, expect, test } from 'vitest';
import { createRun, type Run } from '../../../src/engine/index.ts';
import { patternTables } from '../../../src/engine/tables.ts';
import { GIVEN } from '../../every-library.ts';
import { fates, simulate, specOf, started, worldOf } from '../../simulate.ts';
import { BREAKER, BULKHEAD, POOL, two } from './shared.ts';

describe('waiting callers of several links', () => {
  const one = (id: string, at: number, to: string, before = '') =>
    `  ${id}: { load: { users: 1, iterations: 1 }, steps: [{ work: ${at}ms }, { call: ${to}, ` +
    `patterns: [${before}{ bulkhead: ` +
    `{ maxConcurrentCalls: 1, maxWaitDuration: 1s, ${POOL} } }] }] }`;

  test('wait in one line, in turn, at whatever depth of their stacks', () => {
    const result = simulate(`
duration: 1s
clients:
${one('a', 0, 'x')}
${one('b', 1, 'y', '{ timeout: { after: 500ms } }, { retry: {} }, ')}
${one('c', 2, 'x')}
${one('d', 3, 'y')}
services: { x: { work: 10ms, threads: 9 }, y: { work: 10ms, threads: 9 } }
`);
    // From the instant of the call: until 10, 20, 30, 40.
    expect(fates(result)).toEqual({ a: 'ok at 10', b: 'ok at 20', c: 'ok at 30', d: 'ok at 40' });
  });

  test('are let go by their own timeout, and the others move up', () => {
    const result = simulate(`
duration: 1s
clients:
${one('a', 0, 'x')}
${one('b', 1, 'y', '{ timeout: { after: 5ms } }, ')}
${one('c', 2, 'x')}
services: { x: { work: 10ms, threads: 9 }, y: { work: 10ms, threads: 9 } }
`);
    expect(fates(result)).toMatchObject({ a: 'ok at 10', b: 'timeout at 6', c: 'ok at 20' });
  });
});

describe('one state', () => {
  test('a breaker that one callee opens is open for the other one', () => {
    const result = simulate(`
duration: 20s
clients:
  app:
    load: { rate: 30/s }
    steps: [{ call: a, patterns: [{ timeout: { after: 1s } }, ${BREAKER}] }]
  web: { load: { rate: 30/s }, steps: [{ call: b, patterns: [${BREAKER}] }] }
services: { a: { threads: 4, work: 1ms }, b: { threads: 4, work: 1ms } }
faults: [{ at: 5s, for: 10s, on: a, errors: 100% }]
`);
    // Open for 1 s at a time, and closed for as long as five failures take.
    expect(result.links['web->b']!.failures['circuit-open']).toBeGreaterThan(150);
    const [opened] = result.transitions;
    // Told once of each place, at the same instant.
    const same = result.transitions.filter(({ atMs }) => atMs === opened!.atMs);
    expect(same).toMatchObject([
      { link: 'app->a', pattern: '1:circuitBreaker', replica: null, to: 'open' },
      { link: 'web->b', pattern: '0:circuitBreaker', replica: null, to: 'open' },
    ]);
  });

  test.each([
    ['bulkhead', BULKHEAD],
    ['breaker', BREAKER],
  ])('%s: has the same figures at each of its places', (_, pattern) => {
    const { links } = simulate(two(pattern));
    expect(links['web->a']!.patterns[1]).toEqual(links['web->b']!.patterns[0]);
  });

  test('has a replica of any caller, and instances of the page', () => {
    const run = started(two(BULKHEAD).replace('web:\n', 'web:\n    instances: 3\n'));
    run.advance(2000);
    const patterns = worldOf(run).stacks.flatMap((stack) => stack.patterns);
    const shared = new Set(patterns.filter(({ place }) => place.name === 'bulkhead'));
    expect(shared.size).toBe(1);
    expect([...shared][0]!.place.replica).toBe(-1);
  });

  test('is saved once, whoever has it, and restored', () => {
    for (const pattern of [BULKHEAD, BREAKER]) {
      const run = started(two(pattern));
      run.advance(7000);
      const checkpoint = run.checkpoint();
      const saved = checkpoint.stacks.map(({ saved }) => (saved['own'] as unknown[]).length);
      // Timeout and the shared one; timeout and retry.
      expect(saved).toEqual([2, 2]);
      run.advance();
      const { digest } = run.result();
      run.restore(checkpoint);
      run.advance();
      expect(run.result().digest).toBe(digest);
    }
  });

  test('does not depend on the order of the document', () => {
    const spec = specOf(two(BULKHEAD));
    const turned = structuredClone(spec);
    turned.services = Object.fromEntries(Object.entries(turned.services).reverse());
    const digest = (run: Run) => {
      run.advance();
      return run.digest;
    };
    expect(digest(createRun(turned))).toBe(digest(createRun(spec)));
  });
});

describe('a pool that is held while its own place further in is waited for starves itself', () => {
  const pool = (scope: string) =>
    '{ timeout: { after: 1s } }, ' +
    `{ bulkhead: { maxConcurrentCalls: 4, maxWaitDuration: 10s, ${scope} } }`;
  const clientOf = (scope: string, services: string) =>
    simulate(`
duration: 30s
clients:
  client: { load: { users: 8, think: 1ms }, steps: [{ call: a, patterns: [${pool(scope)}] }] }
services: ${services}`).clients['client']!;

  test('over two links', () => {
    const chain = (scope: string) =>
      clientOf(
        scope,
        `{ a: { steps: [{ call: b, patterns: [${pool(scope)}] }], threads: 50 }, ` +
          'b: { work: 1ms } }',
      );
    // Four inside wait behind four outside, until all of them have timed out, again and again.
    expect(chain(POOL).succeeded).toBeLessThan(chain('scope: link').succeeded / 100);
    expect(chain(POOL).failures['timeout']).toBeGreaterThan(200);
  });

  test('in a service that calls itself', () => {
    const branches = (inner: string) =>
      `[{ weight: 1, steps: [{ call: a, patterns: [${inner}] }] }, ` +
      '{ weight: 1, steps: [{ work: 1ms }] }]';
    const itself = (inner: string) =>
      clientOf(POOL, `{ a: { threads: 500, steps: [{ oneOf: ${branches(inner)} }] } }`);
    expect(itself(pool(POOL)).succeeded).toBeLessThan(itself('').succeeded / 100);
  });
});

describe.each(
  [...patternTables.values()]
    .filter(({ name, places }) => name !== 'fallback' && places.includes('link'))
    .flatMap(({ name, variants, likeRequired }) =>
      Object.keys(variants)
        .filter((like) => like !== 'plain' || !likeRequired)
        .map((like) => [name, like] as const),
    ),
)('%s %s', (name, like) => {
  const pattern = (scope: unknown) =>
    JSON.stringify({
      [name]: { ...(like !== 'plain' && { like }), ...GIVEN[`${name} ${like}`], scope },
    });
  const scenario = (scope: unknown) => `
duration: 8s
clients:
  web:
    instances: 3
    load: { rate: 60/s }
    identities: { users: 20 }
    steps: [{ call: a, latency: 1ms, patterns: [${pattern(scope)}, { timeout: { after: 60ms } }] }]
services: { a: { threads: 2, work: { exponential: 20ms }, errors: 10% } }
faults: [{ at: 2s, for: 2s, on: a, slow: 5x }]
`;

  test('a name that stands once is the scope of its link', () => {
    const once = simulate(scenario({ shared: 'pool' }));
    expect(once.digest).toBe(simulate(scenario('link')).digest);
  });

  test('stands in two stacks at different depths, and goes on from a checkpoint', () => {
    const run = started(two(pattern({ shared: 'pool' })));
    run.advance(4000);
    const checkpoint = run.checkpoint();
    run.advance(8000);
    const { digest } = run;
    run.restore(checkpoint);
    run.advance(8000);
    expect(run.digest).toBe(digest);
  });
});

describe('an edit of one place', () => {
  const at = 'clients.web.steps[1].patterns[0].bulkhead';
  const other = 'clients.web.steps[0].patterns[1].bulkhead';
  const edits = (...sets: string[]) =>
    `edits: [${sets.map((set) => `{ at: 5s, set: '${set}', to: 9 }`).join(', ')}]`;
  const digest = (text: string) => simulate(text).digest;

  test('is one of all of them', () => {
    const both = digest(two(BULKHEAD, edits(`${at}.maxConcurrentCalls`)));
    expect(digest(two(BULKHEAD, edits(`${other}.maxConcurrentCalls`)))).toBe(both);
    expect(both).not.toBe(digest(two(BULKHEAD)));
    const written = edits(`${at}.maxConcurrentCalls`, `${other}.maxConcurrentCalls`);
    expect(digest(two(BULKHEAD, written))).toBe(both);
  });

  test('is undone with all of them', () => {
    const spec = specOf(two(BULKHEAD, edits(`${at}.maxConcurrentCalls`)));
    const run = createRun(spec, { checkpoints: true });
    run.advance();
    const edited = run.digest;
    run.revise([]);
    run.advance();
    expect(run.digest).toBe(digest(two(BULKHEAD)));
    run.revise(spec.edits);
    run.advance();
    expect(run.digest).toBe(edited);
  });

  test('switches off only that one', () => {
    const off = `edits: [{ at: 5s, set: '${at}.disabled', to: true }]`;
    const result = simulate(two(BULKHEAD.replace('2,', '1,'), off));
    expect(result.links['web->a']!.failures['bulkhead-full']).toBeGreaterThan(0);
    expect(result.digest).not.toBe(digest(two(BULKHEAD.replace('2,', '1,'))));
  });

  test('leaves parts of it alone that another edit sets', () => {
    const list = `{ retry: { backoff: [10ms], jitter: none, ${POOL} } }`;
    const set = 'clients.web.steps[0].patterns[1].retry.backoff';
    const text = two(
      list,
      `edits: [{ at: 5s, set: '${set}', to: [20ms, 30ms] }, { at: 9s, set: '${set}[1]', to: 1s }]`,
    );
    const run = started(text);
    run.advance(6000);
    const checkpoint = run.checkpoint();
    run.advance();
    const first = run.digest;
    run.restore(checkpoint);
    run.advance();
    expect(run.digest).toBe(first);
  });
});
