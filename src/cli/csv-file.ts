/** The file that a command writes its values to. */
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { BadInput, reasonOf } from './status.ts';

/**
 * Opened before the run, to report an unwritable file early. The scenario itself is never
 * overwritten; an existing file is replaced after the run.
 */
export function opened(file: string, scenarios: readonly string[]): number {
  try {
    // Not truncated: it may be the scenario under another name, and the run may fail.
    const descriptor = openSync(file, 'a');
    const inputs = scenarios.map((one) => (one === '-' ? fstatSync(STDIN) : statSync(one)));
    if (inputs.some((input) => isSameFile(fstatSync(descriptor), input)))
      throw new BadInput(`--csv ${file}: this is the scenario itself; choose another file`);
    return descriptor;
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(`--csv ${file}: ${reasonOf(error)}`);
  }
}

const STDIN = 0;

const isSameFile = (a: Stats, b: Stats): boolean =>
  a.isFile() && a.dev === b.dev && a.ino === b.ino;

/**
 * @param lost what is not there if it cannot be saved
 * @returns why it could not be saved; null: saved. The results are printed nevertheless.
 */
export function save(descriptor: number, file: string, text: string, lost: string): string | null {
  try {
    if (fstatSync(descriptor).isFile()) ftruncateSync(descriptor);
    writeFileSync(descriptor, text);
    closeSync(descriptor);
    return null;
  } catch (error) {
    return `--csv ${file}: ${reasonOf(error)}; ${lost}`;
  }
}
