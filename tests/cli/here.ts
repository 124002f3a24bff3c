/**
 * Runs the command in the process of the test: what it says and does there is what it says and does
 * in one of its own, which takes longer to start than most commands to run (see command.ts).
 */
import { Readable, Writable } from 'node:stream';
import { main } from '../../src/cli/main.ts';
import type { Ended } from './command.ts';

let last: Promise<unknown> = Promise.resolve();

/** A process has one folder, one stdin and one stdout: commands wait for each other. */
export function runHere(folder: string, args: readonly string[], input = ''): Promise<Ended> {
  const run = last.then(() => ended(folder, args, input));
  last = run.catch(() => {});
  return run;
}

async function ended(folder: string, args: readonly string[], input: string): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const into = (name: 'stdout' | 'stderr'): Writable =>
    new Writable({
      decodeStrings: false,
      write(text: string, _encoding, done) {
        written[name] += text;
        done();
      },
    });
  const stdin = Readable.from(input === '' ? [] : [Buffer.from(input)]);
  const restore = replaced({ stdin, stdout: into('stdout'), stderr: into('stderr') });
  const [home, before] = [process.cwd(), process.exitCode];
  process.chdir(folder);
  process.exitCode = 0;
  try {
    await main(args);
    return { status: Number(process.exitCode), ...written };
  } finally {
    process.exitCode = before;
    process.chdir(home);
    restore();
  }
}

/** @returns what puts the process's own streams back */
function replaced(streams: Readonly<Record<string, Readable | Writable>>): () => void {
  const own = Object.keys(streams).map(
    (name) => [name, Object.getOwnPropertyDescriptor(process, name)!] as const,
  );
  for (const [name, value] of Object.entries(streams))
    Object.defineProperty(process, name, { value, configurable: true });
  return () => {
    for (const [name, descriptor] of own) Object.defineProperty(process, name, descriptor);
  };
}
