/**
 * What the documents show works. A block of YAML is a scenario, a part of one (it is laid over the
 * scenario below), a stack of patterns or logged calls, and is read without a problem. Lines of
 * `sh` that call the command line are run as they stand, in a folder that looks like this one and
 * holds the blocks that have a file's name. They end with 0, or as `# exit status 2` behind them
 * says. A block of text right below a single one is what it prints; `…` stands for anything.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { isMap, type Plain } from '../../src/engine/index.ts';
import { formatProblem, type Problem, read } from '../../src/scenario/read.ts';
import { readReplay, readStack } from '../../src/scenario/replay.ts';
import { runHere } from '../cli/here.ts';
import { root } from '../tidy/tree.ts';
import { type Block, type Document, documents } from './documents.ts';

const BASE: Plain = {
  version: 1,
  duration: '5m',
  clients: { shoppers: { load: { rate: '100/s' }, steps: [{ call: 'api' }] } },
  services: { api: { steps: [{ call: 'db' }] }, db: { work: '5ms' }, spare: { work: '1ms' } },
};

/** A part of a scenario over a whole one: its clients and services beside the others. */
function laidOver(part: Plain): Plain {
  const beside = (key: string): Plain => ({
    [key]: { ...(BASE[key] as Plain), ...(part[key] as Plain | undefined) },
  });
  return { ...BASE, ...part, ...beside('clients'), ...beside('services') };
}

function problemsOf({ text }: Block): readonly Problem[] {
  const value: unknown = parse(text);
  if (!isMap(value)) return readStack(text).problems;
  if ('calls' in value) return readReplay(text).problems;
  if ('version' in value) return read(text).problems;
  return read(JSON.stringify(laidOver(value))).problems;
}

interface Command {
  script: string;
  status: number;
}

const RUN = /^npm run -s (cli|fuzz) --/;
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
/** What npm starts, without the half second that npm takes. */
const direct = (script: string): string =>
  script.replaceAll(/npm run -s (\w+) --/g, (_, name: string) => scripts[name]!);

/** The commands in a block that can be run by themselves. */
function commandsOf({ text }: Block): Command[] {
  const lines = text.replaceAll('\\\n', ' ').split('\n');
  return lines
    .filter((line) => RUN.test(line))
    .map((line) => {
      const status = Number(/# exit status (\d)/.exec(line)?.[1] ?? 0);
      return { script: line.replace(/\s+#.*/, ''), status };
    });
}

/** A folder in which commands find what they find in this one, and the files of a document. */
function folderFor({ blocks }: Document): string {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-docs-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['package.json', 'node_modules', 'src', 'tests', 'scenarios', 'public'])
    symlinkSync(join(root, name), join(folder, name));
  for (const { name, text } of blocks) if (name) writeFileSync(join(folder, name), text);
  return folder;
}

interface Ended {
  status: number | null;
  output: string;
}

const WORD = /(?:[\w./=:,%-]|'[^']*'|"[^"$`\\]*")+/g;

/** The words of a command line of ours, if it needs a shell for nothing but its quotes. */
function wordsOf(script: string): string[] | null {
  const args = /^npm run -s cli -- (.+)$/.exec(script)?.[1];
  if (args === undefined || args.replace(WORD, '').trim() !== '') return null;
  return args.match(WORD)!.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
}

/** What needs no shell is run here: a process of its own takes longer to start than to run. */
async function ended(cwd: string, script: string): Promise<Ended> {
  const args = wordsOf(script);
  if (args === null) return inShell(cwd, script);
  const { status, stdout, stderr } = await runHere(cwd, args);
  return { status, output: stderr + stdout };
}

function inShell(cwd: string, script: string): Promise<Ended> {
  const child = spawn('sh', ['-c', direct(script)], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output }));
  });
}

/** What a block of text says that commands print. */
function printed(text: string): RegExp {
  const parts = text.split('…').map((part) => part.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*?')}$`);
}

describe('the check', () => {
  const block = (text: string): Block => ({
    ...{ line: 1, language: 'yaml', name: '', follows: false, text },
  });

  test('sees what a reader would stumble over', () => {
    const bad = [
      'services: { api: { replica: 2 } }',
      'version: 1\nduration: 1s\nclients: { web: {} }',
      '- retry: { like: nobody }',
      'calls: [{ at: soon }]',
      // Only a warning, but nobody means it.
      'faults: [{ at: 1h, on: db, slow: 2x }]',
    ];
    for (const text of bad) expect(problemsOf(block(text)), text).not.toEqual([]);
    expect(problemsOf(block('services: { api: { replicas: 2 } }'))).toEqual([]);
  });

  test('tells commands from what only people run', () => {
    const text = 'npm test\nnpm run -s cli -- run a.yaml \\\n  --seed 7 # exit status 2: no file\n';
    expect(commandsOf(block(text))).toEqual([
      { script: 'npm run -s cli -- run a.yaml    --seed 7', status: 2 },
    ]);
  });

  test('runs here what a shell would only take apart at spaces and quotes', () => {
    const args = `run a.yaml --set 'a.b[0]=1 2' --variant "x: y='z'"`;
    const words = ['run', 'a.yaml', '--set', 'a.b[0]=1 2', '--variant', "x: y='z'"];
    expect(wordsOf(`npm run -s cli -- ${args}`)).toEqual(words);
    for (const other of ['run - < a.yaml', 'run a.yaml | cat', 'run "$a"', 'run a*', 'run a > b'])
      expect(wordsOf(`npm run -s cli -- ${other}`), other).toBeNull();
    expect(wordsOf('npm run -s fuzz -- 7')).toBeNull();
  });

  test('takes … for anything', () => {
    expect('a (1.2 s)\nb\n').toMatch(printed('a (… s)\n…\n'));
    expect('a (1.2 s)\nb\n').not.toMatch(printed('a (… ms)\n…\n'));
  });
});

for (const document of documents) {
  const { path, blocks } = document;
  const yaml = blocks.filter(({ language }) => language === 'yaml');
  if (yaml.length > 0)
    test(`the YAML of ${path} is read without a problem`, () => {
      const found = yaml.flatMap((block) =>
        problemsOf(block).map((problem) => formatProblem(`${path}:${block.line}`, problem)),
      );
      expect(found).toEqual([]);
    });

  const shells = blocks.filter((block) => block.language === 'sh' && commandsOf(block).length > 0);
  if (shells.length === 0) continue;
  describe(`the commands of ${path}`, () => {
    const folder = folderFor(document);
    for (const block of shells)
      for (const { script, status } of commandsOf(block))
        test(`line ${block.line}: ${script}`, async () => {
          const end = await ended(folder, script);
          expect(end.status, end.output).toBe(status);
          const below = blocks[blocks.indexOf(block) + 1];
          if (below?.language === 'text' && below.follows)
            expect(end.output).toMatch(printed(below.text));
        });
  });
}
