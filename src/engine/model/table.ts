/**
 * What a pattern or fault says about itself: the single statement from which the scenario schema,
 * the panels, `--help`, the signs on the stage and the tooltips are derived. No behaviour here.
 */
import type { Table } from './params.ts';

/** One library's version of a pattern; `plain` is what stands without `like`. */
export interface Variant {
  /** What it behaves like, with version: `resilience4j 2.3`. */
  of: string;
  help: string;
  params: Table;
  /** Its states, the first is where it begins; none for a pattern that has no state to draw. */
  states?: readonly string[];
}

export interface PatternTable {
  /** The key in a stack: `circuitBreaker`. */
  name: string;
  title: string;
  /** What is drawn on the link: a name that the stage maps to a kind of drawing. */
  sign: string;
  /** `service` too: it may also stand before a service's queue. */
  places: readonly ('link' | 'service')[];
  help: string;
  goodFor: string;
  badFor: string;
  /**
   * What its sign measures the figures of one instance against, under names that all patterns with
   * this sign share: `limit`, `threshold` (a share), `afterMs`.
   */
  limits?: (params: Record<string, unknown>) => Record<string, number>;
  /** By the value of `like`; the entry `plain` is used when there is none. */
  variants: Readonly<Record<string, Variant>> & { readonly plain: Variant };
  /**
   * Rules across parameters: the library's reason for refusing these values, or null.
   * `at` names the parameter to blame.
   */
  refuse?: (like: string | null, params: Record<string, unknown>) => Refusal | null;
}

export interface Refusal {
  at: string;
  found: string;
  wanted: string;
}

export interface FaultTable {
  /** The key in a fault: `slow`. */
  name: string;
  help: string;
  on: readonly ('client' | 'service' | 'link')[];
  /** What its key takes: one parameter, e.g. a factor. */
  amount: Table[string];
  /** May it grow over `ramp`, hit a `share` of requests, or the first so many `replicas`? */
  ramp: boolean;
  share: boolean;
  replicas: boolean;
}
