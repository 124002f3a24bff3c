import { describe, expect, test } from 'vitest';
import { commandIn, folderOf, processIn, scenario } from './command.ts';

const call = (more: string): string =>
  scenario({ web: `{ load: { rate: 10/s }, steps: [{ call: api, ${more} }] }` });
const load = (load: string): string =>
  scenario({ web: `{ load: { ${load} }, steps: [{ call: api }] }` });
const work = (figure: string): string => scenario({ api: `{ work: ${figure} }` });
const named = (id: string): string => scenario().replaceAll('api', id);
const deep = (open: string, close: string, depth: number): string =>
  open.repeat(depth) + close.repeat(depth);

const bomb = [...'bcdefghi'].map((letter, index) => {
  const before = 'abcdefghi'[index]!;
  return `${letter}: &${letter} [${`*${before},`.repeat(8)}*${before}]\n`;
});

/** What is wrong, and what must be said of it; line 4 is the client, line 6 the service. */
const WRONG: Record<string, [text: string | Uint8Array, said: RegExp]> = {
  'bomb.yaml': [`a: &a [x,x,x,x,x,x,x,x,x]\n${bomb.join('')}`, /^:1: .*at most 200000 values/],
  'deep-flow.yaml': ['['.repeat(100_000), /^:1: .*at most 200 deep/],
  'deep.json': [deep('{"a":', '}', 5000), /^:1: .*at most 200 deep/],
  'deep-block.yaml': [
    Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''),
    /: .*at most 200 deep/,
  ],
  'deep-steps.yaml': [call(`x: ${deep('[', ']', 150)}`), /^:4: .*steps\[0\]\.x: unknown key/],
  'twice.yaml': [scenario({ more: '  api: {}\n' }), /^:7: services.api: duplicate key `api`/],
  'both.yaml': [scenario({ more: '  web: {}\n' }), /^:7: services.web: /],
  'dangling.yaml': [call('').replace('call: api', 'call: apo'), /^:4: .*call: .*"apo".*`api`/],
  'same-link.yaml': [
    scenario({ web: '{ load: { rate: 1 }, steps: [{ call: api }, { call: api }] }' }),
    /^:4: clients.web.steps\[1\].call: .*`web->api`/,
  ],
  'cycle.yaml': [
    scenario({ api: '{ steps: [{ call: b }] }', more: '  b: { steps: [{ call: api }] }\n' }),
    /^:7: services.b.steps\[0\].call: .*api → b → api/,
  ],
  'nan.yaml': [work('.nan'), /^:6: services.api.work: .*NaN/],
  'infinity.yaml': [work('.inf'), /^:6: services.api.work: .*Infinity/],
  'negative.yaml': [work('-1ms'), /^:6: services.api.work: .*found -1ms/],
  'huge.yaml': [work('1e300ms'), /^:6: services.api.work: .*found 1e300ms/],
  'word.yaml': [work('banana'), /^:6: services.api.work: .*found "banana"/],
  'no-time.yaml': [scenario({ duration: '0' }), /^:2: duration: .*found 0/],
  'zero-window.yaml': [
    call('patterns: [{ circuitBreaker: { slidingWindowSize: 0 } }]'),
    /^:4: .*circuitBreaker.slidingWindowSize: .*found 0/,
  ],
  'zero-refill.yaml': [
    call('patterns: [{ rateLimiter: { capacity: 1, refill: 0/s } }]'),
    /^:4: .*rateLimiter.refill: .*found 0\/s/,
  ],
  'zero-timeout.yaml': [
    call('patterns: [{ timeout: { after: 0 } }]'),
    /^:4: .*timeout.after: .*found 0/,
  ],
  'rate.yaml': [load('rate: 1e12/s'), /^:4: clients.web.load.rate: .*found 1e12\/s/],
  'users.yaml': [
    load('users: 1e9, think: 1s'),
    /^:4: clients.web.load.users: .*found 1e\+?9|1000000000/,
  ],
  'times.yaml': [call('times: 1000000000'), /^:4: .*times: .*found 1000000000/],
  'retries.yaml': [
    call('patterns: [{ retry: { maxAttempts: 1000000 } }]'),
    /^:4: .*retry.maxAttempts: wanted 1–100, found 1000000/,
  ],
  'proto.yaml': [named('__proto__'), /: .*`?__proto__`? cannot be a key/],
  'constructor.yaml': [named('constructor'), /^:6: services.constructor: /],
  'to-string.yaml': [named('toString'), /^:6: services.toString: /],
  'proto.json': ['{"version":1,"__proto__":{"duration":1}}', /^:1: `__proto__` cannot be a key/],
  'empty.yaml': ['', /: wanted a scenario.*found nothing/],
  'list.yaml': ['- 1\n', /: wanted a scenario.*found a list/],
  'two.yaml': [`${scenario()}---\n${scenario()}`, /^:7: wanted one document/],
  'broken.yaml': ['a: [1\nb: }\n', /^:2: /],
  'tab.yaml': ['version: 1\n\tduration: 1s\n', /^:2: tabs/],
  'zero-byte.yaml': ['version: 1\n\0', /: .*not UTF-8/],
  'escape.yaml': ['"\\e[2J": 1\n', /^:1: /],
  'utf-16-marked.yaml': [
    Buffer.from(`\ufeff${scenario()}`, 'utf16le'),
    /^:1: this is UTF-16: save it as UTF-8 and try again$/m,
  ],
  'utf-16.yaml': [Buffer.from(scenario(), 'utf16le'), /: .*not UTF-8/],
  'latin-1.yaml': [
    Buffer.from('version: 1\ntitle: café\n', 'latin1'),
    /^:2: this is not UTF-8: save it as UTF-8 and try again$/m,
  ],
};

const good = { 'good.yaml': scenario() };
const texts = Object.entries(WRONG).map(([name, [text]]): [string, string | Uint8Array] => [
  name,
  text,
]);
const folder = folderOf({ ...Object.fromEntries(texts), ...good });
const cli = commandIn(folder);
const start = processIn(folder);

describe.concurrent('bad input', () => {
  const all = start(['validate', ...Object.keys(WRONG), 'good.yaml']);

  test('ends with 2 and nothing on stdout, and none of it on the terminal as it is', async () => {
    const { status, stdout, stderr } = await all;
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).not.toMatch(/good.yaml|NaN:|undefined|\[object|\n\s+at /);
    // eslint-disable-next-line no-control-regex
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  });

  test.each(Object.entries(WRONG))('%s is named with its place', async (name, [, said]) => {
    const lines = (await all).stderr.split('\n').filter((line) => line.startsWith(`${name}:`));
    expect(lines.map((line) => line.slice(name.length)).join('\n')).toMatch(new RegExp(said, 'm'));
  });

  test('is the same to run', async () => {
    const names = ['bomb.yaml', 'rate.yaml', 'proto.json', 'utf-16-marked.yaml'];
    for (const name of names) {
      const { status, stdout, stderr } = await cli(['run', name, '--json']);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      const said = (await all).stderr.split('\n').filter((line) => line.startsWith(`${name}:`));
      expect(stderr).toBe(`${said.join('\n')}\n`);
    }
  });
});

describe.concurrent('bad files and options', () => {
  const refused = async (...args: string[]) => {
    const { status, stdout, stderr } = await cli(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    return stderr;
  };

  test('a missing file and a directory are named, and do not hide the others', async () => {
    expect(await refused('validate', 'none.yaml', '.', 'rate.yaml')).toMatch(
      /^none.yaml: no such file\n\.: this is a directory, wanted a file\nrate.yaml:4: .*\n$/,
    );
    expect(await refused('run', 'none.yaml')).toBe('none.yaml: no such file\n');
  });

  test('a stream without end is read no further than its cap', async () => {
    let sent = 0;
    const { status, stdout, stderr } = await start(['run', '-'], {
      started: ({ stdin }) => {
        const chunk = 'a'.repeat(1_000_000);
        const send = (): void => {
          while (!stdin!.destroyed && sent < 200) if ((sent++, !stdin!.write(chunk))) return;
          stdin!.end();
        };
        stdin!.on('drain', send);
        send();
      },
    });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe('stdin: wanted at most 16 MiB, found more\n');
    expect(sent).toBeLessThan(25);
  });

  test('options are checked together with the file', async () => {
    const sets = [
      '--set',
      'services.api.thread=3',
      '--set',
      'services.api.threads=x',
      '--set',
      'foo',
    ];
    const lines = (await refused('run', 'good.yaml', '--until', 'soon', ...sets)).split('\n');
    expect(lines[0]).toBe('--set: wanted PATH=VALUE, found "foo"');
    expect(lines[1]).toBe('--until: wanted a duration such as 60s, found "soon"');
    expect(lines.slice(2).sort()).toEqual([
      '',
      expect.stringMatching(/^good.yaml: --set services.api.thread: .*`threads`/),
      expect.stringMatching(/^good.yaml: --set services.api.threads: .*"x"/),
    ]);
    expect(await refused('run', 'good.yaml', '--until', '1m')).toBe(
      '--until: wanted at most the duration, 10 s, found 1 min\n',
    );
    expect(await refused('run', 'good.yaml', '--set', 'warmup=5s', '--until', '5s')).toBe(
      '--until: wanted more than the warm-up, 5 s, found 5 s\n',
    );
    expect(await refused('run', 'good.yaml', '--csv', 'none/out.csv')).toBe(
      '--csv none/out.csv: no such file\n',
    );
  });

  test('unknown commands and options are answered with what is meant', async () => {
    expect(await refused('rnu', 'good.yaml')).toMatch(/unknown command 'rnu'\n.*run/);
    expect(await refused('run', 'good.yaml', '--jsn')).toMatch(/unknown option '--jsn'\n.*--json/);
    expect(await refused('run')).toMatch(/missing required argument/);
    expect(await refused('run', 'good.yaml', 'good.yaml')).toMatch(/too many arguments/);
    expect(await refused()).toMatch(/^Usage: /);
  });
});
