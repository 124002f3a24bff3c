/** A run beside that of the shown variant, for comparison. */
import type { RunResult, Spec } from '../../engine/index.ts';
import type { IntervalStore } from '../../worker/client.ts';

export interface Beside {
  /** A, B, C or D. */
  letter: string;
  name: string;
  spec: Spec;
  store: IntervalStore | null;
  /** Changes with the store's intervals. */
  version: number;
  /** null: it is being computed. */
  result: RunResult | null;
}

/** Dashes and gaps of the lines of each letter, in px: none of those that curves have anyway. */
const DASHES: Readonly<Record<string, readonly number[]>> = {
  A: [9, 4],
  B: [],
  C: [1.5, 3],
  D: [9, 3, 1.5, 3],
};

export const dashOf = (letter: string): readonly number[] => DASHES[letter] ?? [];
