import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunResult, SeriesResult } from '../../src/engine/index.ts';
import { commandIn, folderOf, processIn, scenario } from './command.ts';

const storm = `version: 1
title: Retry storm
seed: 42
duration: 30s
warmup: 5s
clients:
  shoppers:
    load: { rate: 200/s }
    steps:
      - call: checkout
        patterns: [timeout: { after: 1s }, retry: { maxAttempts: 3 }]
  nobody: { load: { rate: 0/s }, steps: [{ call: checkout }] }
services:
  checkout:
    queue: { capacity: 50 }
    steps:
      - work: { lognormal: { p50: 5ms, p99: 20ms } }
      - call: payments
        patterns: [circuitBreaker: { slidingWindowSize: 20, waitDurationInOpenState: 2s }]
        fallback: pending
  payments: { threads: 8, work: { exponential: 20ms }, errors: 5% }
faults:
  - { at: 10s, for: 5s, on: payments, slow: 10x }
  - { at: 20s, for: 2s, on: payments, errors: 90% }
`;

const folder = folderOf({ 'retry-storm.yaml': storm, 'a.b.json': JSON.stringify(smallest()) });
const cli = commandIn(folder);
const start = processIn(folder);

type Printed = RunResult & { scenario: string; wallMs: number; series?: SeriesResult };

function smallest(): unknown {
  const steps = [{ call: 'api' }];
  const clients = { web: { load: { rate: 10 }, steps } };
  return { version: 1, duration: '1s', clients, services: { api: {} } };
}

async function printed(...args: string[]): Promise<Printed> {
  const { status, stdout, stderr } = await cli(['run', ...args, '--json']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as Printed;
}

const LATENCIES = ['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max', 'count'];

describe.concurrent('run --json', () => {
  test('prints the keys of the format, in its order', async () => {
    const result = await printed('retry-storm.yaml', '--series');
    expect(Object.keys(result).join(' ')).toBe(
      'scenario seed engine durationMs warmupMs digest events wallMs partial ' +
        'clients services links transitions decisions series',
    );
    const { shoppers } = result.clients;
    expect(Object.keys(shoppers!).join(' ')).toBe(
      'offered succeeded degraded failed inFlight dropped successRate goodputPerSec ' +
        'latencyMs failedLatencyMs failures causes',
    );
    expect(Object.keys(shoppers!.latencyMs)).toEqual(LATENCIES);
    expect(Object.keys(result.services['checkout']!).join(' ')).toBe(
      'arrived completed failed rejected inHand abandoned utilization coreUtilization ' +
        'queueMean queueMax waitMs waitedShare sojournMs failures picks ' +
        'replicas restarts oomKills ejections',
    );
    const link = result.links['checkout->payments']!;
    expect(Object.keys(link).join(' ')).toBe(
      'calls attempts amplification succeeded degraded failed inFlight failures ' +
        'latencyMs failedLatencyMs patterns',
    );
    expect(Object.keys(link.patterns[1]!).slice(0, 4).join(' ')).toBe('pattern like state states');
    expect(Object.keys(result.transitions[0]!).join(' ')).toBe(
      'atMs link replica pattern from to why',
    );
  });

  test('tells what was run', async () => {
    const result = await printed('a.b.json', '--seed', 'x');
    expect(result).toMatchObject({ scenario: 'a.b', seed: 'x', durationMs: 1000, partial: null });
    expect(result.digest).toMatch(/^[0-9a-f]{16}$/);
    expect(result.series).toBeUndefined();
  });

  test('a figure over nothing is null', async () => {
    const { nobody } = (await printed('retry-storm.yaml')).clients;
    expect(nobody).toMatchObject({ offered: 0, successRate: null, goodputPerSec: 0 });
    expect(nobody!.latencyMs).toMatchObject({ mean: null, p50: null, max: null, count: 0 });
  });

  test('nothing is lost: what began has ended or is still going', async () => {
    const { clients, services, links } = await printed('retry-storm.yaml');
    for (const { offered, succeeded, degraded, failed, inFlight } of Object.values(clients))
      expect(offered).toBe(succeeded + degraded + failed + inFlight);
    for (const { arrived, completed, failed, rejected, inHand } of Object.values(services))
      expect(arrived).toBe(completed + failed + rejected + inHand);
    for (const { calls, succeeded, degraded, failed, inFlight } of Object.values(links))
      expect(calls).toBe(succeeded + degraded + failed + inFlight);
    const { failed, failures } = clients['shoppers']!;
    expect(failed).toBeGreaterThan(0);
    expect(Object.values(failures).reduce((sum, n) => sum + n)).toBe(failed);
  });

  test('the same again is the same but for the wall clock, --check or not', async () => {
    const all = await Promise.all([
      cli(['run', 'retry-storm.yaml', '--json', '--series']),
      start(['run', 'retry-storm.yaml', '--json', '--series', '--check']),
    ]);
    const [once, again] = all.map(({ stdout }) => stdout.replace(/"wallMs": [\d.]+/, ''));
    expect(once).toBe(again);
    expect(once!.length).toBeGreaterThan(10_000);
  });
});

describe.concurrent('run', () => {
  test('--seed makes another run, a scenario with that seed the same one', async () => {
    const [written, other, own] = await Promise.all([
      printed('retry-storm.yaml', '--set', 'seed=7'),
      printed('retry-storm.yaml', '--seed', '7'),
      printed('retry-storm.yaml'),
    ]);
    expect(other.seed).toBe('7');
    expect(other.digest).toBe(written.digest);
    expect(other.digest).not.toBe(own.digest);
  });

  test('--until is the same run up to there', async () => {
    const [whole, early] = await Promise.all([
      printed('retry-storm.yaml', '--series'),
      printed('retry-storm.yaml', '--series', '--until', '12s'),
    ]);
    expect(early).toMatchObject({ durationMs: 12_000, partial: null });
    expect(early.series!.intervalMs).toBe(whole.series!.intervalMs);
    expect(early.series!.tMs).toEqual(whole.series!.tMs.slice(0, 120));
    const offered = (result: Printed) => result.series!.clients['shoppers']!.succeeded;
    expect(offered(early)).toEqual(offered(whole).slice(0, 120));
  });

  test('--set changes the scenario from the start, as often as it is given', async () => {
    const both = [
      '--set',
      'services.payments.threads=1',
      '--set',
      'clients.shoppers.load.rate=50/s',
    ];
    const result = await printed('retry-storm.yaml', ...both, '--until', '10s');
    expect(result.clients['shoppers']!.offered).toBeLessThan(350);
    expect(result.services['payments']!.utilization).toBeGreaterThan(0.5);
  });

  test('--csv holds what --series prints', async () => {
    const { series } = await printed('retry-storm.yaml', '--series', '--csv', 'out.csv');
    const lines = readFileSync(join(folder, 'out.csv'), 'utf8').trimEnd().split('\r\n');
    const [head, ...rows] = lines.map((line) => line.split(','));
    expect(rows.length).toBe(series!.tMs.length);
    expect(rows.map(([tMs]) => Number(tMs))).toEqual(series!.tMs);
    const columns = Object.entries({ ...series, intervalMs: {}, tMs: {} }).flatMap(([kind, byId]) =>
      Object.entries(byId).flatMap(([id, figures]) =>
        Object.entries(figures as object).map(([name, values]): [string, unknown] => [
          `${kind}.${id}.${name}`,
          values,
        ]),
      ),
    );
    expect(head!.slice(1)).toEqual(columns.map(([name]) => name));
    for (const [index, [, values]] of columns.entries()) {
      const written = rows.map((row) => (row[index + 1] === '' ? null : Number(row[index + 1])));
      expect(written).toEqual(values);
    }
  });

  test('reads stdin for -', async () => {
    const { status, stdout } = await start(['run', '-', '--json'], { input: scenario() });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ scenario: 'stdin', durationMs: 10_000 });
  });
});

test('run prints tables that fit 100 columns', async () => {
  const { status, stdout, stderr } = await cli(['run', 'retry-storm.yaml']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const lines = stdout.split('\n');
  expect(lines[0]).toBe('Retry storm (retry-storm)');
  expect(lines[1]).toBe('30 s, first 5 s excluded as warm-up, seed 42');
  expect(lines[2]).toMatch(/^[\d,]+ events in .*, engine \d+, digest [0-9a-f]{16}$/);
  for (const head of ['client', 'service', 'link', 'client +failure reason', 'client +root cause'])
    expect(stdout).toMatch(new RegExp(`\n\n${head} .*\n`));
  expect(stdout).toMatch(/\nnobody +0 .*–/);
  expect(stdout).toMatch(/ s +checkout->payments +1 +1:circuitBreaker +closed → open /);
  expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(100);
  expect(stdout.split('\n').some((line) => / $/.test(line))).toBe(false);
});
