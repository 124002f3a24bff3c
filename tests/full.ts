/**
 * `npm run test:full` runs the tests with all their numbers: more seeds, longer runs, narrower
 * tolerances. A test asks `full` which of the two it is in, and hands in what it measured as a
 * figure; in an ordinary run nobody listens.
 */
import { appendFileSync } from 'node:fs';

export const full = process.env['FULL'] === '1';

/** Of a grid an ordinary run leaves out what is marked as of the night: what tells less. */
export const cases = <T extends object>(all: readonly T[]): T[] =>
  all.filter((one) => full || !('night' in one && one.night));

/** One row of the table `name` in tests/full.md; rows with the same name share it. */
export function figure(name: string, values: Record<string, string | number>): void {
  const file = process.env['FULL_FIGURES'];
  // One short line at a time: two test files may write at once.
  if (full && file) appendFileSync(file, `${JSON.stringify({ name, values })}\n`);
}
