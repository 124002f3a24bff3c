/**
 * What a pattern, a fault, or a client, service or link says about itself: the single statement
 * from which the scenario schema, the panels, `--help`, the signs on the stage and the tooltips are
 * derived. No behaviour here.
 */
import type { OutcomeName } from './outcome.ts';
import type { Table } from './params.ts';
import type { ColumnOf, Entities } from './parts/columns.ts';
import type { Spellings } from './spelling.ts';

/** The behavior of a retry or hedge. */
export interface Tries {
  /** Maximum attempts, including the first. */
  most: number;
  /** Maximum total delay between them, in ms. */
  waitMs: number;
  /** Attempts run concurrently: each starts before the previous one has ended. */
  atOnce: boolean;
  /** No attempt starts after this time, in ms. */
  withinMs?: number;
  /** Its delays are random. */
  jitter: boolean;
  /** Its retries are limited to a fraction of the calls. */
  budget: boolean;
  /** The failures that it retries. */
  on: readonly OutcomeName[];
}

/** When a breaker opens, and for how long. */
export interface Trips {
  /** Minimum number of calls before it evaluates failures. */
  minimum: number;
  /** Fraction of failures at which it opens; not set: it counts them. */
  share?: number;
  /** Length of its window (ms); null: a number of calls, whatever their age. */
  windowMs: number | null;
  /** Initial open time, in ms. */
  openMs: number;
  /** Growth factor of the open time after failed probes, and its upper bound in ms. */
  growth?: { factor: number; mostMs: number };
  /** Calls slower than this count against the callee, in ms. */
  slowMs?: number;
  /** Failures that it ignores. */
  ignores: readonly OutcomeName[];
}

/**
 * The behavior of a pattern with these parameters, whichever library it follows; used by advice,
 * and to make it another library's.
 * Fields that are not set: it does not do that.
 */
export interface Nature {
  /** Its timeout, in ms. */
  limitMs?: number;
  /** A timeout also interrupts the work at the callee. */
  stops?: boolean;
  /** Maximum time that it holds a call before it passes it, in ms. */
  holdMs?: number;
  /** Maximum concurrent calls below it. */
  concurrency?: number;
  /** Queue capacity without a time limit. */
  queue?: number;
  /** Fraction of calls that it passes. */
  passes?: number;
  /** It hides failures below it. */
  answers?: boolean;
  tries?: Tries;
  trips?: Trips;
  /** A parameter whose value is not reached, and the reason in a sentence. */
  inVain?: { param: string; why: string };
}

/** The part of XState's `createMachine` configuration that patterns need. */
export interface MachineConfig {
  id: string;
  initial: string;
  /**
   * Per state, the events that lead to others. Manual events are named after their target:
   * `toHalfOpen`.
   */
  states: Readonly<Record<string, { on: Readonly<Record<string, string>> }>>;
}

/** One library's version of a pattern; `plain` is the default without `like`. */
export interface Variant {
  /** The library and its version: `resilience4j 2.3`. */
  of: string;
  help: string;
  params: Table;
  /** Keys of the library's own configuration that are no parameters here. */
  spellings?: Spellings;
  /** What a new one says, as in a scenario, where the defaults alone are refused. */
  start?: Readonly<Record<string, unknown>>;
  /** Not set: it passes every call once, at once. */
  nature?: (params: never) => Nature;
  /** Its state machine, if it has states. */
  machine?: MachineConfig;
}

/**
 * What is drawn of a pattern: all that a page needs of it for its first frame. Both functions take
 * the parameters of a layer, `like` among them.
 */
export interface PatternSign {
  /** The key in a stack: `circuitBreaker`. */
  name: string;
  title: string;
  /** Name of its drawing on the link; the stage maps it to a component. */
  sign: string;
  /**
   * Reference values for the gauges of one instance, under names shared by all patterns with this
   * sign: `limit`, `threshold` (a fraction), `failures`, `afterMs`; `apart` is 1 if each caller has
   * its own limit.
   */
  limits?: (params: Record<string, unknown>) => Record<string, number>;
  /** With what it answers calls that it does not let pass; left out: there are none. */
  refuses?: (params: Record<string, unknown>) => readonly OutcomeName[];
}

export interface PatternTable extends PatternSign {
  /** `service`: it may also stand in front of a service's queue. */
  places: readonly ('link' | 'service')[];
  /**
   * Where it usually stands among others, from 0, outside, to 5: fallback, cache, tries, breakers,
   * limits, a timeout of each try. As resilience4j's decorators and Polly's standard pipeline do.
   */
  depth: number;
  help: string;
  goodFor: string;
  badFor: string;
  /**
   * By the value of `like`; `plain` is the default. If `likeRequired`, `plain` is only a
   * placeholder that no scenario can choose.
   */
  variants: Readonly<Record<string, Variant>> & { readonly plain: Variant };
  /** There is no plain version: a scenario must set `like`. */
  likeRequired?: true;
  /**
   * Rules across parameters: why the library rejects these values, or null. `at` names the
   * offending parameter.
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
  /** What its target does meanwhile, `{amount}` standing for how much: `works {amount} slower`. */
  happens: string;
  help: string;
  on: readonly ('client' | 'service' | 'link')[];
  /** Type of its amount, for example a factor. */
  amount: Table[string];
  /** Whether it supports `ramp`, `share` of requests, and a number of `replicas`. */
  ramp: boolean;
  share: boolean;
  replicas: boolean;
}

/** How a service stands when an interval ends: requests that wait, threads that are busy. */
export type Standing = 'queued' | 'busy';

/** Reads a column of an interval, counts per second, or how things stand at its end. */
export type See<C extends string = string> = (column: C | Standing) => number;

/** What the inspector shows of an instant. */
export type FigureTable<C extends string = string> = {
  /** A column's help stands for it where it is left out. */
  title?: string;
  /** Loud: something is wrong here. */
  bad?(value: number, see: See<C>): boolean;
  /** It is not shown where there is none. */
  some?: true;
} & (
  | { of: C; /** Left out: the column's name in words. */ label?: string }
  | { from(see: See<C>): number; label: string; unit: FigureUnit; title: string }
);

/** Per second; a share from 0 to 1; so many; so many times as much. */
export type FigureUnit = 'rate' | 'share' | 'ms' | 'count' | 'factor';

export interface HeadingTable {
  /** Where the values stand: '' for its own keys. */
  part: string;
  /** @param values those that it has: one may narrow another */
  of(values: Readonly<Record<string, unknown>>): Table;
}

/** What all clients, all services or all links have in common; without `E` any of them. */
export interface EntityTable<
  E extends Entities = Entities,
  C extends string = Entities extends E ? string : ColumnOf<E>,
> {
  /** In a selection, and as people say it: `client`. */
  name: string;
  /** Its key in spec, result and series: `clients`. */
  plural: E;
  help: string;
  /** Plain values by where they stand: '' for its own keys, `queue` for those of its queue. */
  params: Readonly<Record<string, Table>>;
  /**
   * The headings of its panel in their order, with the plain values below each that can be set
   * while a run goes on; null: only what lies deeper, such as the work of its steps.
   */
  headings: Readonly<Record<string, HeadingTable | null>>;
  /** What each column counts. */
  columns: Readonly<Record<C, string>>;
  figures: readonly FigureTable<C>[];
}
