/** Runs the command in a folder with a test's files: here, or in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { runHere } from './here.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const launch = join(root, 'src/cli/launch.mjs');

export interface Ended {
  /** null: ended by a signal. */
  status: number | null;
  stdout: string;
  stderr: string;
}

interface Options {
  input?: string | Uint8Array;
  /** A file that stdin is. */
  from?: string;
  env?: Record<string, string>;
  /** Options of Node's own. */
  node?: readonly string[];
  /** Sees the process as it has started. */
  started?: (child: ChildProcess) => void;
}

/** A folder with these files, gone after the test file. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-cli-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** What runs commands in that folder, and here: to see what they read, say and write. */
export const commandIn =
  (folder: string) =>
  (args: readonly string[], { input }: { input?: string } = {}) =>
    runHere(folder, args, input);

/**
 * What starts commands in that folder in processes of their own: to see how they begin and end, and
 * what they do with streams and signals. Two at a time, for two cores.
 */
export function processIn(folder: string) {
  const waiting: (() => void)[] = [];
  let free = 2;
  return async (args: readonly string[], options: Options = {}): Promise<Ended> => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free--;
    try {
      return await ended(folder, args, options);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}

function ended(cwd: string, args: readonly string[], options: Options): Promise<Ended> {
  const { input, from, env = {}, node = [], started } = options;
  const stdin = from === undefined ? 'pipe' : openSync(join(cwd, from), 'r');
  const child = spawn(process.execPath, [...node, launch, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: '', ...env },
    stdio: [stdin, 'pipe', 'pipe'],
  });
  if (stdin !== 'pipe') closeSync(stdin);
  let stdout = '';
  let stderr = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // The command may stop reading.
  child.stdin?.on('error', () => {});
  if (!started) child.stdin?.end(input);
  started?.(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}

/** A small scenario without problems; the parts can be exchanged. */
export const scenario = ({
  web = '{ load: { rate: 100/s }, steps: [{ call: api }] }',
  api = '{ work: 10ms }',
  duration = '10s',
  more = '',
} = {}): string =>
  `version: 1\nduration: ${duration}\nclients:\n  web: ${web}\nservices:\n  api: ${api}\n${more}`;
