import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { faultTables, patternTables } from '../../src/engine/tables.ts';
import { PRESETS } from '../../src/scenario/presets.ts';
import { commandIn, folderOf, processIn, root, scenario } from './command.ts';

const folder = folderOf({
  'good.yaml': scenario(),
  'warned.yaml': scenario({ more: 'faults:\n  - { at: 1s, on: api, drop: 10% }\n' }),
});
const cli = commandIn(folder);
const start = processIn(folder);

describe.concurrent('validate', () => {
  test('prints nothing when nothing is wrong', async () => {
    const nothing = { status: 0, stdout: '', stderr: '' };
    expect(await cli(['validate', 'good.yaml', 'good.yaml'])).toEqual(nothing);
    expect(await cli(['validate', '-', '--advice'], { input: scenario() })).toEqual(nothing);
  });

  test('prints what is hardly meant, and that is no error', async () => {
    const { status, stdout, stderr } = await cli(['validate', 'warned.yaml']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toMatch(/^warned.yaml:8: warning: faults\[0\].drop: web->api: no timeout .*\n$/);
  });

  test('measures how fast callees answer, for advice on their timeouts', async () => {
    const stack = (after: string) => `[{ timeout: { after: ${after} } }]`;
    const input = (after: string) =>
      scenario({
        web: '{ load: { rate: 50/s }, steps: [{ call: shop }] }',
        more: `  shop: { threads: 8, steps: [{ call: api, patterns: ${stack(after)} }] }
faults: [{ at: 1s, for: 8s, on: api, slow: 100x }]`,
      });
    const advice = async (after: string) =>
      (await cli(['validate', '-', '--advice'], { input: input(after) })).stdout;
    expect(await advice('30s')).toBe(
      'stdin:7: services.shop.steps[0].patterns[0].timeout: api answers 99 % within 10 ms; ' +
        'a timeout of 30 s can hold a thread 3000 times as long; 5 s is the rule of thumb for ' +
        'dependencies below 100 ms. If api hangs, 50 calls per second hold up to 1500 threads; ' +
        'shop has 8. A shorter timeout frees them sooner. (timeout-too-long)\n',
    );
    expect(await advice('10s')).toBe('');
  });

  test('answers in three times what Node takes to start, at most', () => {
    const good = join(folder, 'good.yaml');
    const ratio = (): number => {
      const started = processorMs('-e', '0');
      return processorMs(join(root, 'src/cli/launch.mjs'), 'validate', good) / started;
    };
    ratio();
    // Measured in turn; the best of some counts, so the first that is good enough ends it.
    let best = Infinity;
    for (let tries = 5; tries > 0 && best >= 3; tries--) best = Math.min(best, ratio());
    expect(best).toBeLessThan(3);
  });
});

/** What a process of Node's takes of the processor, which other tests want as well. */
function processorMs(...args: string[]): number {
  const script = '"$@" && times';
  const stdout = execFileSync('sh', ['-c', script, 'sh', process.execPath, ...args], {
    encoding: 'utf8',
  });
  const times = [...(stdout.trim().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  expect(times).toHaveLength(2);
  return times.reduce((sum, [, m, s]) => sum + Number(m) * 60_000 + Number(s) * 1000, 0);
}

test('the schema in public is the one that the reader has: else run `npm run schema`', async () => {
  const { status, stdout } = await start(['schema']);
  expect(status).toBe(0);
  expect(readFileSync(join(root, 'public/scenario.schema.json'), 'utf8')).toBe(stdout);
  expect(JSON.parse(stdout)).toHaveProperty('$schema');
});

describe.concurrent('help', () => {
  const helpOn = async (...topic: string[]) => {
    const { status, stdout, stderr } = await cli(['help', ...topic]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const widest = Math.max(...stdout.split('\n').map((line) => [...line].length));
    expect(widest).toBeLessThanOrEqual(100);
    return stdout;
  };

  test('names the commands, examples and exit statuses', async () => {
    const text = await helpOn();
    for (const word of ['run', 'replay', 'validate', 'schema', 'Examples:', 'Exit status:'])
      expect(text).toContain(word);
    expect((await cli(['--help'])).stdout).toBe(text);
  });

  test('of a command is its own', async () => {
    const text = await helpOn('run');
    for (const option of ['--seed', '--until', '--set', '--json', '--series', '--csv', '--check'])
      expect(text).toContain(option);
    expect((await cli(['run', '--help'])).stdout).toBe(text);
    expect(await helpOn('validate')).toMatch(/--advice .*valid but risky settings/);
  });

  test('of a stack by name is what stands in it', async () => {
    expect(await helpOn('envoy')).toContain('- retry: { like: envoy, numRetries: 2,');
    expect(await helpOn('dotnet-standard')).toMatch(/AddStandardResilienceHandler/);
    expect(await helpOn('stacks')).toContain('\naws-sdk\n');
  });

  test('lists every pattern and fault', async () => {
    const [patterns, faults] = await Promise.all([helpOn('patterns'), helpOn('faults')]);
    for (const name of patternTables.keys()) expect(patterns).toContain(`\n${name}\n`);
    for (const name of faultTables.keys()) expect(faults).toContain(`\n${name}\n`);
  });

  test('of a pattern has what its table has of every parameter', async () => {
    const text = await helpOn('retry');
    const { goodFor, badFor, variants } = patternTables.get('retry')!;
    const flat = text.replace(/\s+/g, ' ');
    for (const part of [goodFor, badFor]) expect(flat).toContain(part);
    for (const [name, { help }] of Object.entries(variants.plain.params)) {
      expect(text).toContain(`\n  ${name}: `);
      expect(flat).toContain(help);
    }
    expect(text).toContain('  maxAttempts: 1–100, default 3\n');
    expect(text).toContain('  base: 0 ms–720 h, default 100 ms\n');
    expect(text).toContain('      deposit: 0–1,000,000, default 0.1\n');
  });

  test('of a fault tells what it hits and takes', async () => {
    expect(await helpOn('slow')).toMatch(
      /^slow: .*\n\nTargets: service. Takes `ramp`.*\n {2}slow: /,
    );
  });

  test('of a stack by name has its layers, outermost first', async () => {
    const stacks = await helpOn('stacks');
    for (const name of Object.keys(PRESETS)) expect(stacks).toContain(`\n${name}\n`);
    for (const name of ['envoy', 'dotnet-standard']) {
      const text = await helpOn(name);
      expect(text).toContain(`patterns: ${name}\n`);
      const layers = [...text.matchAll(/^ {2}- (\w+):/gm)].map(([, pattern]) => pattern);
      expect(layers).toEqual(PRESETS[name]!.stack.flatMap((entry) => Object.keys(entry)));
    }
  });

  test('promises no verdict, as there are none', async () => {
    expect(await helpOn()).toMatch(
      / 1 {2}an assertion of --check failed.*; later: a verdict failed/,
    );
  });

  test('of nothing known names what is near', async () => {
    const { status, stdout, stderr } = await cli(['help', 'retyr']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe('help: unknown topic `retyr`; did you mean `retry`?\n');
  });
});

test('a reader that stops reading is no failure', async () => {
  const { status, stderr } = await start(['schema'], {
    started: (child) => {
      child.stdin!.end();
      child.stdout!.destroy();
    },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
