import { expect, test } from 'vitest';
import { formatProblem } from '../../src/scenario/read.ts';
import { readReplay, readStack } from '../../src/scenario/replay.ts';

const CALL = { at: 0, latencies: [10], outcomes: ['ok'] };

test('calls are read from JSON, from YAML and from CSV', () => {
  const calls = [CALL, { at: 1000, latencies: [null], outcomes: ['ok'] }];
  const json =
    '{ "calls": [{ "at": 0, "latency": 10, "outcome": "ok" }, { "at": 1000, "latency": null }] }';
  const yaml = 'calls:\n  - { at: 0, latency: 10ms, outcome: ok }\n  - { at: 1s, latency: null }\n';
  const csv = '\ufeffat,latency,outcome\r\n0,10,ok\r\n\r\n"1000",,\r\n';
  for (const [text, file] of [
    [json, 'a.json'],
    [yaml, 'a.yaml'],
    [csv, 'a.csv'],
    [csv, ''],
  ] as const)
    expect(readReplay(text, { file })).toEqual({ patterns: null, calls, problems: [] });
});

test('latency and outcome may be lists, with one entry per attempt', () => {
  const text = '{"calls":[{"at":0,"latency":[10,null],"outcome":["error","ok"]}]}';
  expect(readReplay(text).calls).toEqual([
    { at: 0, latencies: [10, null], outcomes: ['error', 'ok'] },
  ]);
});

test('a stack is a list or a map with patterns', () => {
  for (const text of ['- retry: { maxAttempts: 2 }', 'patterns: [{ retry: { maxAttempts: 2 } }]']) {
    const { patterns, problems } = readStack(text);
    expect(problems).toEqual([]);
    expect(patterns).toMatchObject([{ retry: { maxAttempts: 2, factor: 2, like: null } }]);
  }
});

test('what only the library would refuse is a warning, and is run', () => {
  const text = `patterns:
  - circuitBreaker: { failureRateThreshold: 0, minimumNumberOfCalls: 0, slowCallRateThreshold: 120 }
calls: []
`;
  const { patterns, problems } = readReplay(text);
  expect(problems.map((problem) => formatProblem('f', problem))).toEqual([
    'f:2: warning: patterns[0].circuitBreaker.failureRateThreshold: ' +
      'wanted more than 0 and at most 100 (%), found 0',
    'f:2: warning: patterns[0].circuitBreaker.minimumNumberOfCalls: wanted 1–10000000, found 0',
    'f:2: warning: patterns[0].circuitBreaker.slowCallRateThreshold: wanted 0%–100%, found 120',
  ]);
  expect(patterns).toMatchObject([
    {
      circuitBreaker: {
        failureRateThreshold: 0,
        minimumNumberOfCalls: 0,
        slowCallRateThreshold: 120,
      },
    },
  ]);
});

test.each([
  ['- retry: { maxAttempts: 1000 }', '[0].retry.maxAttempts: wanted 1–100, found 1000'],
  ['- retry: { maxAttempts: -1 }', '[0].retry.maxAttempts: wanted 1–100, found -1'],
  ['- retry: { maxTries: 1 }', '[0].retry.maxTries: `maxTries: 1` is `maxAttempts: 1`'],
  ['- fallback: [{ call: x }]', '[0].fallback[0]: a replay has no services to call; use an answer'],
  ['', 'wanted a list of patterns, the name of a stack, or a map with patterns'],
  ['envoi', 'unknown preset `envoi`; did you mean `envoy`?'],
  ['retry: {}', 'retry: unknown key `retry`; wanted patterns'],
])('%j cannot be run: %s', (text, message) => {
  const { patterns, problems } = readStack(text);
  expect(patterns).toBeNull();
  expect(problems.map((problem) => formatProblem('f', problem)).join('\n')).toContain(message);
});

test.each([
  [
    '{"calls":[{"at":-1,"latency":1,"outcome":"ok"}]}',
    'calls[0].at: wanted 0–2592000000 ms, found -1',
  ],
  ['{"calls":[{"at":1,"outcome":"ok"}]}', 'calls[0].latency: wanted a time in ms, found nothing'],
  ['{"calls":[{"at":1,"latency":1}]}', 'calls[0].outcome: wanted one of ok, error'],
  [
    '{"calls":[{"at":1,"latency":[],"outcome":"ok"}]}',
    'calls[0].latency: wanted 1–100 entries, found 0',
  ],
  [
    '{"calls":[{"at":1,"latency":1,"outcome":"degraded"}]}',
    'calls[0].outcome: wanted one of ok, error',
  ],
  ['{"calls":[7]}', 'calls[0]: wanted { at, latency, outcome }, found 7'],
  ['{"call":[]}', 'call: unknown key `call`; did you mean `calls`?'],
  ['{"patterns":[]}', 'calls: wanted a list of calls, found nothing'],
  ['at,latency\n', 'f:1: wanted a first line `at,latency,outcome`, missing outcome'],
  ['at,latency,outcome\n1,x,ok\n', 'f:2: calls[0].latency: wanted a time in ms, found "x"'],
  ['at,latency,outcome\n1,2,ok,4\n', 'f:2: calls[0]: wanted 3 cells, found 4'],
  ['[', 'f:1: '],
  ['7', 'wanted a map with patterns and calls, found 7'],
])('%j is a problem: %s', (text, message) => {
  const lines = readReplay(text).problems.map((problem) => formatProblem('f', problem));
  expect(lines.join('\n')).toContain(message);
});

test('JSON that is nested without end is a problem, not a crash', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect(readReplay(`{"calls":${deep}}`).problems).toMatchObject([
    { message: 'wanted lists and maps at most 200 deep' },
  ]);
});

test('100,000 calls are read at once', () => {
  const calls = Array.from({ length: 100_000 }, (_, at) => ({ at, latency: 3, outcome: 'ok' }));
  const start = performance.now();
  expect(readReplay(JSON.stringify({ calls })).calls).toHaveLength(100_000);
  expect(performance.now() - start).toBeLessThan(10_000);
});
