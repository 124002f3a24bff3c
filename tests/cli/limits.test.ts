/** What would take all time and memory ends by itself, or when asked to, with what there is. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/engine/index.ts';
import { full } from '../full.ts';
import { commandIn, folderOf, processIn, scenario } from './command.ts';

/** A chain of so many services without latency; the caller interrupts, the last one crashes. */
const deep = (services: number): string => {
  const chain = Array.from({ length: services - 2 }, (_, i) => {
    const last = i === services - 3;
    return `  s${i}: { steps: [{ call: ${last ? 'last' : `s${i + 1}`} }] }\n`;
  });
  const timeout = 'patterns: [{ timeout: { after: 50ms, cancel: interrupt } }]';
  return scenario({
    web: `{ load: { rate: 20/s }, steps: [{ call: api, ${timeout} }] }`,
    api: '{ steps: [{ call: s0 }] }',
    more: `${chain.join('')}  last: { threads: 20, work: { uniform: [40ms, 60ms] } }
faults: [{ at: 5s, for: 1s, on: last, crash: 1 }, { at: 7s, for: 1s, on: last, errors: 100% }]\n`,
  });
};

const insist = 'patterns: [{ retry: { maxAttempts: 100, backoff: none } }]';
const folder = folderOf({
  'retries.yaml': scenario({
    duration: '1h',
    web: `{ load: { rate: 10/s }, steps: [{ call: api, ${insist} }] }`,
    api: `{ steps: [{ call: b, ${insist} }] }`,
    more: `  b: { steps: [{ call: c, ${insist} }] }
  c: { steps: [{ call: d, ${insist} }] }
  d: { work: 0, errors: 100% }\n`,
  }),
  'fan-out.yaml': scenario({
    web: '{ load: { rate: 100/s }, steps: [{ call: api, times: 1000 }] }',
    api: '{ threads: 10000000, steps: [{ call: b, times: 1000 }] }',
    more: `  b: { threads: 10000000, steps: [{ call: c, times: 1000 }] }
  c: { threads: 10000000, work: 1h }\n`,
  }),
  'deep.yaml': deep(500),
  'overload.yaml': scenario({
    duration: '1h',
    web: '{ load: { rate: 2000/s }, steps: [{ call: api }] }',
    api: '{ threads: 16, work: 1s, queue: { capacity: 10000000 } }',
  }),
  // A service that calls itself, without a patience and without end.
  'round.yaml': scenario({
    api: '{ threads: 10000, steps: [{ oneOf: [{ weight: 1, steps: [{ call: api }] }] }] }',
  }),
  'endless.yaml': scenario({ duration: '720h', web: '{ load: { rate: 1000000/s }, steps: [] }' }),
});
const cli = commandIn(folder);
const start = processIn(folder);

async function limited(name: string) {
  const { status, stdout, stderr } = await start(['run', name, '--json'], {
    // Beyond this Node ends the process with a status of its own.
    env: { NODE_OPTIONS: '--max-old-space-size=2048' },
  });
  expect(status).toBe(3);
  const result = JSON.parse(stdout) as RunResult;
  expect(stderr).toMatch(/^[\w-]+: .*; the result is partial\n$/);
  expect(result.partial!.atMs).toBeLessThan(result.durationMs);
  const { offered, succeeded, degraded, failed, inFlight } = result.clients['web']!;
  expect(offered).toBe(succeeded + degraded + failed + inFlight);
  return result;
}

describe.concurrent('a limit ends the run with status 3 and all there is', () => {
  // That the time stops is in tests/engine/model/load.test.ts, and status 3 below.
  test.runIf(full)('when retries of retries stop the time', async () => {
    const { partial, links } = await limited('retries.yaml');
    expect(partial!.limit).toBe('eventsPerInstant');
    expect(links['c->d']!.attempts).toBeGreaterThan(1_000_000);
    expect(partial!.message).toMatch(/% of the last ones by c->d; add a retry delay/);
  });

  // Three million calls in flight, and their gigabytes.
  test.runIf(full)('when calls fan out without bound', async () => {
    const { partial } = await limited('fan-out.yaml');
    expect(partial!.limit).toBe('inFlight');
  });

  test('but not when a chain of services is long and the machine’s stack small', async () => {
    // A cold worker of a browser has about 980 kB, and needs more for a call than Node does.
    const { status, stdout } = await start(['run', 'deep.yaml', '--json', '--check'], {
      node: ['--stack-size=200'],
    });
    expect(status).toBe(0);
    const { clients, links } = JSON.parse(stdout) as RunResult;
    const { failures, succeeded } = clients['web']!;
    expect(failures).toEqual({ error: expect.any(Number), timeout: expect.any(Number) });
    expect(succeeded).toBeGreaterThan(50);
    expect(Object.keys(links)).toHaveLength(500);
  });

  test('also where what was to be saved could not be', async () => {
    if (process.platform !== 'linux') return;
    const args = ['run', 'round.yaml', '--json', '--csv', '/dev/full'];
    const { status, stdout, stderr } = await cli(args);
    expect(status).toBe(3);
    expect(stderr).toMatch(
      /^--csv \/dev\/full: .*no space.*\nround: .*; the result is partial\n$/i,
    );
    expect((JSON.parse(stdout) as RunResult).partial!.limit).toBe('nesting');
  });

  // Half a minute, and the limit is the one above.
  test.runIf(full)('when a queue takes in an hour of overload', async () => {
    const { partial, services } = await limited('overload.yaml');
    expect(partial!.limit).toBe('inFlight');
    const { queueMax, completed } = services['api']!;
    expect(queueMax).toBeGreaterThan(500_000);
    expect(completed).toBe(16 * Math.floor(partial!.atMs / 1000));
  });
});

/** Sends the signal once the run has begun: the file for the series is opened just before. */
const stopped = (csv: string, signal: 'SIGINT' | 'SIGTERM', ...args: string[]) =>
  start(['run', 'endless.yaml', '--csv', csv, ...args], {
    started: (child) => {
      child.stdin!.end();
      const look = setInterval(() => {
        if (!existsSync(join(folder, csv))) return;
        clearInterval(look);
        setTimeout(() => child.kill(signal), 300);
      }, 20);
    },
  });

describe.concurrent('a signal ends the run with status 3 and all there is', () => {
  test('as an object', async () => {
    const { status, stdout, stderr } = await stopped('a.csv', 'SIGINT', '--json', '--series');
    expect(status).toBe(3);
    const result = JSON.parse(stdout) as RunResult;
    const { partial, durationMs, events } = result;
    expect(Object.keys(result)).toContain('series');
    expect(partial).toMatchObject({ limit: 'interrupted' });
    expect(partial!.atMs).toBeGreaterThan(0);
    expect(durationMs).toBe(720 * 3_600_000);
    expect(events).toBeGreaterThan(0);
    expect(stderr).toBe('endless: the run received a signal to stop; the result is partial\n');
  });

  test.runIf(full)('as tables', async () => {
    const { status, stdout, stderr } = await stopped('b.csv', 'SIGTERM');
    expect({ status, stderr }).toEqual({ status: 3, stderr: '' });
    expect(stdout).toMatch(
      /\nEnded at .* by interrupted: the run received a signal to stop\. .*\n/,
    );
  });
});
