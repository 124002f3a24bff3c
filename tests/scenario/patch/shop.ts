/** A text with comments in every place, and what becomes of one. */
import type { Operation } from '../../../src/scenario/operation.ts';
import { patched } from '../../../src/scenario/patch/patch.ts';

/** The text afterwards, or why there is none. */
export function after(text: string, operation: Operation): string {
  const result = patched(text, operation);
  return 'text' in result ? result.text : result.message;
}

export const SHOP = `# The shop.
duration: 1m   # a minute
services: # all of them
  # It is slow.
  api:
    threads: 4\t# four
    queue: { capacity: 5, order: fifo } # short

    steps:
      # The work.
      - work: 5ms   # five
      - call: db # reads
        latency: 1ms
      # That is all.
  db:
`;
