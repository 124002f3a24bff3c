/** Answers that were untrue once, or thrown. */
import { expect, test } from 'vitest';
import { Asked } from '../../../src/analysis/why/asked.ts';
import type { Question } from '../../../src/analysis/why/question.ts';
import { whyOf } from '../../../src/analysis/why/why.ts';
import { specOf } from '../../simulate.ts';
import { ran } from '../../ui/runs.ts';

type Asking = Pick<Question, 'of' | 'on' | 'about'> & { atS: number };

/** `on: text` of each hop, a trigger with `! ` before it. */
function answer(yaml: string, { atS, ...question }: Asking): string[] {
  const asked = new Asked(ran(specOf(yaml)));
  const hops = whyOf(asked, { ...question, atMs: atS * 1000 });
  return hops.map(({ on, text, isTrigger }) => `${isTrigger ? '! ' : ''}${on}: ${text}`);
}

const USERS = 'clients: { users: { load: { rate: 80/s }, steps: [{ call: web }] } }';
const WEB = 'services: { web: { threads: 60, work: { exponential: 100ms }';
const FAILED = { of: 'services', on: 'web', about: 'failed' } as const;
const SLOW = { of: 'services', on: 'web', about: 'slow' } as const;

test('of two faults at once the one that makes such failures is named', () => {
  const faults = `faults:
  - { at: 20s, for: 30s, on: web, errors: 50% }
  - { at: 25s, for: 30s, on: web, slow: 1.2x }`;
  const yaml = `duration: 60s\n${USERS}\n${WEB} } }\n${faults}`;
  expect(answer(yaml, { ...FAILED, atS: 40 }).at(-1)).toBe(
    '! web: fails 50 % of requests, until 0:50',
  );
  expect(answer(yaml, { ...SLOW, atS: 40 }).at(-1)).toMatch(/^! web: is 1.2 times slower/);
});

test('a fault that has just ended still explains the seconds before', () => {
  const yaml = `duration: 60s\n${USERS}\n${WEB} } }
faults: [{ at: 20s, for: 20s, on: web, errors: 50% }]`;
  for (const atS of [40, 41])
    expect(answer(yaml, { ...FAILED, atS }).at(-1)).toMatch(/^! web: fails 50 % of requests/);
  expect(answer(yaml, { ...FAILED, atS: 50 })).toEqual([
    expect.stringMatching(/^web: none of \d+ requests failed within 3 s$/),
  ]);
});

test('an edit of something else, or of nothing, is no cause', () => {
  const edits = `edits:
  - { at: 20s, set: services.web.threads, to: 70 }
  - { at: 21s, set: services.web.errors, to: 20% }`;
  const yaml = `duration: 60s\n${USERS}\n${WEB}, errors: 20% } }\n${edits}`;
  expect(answer(yaml, { ...FAILED, atS: 30 }).at(-1)).toMatch(/: it errs by itself$/);
  const other = yaml.replace(
    'set: services.web.errors, to: 20%',
    'set: services.web.errors, to: 40%',
  );
  expect(answer(other, { ...FAILED, atS: 30 }).at(-1)).toMatch(/^! web: somebody sets web.errors/);
});

test('work of its own is not blamed on what it calls', () => {
  const yaml = `duration: 60s
clients: { users: { load: { rate: 20/s }, steps: [{ call: web }] } }
services:
  web: { threads: 60, steps: [{ work: 200ms }, { call: db }] }
  db: { replicas: 4, threads: 8, work: 5ms }
faults: [{ at: 20s, for: 30s, on: db, crash: 1 }]`;
  expect(answer(yaml, { ...SLOW, atS: 40 })).toEqual([
    'web: its p99 is 205 ms; none of its calls takes that long: it is its own work',
  ]);
});

test('what waits in a pattern is not work', () => {
  const stack = '[{ bulkhead: { maxConcurrentCalls: 2, maxWaitDuration: 500ms } }]';
  const yaml = `duration: 60s
clients:
  users: { load: { rate: 130/s }, steps: [{ call: web, patterns: ${stack} }] }
services: { web: { threads: 60, work: 20ms } }`;
  const said = answer(yaml, { of: 'links', on: 'users->web', about: 'slow', atS: 40 });
  expect(said[0]).toMatch(/its p99 is \d+ ms; p99 of web is only 20 ms: the rest is on the way/);
  expect(said.at(-1)).toMatch(/^users: sent 1\d\d\/s within 3 s, as its load is set$/);
});

test('a queue that comes and goes is no jam', () => {
  const yaml = `duration: 120s\nseed: 3
clients: { users: { load: { rate: 80/s }, steps: [{ call: web }] } }
services: { web: { threads: 1, work: { exponential: 10ms } } }`;
  for (let atS = 30; atS < 120; atS += 5)
    for (const text of answer(yaml, { ...FAILED, about: 'busy', atS }))
      expect(text).not.toMatch(/so it has been since 0:0/);
});

test('where nothing is up, or nobody calls, that is said', () => {
  const yaml = `duration: 60s\n${USERS}\n${WEB} } }
faults: [{ at: 20s, for: 30s, on: web, crash: 100% }]`;
  const said = answer(yaml, { ...FAILED, about: 'busy', atS: 40 });
  expect(said[0]).toBe('web: none of its replicas is up');
  expect(said.at(-1)).toMatch(/^! web: loses/);
});

test('whatever a pattern of the call refuses is not blamed on the callee', () => {
  const yaml = (pattern: string) => `duration: 60s
clients: { users: { load: { rate: 130/s }, steps: [{ call: web, patterns: [${pattern}] }] } }
services: { web: { threads: 60, work: 100ms } }
faults: [{ at: 20s, for: 30s, on: web, slow: 5x }]`;
  const asking = { of: 'clients', on: 'users', about: 'failed', atS: 40 } as const;
  // It limits how many are under way: they take long.
  for (const pattern of [
    '{ concurrencyLimit: { like: vegas } }',
    '{ bulkhead: { maxConcurrentCalls: 20 } }',
  ]) {
    const said = answer(yaml(pattern), asking);
    expect(said[1], pattern).toMatch(/^users->web: .* failed within 3 s, .*(shed|bulkhead-full)$/);
    expect(said.at(-1), pattern).toBe('! web: is 5 times slower, until 0:50');
    expect(said.join(' '), pattern).not.toMatch(/ web: none of \d+ requests failed/);
  }
  const limited = answer(yaml('{ rateLimiter: { capacity: 5, refill: 5/s } }'), {
    ...asking,
    atS: 15,
  });
  expect(limited.at(-1)).toMatch(/^users: sent 1\d\d\/s within 3 s, as its load is set$/);
});
