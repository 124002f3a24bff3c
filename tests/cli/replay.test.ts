import { describe, expect, test } from 'vitest';
import { commandIn, folderOf } from './command.ts';

const breaker = `circuitBreaker: { like: resilience4j, slidingWindowSize: 2,
      minimumNumberOfCalls: 2, waitDurationInOpenState: 1s }`;
const calls = `calls:
  - { at: 0, latency: 10, outcome: error }
  - { at: 100, latency: 10, outcome: error }
  - { at: 200, latency: 10, outcome: ok }
  - { at: 1500, latency: null }
`;
const cli = commandIn(
  folderOf({
    'calls.yaml': `patterns:\n  - ${breaker}\n${calls}`,
    'only-calls.yaml': calls,
    'calls.csv': 'at,latency,outcome\n0,10,error\n100,5,ok\n200,,\n',
    'retry.yaml': '- retry: { maxAttempts: 2, backoff: constant, base: 20ms, jitter: none }\n',
    'refused.yaml': '- bulkhead: {}\n- circuitBreaker: { slidingWindowSize: 0 }\n',
    'wrong.yaml': 'patterns: [{ retry: { maxRetries: 3 } }]\ncalls: [{ at: 0, latency: -1 }]\n',
    'bad.csv': 'at,latency,outcome\n0,10,fine\nx,1,ok\n',
    'empty.csv': '',
  }),
);

const one = (at: number, endedAt: number | null, outcome: string | null) => ({
  at,
  endedAt,
  outcome,
});

describe.concurrent('replay', () => {
  test('--json prints calls and transitions, and nothing else', async () => {
    const { status, stdout, stderr } = await cli(['replay', 'calls.yaml', '--json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const open = { admitted: false, reason: 'circuit-open', outcome: 'circuit-open', endedAt: 200 };
    const failed = { admitted: true, reason: null, outcome: 'error' };
    const printed = JSON.parse(stdout) as { calls: object[]; transitions: object[] };
    expect(printed.calls).toMatchObject([
      { ...failed, endedAt: 10, stateBefore: 'closed', stateAfter: 'closed' },
      { ...failed, endedAt: 110, stateBefore: 'closed', stateAfter: 'open' },
      { ...open, stateBefore: 'open', stateAfter: 'open' },
      { admitted: true, reason: null, outcome: null, endedAt: null, stateAfter: null },
    ]);
    expect(printed.transitions).toEqual([
      { at: 110, pattern: '0:circuitBreaker', from: 'closed', to: 'open' },
      { at: 1500, pattern: '0:circuitBreaker', from: 'open', to: 'half-open' },
    ]);
    expect(Object.keys(printed)).toEqual(['calls', 'transitions']);
    expect(Object.keys(printed.calls[0]!).join(' ')).toBe(
      'admitted reason outcome endedAt stateBefore stateAfter attempts',
    );
  });

  test('puts calls from CSV through a stack of its own file', async () => {
    const args = ['replay', 'calls.csv', '--patterns', 'retry.yaml', '--json'];
    const { status, stdout } = await cli(args);
    expect(status).toBe(0);
    const { calls } = JSON.parse(stdout) as { calls: { attempts: unknown }[] };
    expect(calls.map(({ attempts }) => attempts)).toEqual([
      [one(0, 10, 'error'), one(30, 40, 'error')],
      [one(100, 105, 'ok')],
      [one(200, null, null)],
    ]);
  });

  test('--patterns takes the place of the stack in the file', async () => {
    const args = ['replay', 'calls.yaml', '--patterns', 'retry.yaml'];
    const { status, stdout } = await cli(args);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^4 calls through retry\n\noutcome +calls/);
    expect(stdout).toMatch(/\n +0 +0 ms +error +40 ms +2\n/);
  });

  test('prints a table of outcomes, calls and transitions', async () => {
    const { stdout } = await cli(['replay', '-'], { input: `patterns:\n  - ${breaker}\n${calls}` });
    expect(stdout).toContain('4 calls through circuitBreaker (resilience4j)\n');
    expect(stdout).toMatch(/\ncircuit-open +1 +25.0 % +0 +\d\n/);
    expect(stdout).toMatch(/\n +2 +200 ms +circuit-open +200 ms +refused +open → open\n/);
    expect(stdout).toMatch(/\n +110 ms +0:circuitBreaker +closed → open\n/);
  });

  test('what a library would refuse is run, with a warning', async () => {
    const args = ['replay', 'calls.csv', '--patterns', 'refused.yaml', '--json'];
    const { status, stdout, stderr } = await cli(args);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toHaveProperty('calls.length', 3);
    expect(stderr).toMatch(/^refused.yaml:2: warning: .*circuitBreaker.slidingWindowSize: .+\n$/);
  });
});

describe.concurrent('replay refuses', () => {
  const refused = async (...args: string[]) => {
    const { status, stdout, stderr } = await cli(['replay', ...args, '--json']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    return stderr;
  };

  test('calls without a stack', async () => {
    const message = 'patterns: missing: give a stack beside the calls, or with --patterns\n';
    expect(await refused('only-calls.yaml')).toBe(`only-calls.yaml: ${message}`);
    expect(await refused('calls.csv')).toBe(`calls.csv: ${message}`);
  });

  test('all that is wrong with calls and stack', async () => {
    const stderr = await refused('wrong.yaml');
    expect(stderr).toMatch(/^wrong.yaml:1: patterns\[0\].retry.maxRetries: .*`maxAttempts: 4`/m);
    expect(stderr).toMatch(/^wrong.yaml:2: calls\[0\].latency: wanted/m);
    const csv = await refused('bad.csv', '--patterns', 'retry.yaml');
    expect(csv).toMatch(/^bad.csv:2: calls\[0\].outcome: .*"?fine/m);
    expect(csv).toMatch(/^bad.csv:3: calls\[1\].at: wanted a time in ms, found "x"$/m);
    expect(await refused('empty.csv', '--patterns', 'retry.yaml')).toMatch(/^empty.csv:1: wanted/);
  });

  test('stdin for both, and files that are not there', async () => {
    expect(await refused('-', '--patterns', '-')).toBe(
      'stdin: cannot be used for both calls and --patterns\n',
    );
    expect(await refused('none.csv')).toBe('none.csv: no such file\n');
    expect(await refused('calls.csv', '--patterns', 'none')).toBe('none: no such file\n');
  });
});
