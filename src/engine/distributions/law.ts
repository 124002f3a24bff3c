/** Types of a distribution: its parameter table and its sampler. */
import type { Stream } from '../kernel/random.ts';
import type { MsParam, Table } from '../model/params.ts';

/** Forms of a distribution's parameters in a scenario. */
export type Figures =
  /** A single number, and its name. */
  | { kind: 'one'; of: MsParam; name: string }
  /** The bounds of a range, lower first. */
  | { kind: 'pair'; of: MsParam }
  /** Named numbers; with `rising`, non-decreasing in this order. */
  | NamedFigures
  /** One of several sets of named numbers, distinguished by their keys. */
  | { kind: 'either'; of: readonly NamedFigures[] }
  /** Values at percentiles: `p50`, `p99.9` … */
  | { kind: 'points'; of: MsParam };

export interface NamedFigures {
  kind: 'named';
  of: Table;
  rising?: boolean;
}

export interface DistributionTable {
  /** One sentence: the shape of the distribution. */
  help: string;
  figures: Figures;
}

/** A sampler's state: two numbers, whose meaning depends on the law. */
export interface Drawn {
  readonly a: number;
  readonly b: number;
  /** The expected value in ns, before rounding and the cut at MAX_NS; may be Infinity. */
  readonly mean: number;
  /** State that does not fit into two numbers. */
  readonly more?: unknown;
  /** Draws in ns, unrounded; null: constant `a`. */
  readonly draw: Draw | null;
}

export type Draw = (of: Drawn, stream: Stream) => number;

export const NS_PER_MS = 1e6;

/** Constant, without a draw. @param ns the duration */
export const constant = (ns: number): Drawn => ({ a: ns, b: 0, mean: ns, draw: null });

/** Range of a number that must be above 0. */
export const positive = { zero: false } as const;
