/**
 * What a pattern, a fault, or a client, service or link says about itself: the single statement
 * from which the scenario schema, the panels, `--help`, the signs on the stage and the tooltips are
 * derived. No behaviour here.
 */
import type { OutcomeName } from './outcome.ts';
import type { Table } from './params.ts';
import type { ColumnOf, Entities } from './parts/columns.ts';

/** What a retry or hedge does. */
export interface Tries {
  /** Passes through what lies below, the first included, at most. */
  most: number;
  /** What it waits between them in all, at the longest, in ms. */
  waitMs: number;
  /** Side by side, each begun before the last one has ended. */
  atOnce: boolean;
  /** None is begun once the call has taken so long, in ms. */
  withinMs?: number;
  /** Its waits are random. */
  jitter: boolean;
  /** Something bounds its tries to a share of the calls. */
  budget: boolean;
  /** The failures that it tries again. */
  on: readonly OutcomeName[];
}

/** When a breaker opens, and for how long. */
export interface Trips {
  /** Fewer calls than this are not judged. */
  minimum: number;
  /** It judges the calls of so long (ms); null: the last so many, however old. */
  windowMs: number | null;
  /** How long it stays open at first, in ms. */
  openMs: number;
  /** By what that grows each time its probes fail, and to what at the most, in ms. */
  growth?: { factor: number; mostMs: number };
  /** Calls that take longer count against the callee as well, in ms. */
  slowMs?: number;
  /** Failures that it does not count. */
  ignores: readonly OutcomeName[];
}

/**
 * What a pattern with these parameters does to calls, whichever library it is like: what advice
 * goes by. What is left out it does not do.
 */
export interface Nature {
  /** It gives a call up after so long, in ms. */
  limitMs?: number;
  /** What it gives up it stops, at the callee, too. */
  stops?: boolean;
  /** It may keep a call waiting for so long before it lets it pass, in ms. */
  holdMs?: number;
  /** So many calls may be under way below it at once, */
  concurrency?: number;
  /** and so many more wait for as long as it takes. */
  queue?: number;
  /** Only this share of the calls has to go on. */
  passes?: number;
  /** Failures below it do not come out above. */
  answers?: boolean;
  tries?: Tries;
  trips?: Trips;
}

/** What XState's `createMachine` takes, as far as patterns need it. */
export interface MachineConfig {
  id: string;
  initial: string;
  /**
   * By state, the events that lead to others. What a user causes by hand is called for where it
   * leads: `toHalfOpen`.
   */
  states: Readonly<Record<string, { on: Readonly<Record<string, string>> }>>;
}

/** One library's version of a pattern; `plain` is what stands without `like`. */
export interface Variant {
  /** What it behaves like, with version: `resilience4j 2.3`. */
  of: string;
  help: string;
  params: Table;
  /** Left out: it lets every call pass, at once and once. */
  nature?: (params: never) => Nature;
  /** Its states and which event leads from which to which, of a pattern that has any. */
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
  /** What is drawn on the link: a name that the stage maps to a kind of drawing. */
  sign: string;
  /**
   * What its sign measures the figures of one instance against, under names that all patterns with
   * this sign share: `limit`, `threshold` (a share), `failures`, `afterMs`; `apart` is 1 where
   * each caller has a limit of his own.
   */
  limits?: (params: Record<string, unknown>) => Record<string, number>;
  /** With what it answers calls that it does not let pass; left out: there are none. */
  refuses?: (params: Record<string, unknown>) => readonly OutcomeName[];
}

export interface PatternTable extends PatternSign {
  /** `service` too: it may also stand before a service's queue. */
  places: readonly ('link' | 'service')[];
  help: string;
  goodFor: string;
  badFor: string;
  /**
   * By the value of `like`; the entry `plain` is used when there is none. Where `likeRequired`, the
   * entry `plain` only stands for one of the others, and no scenario can choose it.
   */
  variants: Readonly<Record<string, Variant>> & { readonly plain: Variant };
  /** There is no plain version: a scenario must say which library's it is. */
  likeRequired?: true;
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

/** Reads a column of an interval: counts per second; `queued` is who waits when it ends. */
export type See<C extends string = string> = (column: C | 'queued') => number;

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
