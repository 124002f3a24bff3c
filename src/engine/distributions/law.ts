/** What every distribution is: a table that says what it is given, and a law that it draws by. */
import type { Stream } from '../kernel/random.ts';
import type { MsParam, Table } from '../model/params.ts';

/** What stands under a distribution's name in a scenario. */
export type Figures =
  /** A single figure, and what it is called. */
  | { kind: 'one'; of: MsParam; name: string }
  /** Two ends of a range, the lower one first. */
  | { kind: 'pair'; of: MsParam }
  /** Named figures; with `rising` in this order, none below the one before. */
  | NamedFigures
  /** One of several sets of named figures, told apart by their keys. */
  | { kind: 'either'; of: readonly NamedFigures[] }
  /** Values at percentiles: `p50`, `p99.9` … */
  | { kind: 'points'; of: MsParam };

export interface NamedFigures {
  kind: 'named';
  of: Table;
  rising?: boolean;
}

export interface DistributionTable {
  /** One sentence: what its draws are like. */
  help: string;
  figures: Figures;
}

/** What a draw needs: it is kept as two numbers, which each law gives a meaning of its own. */
export interface Drawn {
  readonly a: number;
  readonly b: number;
  /** The expected value in ns, before rounding and the cut at MAX_NS; may be Infinity. */
  readonly mean: number;
  /** More than two numbers say. */
  readonly more?: unknown;
  /** A draw in ns, not rounded; null: always `a`, without a draw. */
  readonly draw: Draw | null;
}

export type Draw = (of: Drawn, stream: Stream) => number;

export const NS_PER_MS = 1e6;

/** Always the same, without a draw. @param ns how long */
export const constant = (ns: number): Drawn => ({ a: ns, b: 0, mean: ns, draw: null });

/** A figure that no value lies at: above 0. */
export const positive = { zero: false } as const;
