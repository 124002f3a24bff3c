/** What every command minds of the streams it writes to, its help as well. */
import { FAILED, reasonOf } from './status.ts';

/** Columns of text; longer lines are hard to read. */
export const WIDTH = 100;

/** Whoever reads may stop reading, as `head` does: that is no failure. */
export function allowClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return;
      process.exitCode = FAILED;
      if (stream === process.stdout) process.stderr.write(`stdout: ${reasonOf(error)}\n`);
    });
}
