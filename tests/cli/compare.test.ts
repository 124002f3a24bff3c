/** `compare`: variants on the same seeds, with the digests that `run --set` has. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Difference, VariantSummary } from '../../src/analysis/compare.ts';
import type { RunResult } from '../../src/engine/index.ts';
import { commandIn, folderOf, processIn, scenario } from './command.ts';

const shop = `version: 1
title: A shop
duration: 20s
clients:
  web:
    load: { rate: 100/s }
    steps: [{ call: api, patterns: [retry: { maxAttempts: 3 }] }]
services:
  api: { threads: 2, work: { exponential: 15ms }, errors: 5% }
faults:
  - { at: 8s, for: 2s, on: api, errors: 90% }
`;
const variants = `variants:
  - { name: more threads, changes: [{ set: services.api.threads, to: 8 }] }
  - name: no retries
    changes: [{ set: 'clients.web.steps[0].patterns[0].retry.disabled', to: true }]
    edits: [{ at: 15s, set: services.api.threads, to: 4 }]
`;
/** All that steers a terminal but the end of a line. */
const STEERING = /(?!\n)[\p{Cc}\p{Cf}]/u;
const hostile = `a\u001b[2J\u202e, b`;
const folder = folderOf({
  'shop.yaml': shop,
  'variants.yaml': shop + variants,
  'other.yaml': shop.replace('A shop', 'Another shop').replace('threads: 2', 'threads: 8'),
  'same.yaml': shop.replace('threads: 2', 'threads: 8'),
  'short.yaml': scenario(),
  'hostile.yaml': `${shop}variants: [{ name: ${JSON.stringify(hostile)}, changes: [] }]`,
  'bad.yaml': shop + variants.replace('to: 8', 'to: 0'),
});
const cli = commandIn(folder);

interface Printed {
  [key: string]: unknown;
  variants: (VariantSummary & { limited: number })[];
  differences: Difference[];
}

async function printed<T = Printed>(command: string, ...args: string[]): Promise<T> {
  const { status, stdout, stderr } = await cli([command, ...args, '--json']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as T;
}

async function refused(...args: string[]): Promise<string[]> {
  const { status, stdout, stderr } = await cli(['compare', ...args]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  return stderr.trimEnd().split('\n');
}

const THREADS = 'more threads: services.api.threads=8';
const RETRIES = 'no retries: clients.web.steps[0].patterns[0].retry.disabled=true';

describe.concurrent('compare --json', () => {
  test('has the digest of each variant that run --set has', async () => {
    const [base, threads, both, all] = await Promise.all([
      printed<RunResult>('run', 'shop.yaml'),
      printed<RunResult>('run', 'shop.yaml', '--set', 'services.api.threads=8'),
      printed<RunResult>(
        ...(['run', 'shop.yaml', '--set', 'services.api.threads=8'] as const),
        ...['--set', 'services.api.work={ uniform: [1ms, 9ms] }'],
      ),
      printed(
        ...(['compare', 'shop.yaml', '--variant', THREADS] as const),
        ...['--variant', 'both: services.api.threads=8, services.api.work={ uniform: [1ms, 9ms] }'],
      ),
    ]);
    expect(Object.keys(all).join(' ')).toBe(
      'command scenario engine seeds baseSeed runs wallMs partial variants differences',
    );
    expect(all).toMatchObject({
      ...{ command: 'compare', scenario: 'shop', seeds: 1, baseSeed: '1', runs: 3, partial: null },
    });
    expect(all.variants.map(({ name, digest }) => [name, digest])).toEqual([
      ['base', base.digest],
      ['more threads', threads.digest],
      ['both', both.digest],
    ]);
    const metrics = ['goodput', 'success', 'mean', 'p50', 'p99'].map((word) => `web ${word}`);
    for (const variant of all.variants) expect(Object.keys(variant.metrics)).toEqual(metrics);
    const [p99, more] = [base, threads].map(({ clients }) => clients['web']!.latencyMs.p99!);
    expect(all.variants[0]!.metrics['web p99']).toEqual({ mean: p99, low: null, high: null, n: 1 });
    expect(all.differences.map(({ b, metric }) => [b, metric])).toEqual(
      ['more threads', 'both'].flatMap((name) => metrics.map((metric) => [name, metric])),
    );
    expect(all.differences[4]).toEqual({
      ...{ metric: 'web p99', a: 'base', b: 'more threads', mean: more! - p99! },
      ...{ low: null, high: null, better: 1, worse: 0, equal: 0, p: null, n: 1 },
    });
  });

  test('takes the variants of the scenario with their edits, unless others are given', async () => {
    const [own, given, edited] = await Promise.all([
      printed('compare', 'variants.yaml', '--set', 'services.api.errors=1%'),
      printed('compare', 'variants.yaml', '--variant', 'x: duration=10s', '--metric', 'web p99'),
      printed<RunResult>(
        ...(['run', 'shop.yaml', '--set', 'services.api.errors=1%'] as const),
        ...['--set', 'clients.web.steps[0].patterns[0].retry.disabled=true'],
        ...['--set', 'edits=[{ at: 15s, set: services.api.threads, to: 4 }]'],
      ),
    ]);
    expect(own.variants.map(({ name }) => name)).toEqual(['base', 'more threads', 'no retries']);
    expect(own.variants[2]!.digest).toBe(edited.digest);
    expect(given.variants.map(({ name }) => name)).toEqual(['base', 'x']);
    expect(Object.keys(given.variants[0]!.metrics)).toEqual(['web p99']);
  });

  test('runs each variant on the same seeds, the first of which is the one of run', async () => {
    const [three, second] = await Promise.all([
      printed('compare', 'shop.yaml', '--variant', THREADS, '--seeds', '3', '--seed', '7'),
      printed<RunResult>('run', 'shop.yaml', '--seed', '7'),
    ]);
    expect(three).toMatchObject({ seeds: 3, baseSeed: '7', runs: 6 });
    expect(three.variants[0]!.digest).toBe(second.digest);
    const { mean, low, high, n, p } = three.differences[0]!;
    expect(n).toBe(3);
    expect(low!).toBeLessThan(mean!);
    expect(high!).toBeGreaterThan(mean!);
    expect(p).toBeGreaterThan(0);
  });

  test('compares two files, by their titles if these differ', async () => {
    const [titled, named, single] = await Promise.all([
      printed('compare', 'shop.yaml', 'other.yaml', '--until', '12s'),
      printed('compare', 'shop.yaml', 'same.yaml', '--until', '12s'),
      printed<RunResult>('run', 'other.yaml', '--until', '12s'),
    ]);
    expect(titled.variants.map(({ name }) => name)).toEqual(['A shop', 'Another shop']);
    expect(named.variants.map(({ name }) => name)).toEqual(['shop', 'same']);
    expect(titled.variants[1]!.digest).toBe(single.digest);
    expect(titled.differences[0]).toMatchObject({ a: 'A shop', b: 'Another shop' });
  });
});

test('compare prints a sentence and a table per variant, which fit 100 columns', async () => {
  const args = ['compare', 'shop.yaml', '--variant', THREADS, '--variant', RETRIES];
  const { status, stdout, stderr } = await cli(args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const lines = stdout.split('\n');
  expect(lines.slice(0, 2)).toEqual(['A shop (shop)', '20 s, seed 1']);
  expect(lines[2]).toMatch(/^3 runs in .*, engine \d+$/);
  expect(stdout).toMatch(/\nvariant +digest\nbase +[0-9a-f]{16}\nmore threads +[0-9a-f]{16}\n/);
  expect(stdout).toMatch(
    /\n\nno retries fails \d+ requests instead of \d+[^]*\.\nmetric +base +no retries/,
  );
  expect(stdout).toMatch(/\nweb p99 .* −[\d.]+ m?s +better\n/);
  expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(100);
  const many = await cli([...args, '--seeds', '2', '--metric', 'web p50']);
  expect(many.stdout).toMatch(/20 s, 2 seeds from 1\n/);
  expect(many.stdout).toMatch(/ 95 % interval +verdict\nweb p50 .* to .*(better|at 2 seeds)\n/);
});

test('--csv has a row per variant and metric', async () => {
  const args = ['compare', 'shop.yaml', '--variant', THREADS, '--metric', 'web p99', '--json'];
  const { status, stdout } = await cli([...args, '--metric', 'api queue', '--csv', 'out.csv']);
  expect(status).toBe(0);
  const { variants: all, differences } = JSON.parse(stdout) as Printed;
  const rows = readFileSync(join(folder, 'out.csv'), 'utf8').trimEnd().split('\r\n');
  expect(rows.slice(1).map((row) => row.split(',').slice(0, 4))).toEqual(
    all.flatMap(({ name, digest, metrics }) =>
      Object.entries(metrics).map(([metric, { mean }]) => [name, digest, metric, String(mean)]),
    ),
  );
  expect(rows[0]!.split(',').slice(-8)[0]).toBe('difference.mean');
  expect(rows[3]!.split(',').at(-8)).toBe(String(differences[0]!.mean));
  const own = await refused('shop.yaml', 'other.yaml', '--csv', 'other.yaml');
  expect(own).toEqual(['--csv other.yaml: this is the scenario itself; choose another file']);
});

describe.concurrent('compare refuses before any run', () => {
  test('all bad options at once, by name', async () => {
    const lines = await refused(
      ...['shop.yaml', '--variant', 'x: services.apu.threads=3, services.api.threads=many'],
      ...[
        '--variant',
        'y: services.api.work={ exponential: [',
        '--variant',
        'z:',
        '--variant',
        'w',
      ],
      ...['--variant', 'base: duration=5s', '--metric', 'web p98', '--metric', 'nope p99'],
      ...['--seeds', '0', '--until', 'soon', '--set', 'x'],
    );
    expect(lines).toEqual([
      '--set: wanted PATH=VALUE, found "x"',
      '--variant \'z\': wanted PATH=VALUE, found ""',
      '--variant: wanted \'NAME: PATH=VALUE, …\', found "w"',
      '--seeds: wanted a whole number 1–100000, found 0',
      '--until: wanted a duration such as 60s, found "soon"',
      expect.stringMatching(/^shop.yaml: --variant 'y': services\.api\.work: bad value: /),
      "shop.yaml: --variant 'base': `base` is the scenario itself: wanted another name",
      expect.stringMatching(
        /^--metric web p98: unknown metric `p98` of clients; wanted one of failed, /,
      ),
      '--metric nope p99: unknown client, service or link `nope`; wanted one of web, api, web->api',
    ]);
  });

  test('unknown paths and values of variants', async () => {
    const place = "shop.yaml: --variant 'no breaker': services";
    expect(
      await refused(
        'shop.yaml',
        '--variant',
        'no breaker: services.apu.x=1, services.api.threads=many',
      ),
    ).toEqual([
      `${place}.apu.x: unknown service \`apu\`; did you mean \`api\`?`,
      `${place}.api.threads: wanted a whole number 1–10000000, found "many"`,
    ]);
    expect(await refused('shop.yaml', '--variant', THREADS, '--variant', THREADS)).toEqual([
      expect.stringMatching(/^shop.yaml: --variant 'more threads': duplicate name `more threads`/),
    ]);
    expect(await refused('bad.yaml')).toEqual([
      'bad.yaml:13: variants[0].changes[0].to: wanted 1–10000000, found 0',
    ]);
  });

  test('where there is nothing to compare', async () => {
    expect(await refused('shop.yaml')).toEqual([
      expect.stringMatching(/^shop\.yaml: nothing to compare: give `--variant /),
    ]);
    expect(await refused('shop.yaml', 'shop.yaml')).toEqual([
      'shop.yaml: wanted two scenarios, found the same one twice',
    ]);
    expect(await refused('shop.yaml', 'other.yaml', '--variant', THREADS)).toEqual([
      expect.stringMatching(/^--variant: wanted one scenario, found two/),
    ]);
    expect(await refused('shop.yaml', 'none.yaml')).toEqual(['none.yaml: no such file']);
    expect(
      await refused('variants.yaml', '--variant', 'short: duration=9s', '--until', '10s'),
    ).toEqual(['short: --until: wanted at most the duration, 9 s, found 10 s']);
  });
});

test('a signal ends it, with the runs that have been done', async () => {
  const args = ['compare', 'short.yaml', '--variant', 'long: duration=720h', '--csv', 'begun.csv'];
  const { status, stdout, stderr } = await processIn(folder)([...args, '--json'], {
    started: (child) => {
      const poll = setInterval(() => {
        if (!existsSync(join(folder, 'begun.csv'))) return;
        clearInterval(poll);
        setTimeout(() => child.kill('SIGINT'), 1000);
      }, 50);
    },
  });
  expect({ status, stderr }).toEqual({ status: 3, stderr: '' });
  const { runs, partial, variants: all, differences } = JSON.parse(stdout) as Printed;
  expect({ runs, partial }).toMatchObject({ runs: 1, partial: { limit: 'interrupted' } });
  expect(all.map(({ digest }) => digest)).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/), null]);
  expect(differences[0]).toMatchObject({ mean: null, n: 0, p: null });
});

test('names of variants do not steer the terminal', async () => {
  const { status, stdout } = await cli(['compare', 'hostile.yaml', '--csv', 'hostile.csv']);
  expect(status).toBe(0);
  expect(stdout).not.toMatch(STEERING);
  expect(stdout).toMatch(/a \[2J , b runs exactly as base does\./);
  expect(readFileSync(join(folder, 'hostile.csv'), 'utf8')).toContain(`"${hostile}",`);
  const { stderr } = await cli(['compare', 'shop.yaml', '--variant', `${hostile}: x=1`]);
  expect(stderr).not.toMatch(STEERING);
});
