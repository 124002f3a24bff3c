/**
 * How other programs write a parameter: what a key of their configuration is here. Tables list real
 * renames and conversions only. Case and separators are a rule: `max-attempts`, `max_attempts` and
 * `MaxAttempts` are `maxAttempts`. So is the notation of a duration: `00:00:30`, `PT30S`, `1m30s`.
 */
import type { Param } from './params.ts';

/** By the key in camel case. A key with `-` or `_` in it is meant exactly as it is written. */
export type Spellings = Readonly<Record<string, Spelling>>;

/** A parameter; dots lead into a group: `intervalFunction.multiplier`. */
export type Spelling = string | Renamed | Unpacked | Moved | Dropped | Depending;

/** A parameter by another name, or with another value. */
export interface Renamed {
  to: string;
  /** Where it stands, if not in the same map: `of the scenario`. */
  of?: string;
  /** What leads to it from here, if it is not in the same map: `clients.*`. */
  under?: string;
  /** What it is, if nothing leads there. */
  param?: Param;
  /** The unit of a number without one; not set: that of the parameter. */
  unit?: BareUnit;
  /** Added to a number: 1 if it counts retries, and the parameter counts the first call, too. */
  plus?: 1 | -1;
  /** Words of the other program, and what they are here. A list has several. */
  values?: Readonly<Record<string, unknown>>;
  /** The value, from this key's and those beside it; undefined: it has no counterpart. */
  read?: (value: unknown, of: (key: string) => unknown) => unknown;
}

export type BareUnit = 'us' | 's' | '%';

/** A map or a list of one map whose keys are parameters here. */
export interface Unpacked {
  inside: Spellings;
}

/** Entries of a list elsewhere: patterns of their own, or faults. */
export interface Moved {
  /** `is a pattern of its own below the retry` */
  where: string;
  entries: readonly Entry[];
}

export interface Entry {
  /** The pattern, or the kind of fault. */
  pattern?: string;
  fault?: string;
  /** What it always has. */
  set?: Readonly<Record<string, unknown>>;
  /** What must be known of it: `where there is a retry`. */
  note?: string;
  /** Its parameters by the keys of the value; `''` is the value itself. */
  from: Spellings;
}

/** It has no counterpart. */
export interface Dropped {
  /** Why: `has no effect on calls`. */
  none: string;
}

/** It depends on whether another key stands beside it, with a value other than false. */
export interface Depending {
  beside: string;
  then: Spelling;
  otherwise: Spelling;
}
