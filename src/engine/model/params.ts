/**
 * Declarations of the parameters of patterns and faults: range, default, unit and help. Types,
 * scenario schema, `--help`, sliders and tooltips are derived from them, so nothing here depends on
 * how a parameter is used.
 */
export type Kind = Param['kind'];

interface Common {
  /** One or two short sentences: what the parameter does, then its edge case. */
  help: string;
}

interface Ranged<K extends string, D> extends Common {
  kind: K;
  default: D;
  min: number;
  max: number;
  /** Required parameters: the initial value when a user enables one. */
  begin?: number;
}

/** A duration in ms; `spread`: or a distribution of it. */
export type MsParam<D = number | null | undefined> = Ranged<'ms', D> & {
  zero: boolean;
  spread?: boolean;
};
/** A whole number. */
export type CountParam<D = number | null | undefined> = Ranged<'count', D>;
/** A number without unit. */
export type NumberParam<D = number | null | undefined> = Ranged<'number', D>;
/** A fraction from 0 to 1, written `50%` or `0.5`. */
export type ShareParam<D = number | null | undefined> = Ranged<'share', D>;
/** A library's percentage: a bare 50 is 50 %, as is `50%`. In the spec: 50. */
export type PercentParam<D = number | null | undefined> = Ranged<'percent', D>;
/** A rate per second, written `10/s`, `90/m` or 10. */
export type RateParam<D = number | null | undefined> = Ranged<'rate', D>;
/** A factor, written `10x` or 10. */
export type FactorParam<D = number | null | undefined> = Ranged<'factor', D>;
/** A size in bytes, written `10kB`, `5MB` (powers of 1000) or `2MiB`. */
export type SizeParam<D = number | null | undefined> = Ranged<'size', D>;
export interface ChoiceParam<C extends string = string> extends Common {
  kind: 'choice';
  of: readonly C[];
  default: C;
}
export interface FlagParam extends Common {
  kind: 'flag';
  default: boolean;
}
/** A list of failure reasons (see outcome.ts); null if the default cannot be written as a list. */
export interface ReasonsParam<D = readonly string[] | null> extends Common {
  kind: 'reasons';
  default: D;
}
/** A fallback's list of answers and calls. */
export interface FallbacksParam extends Common {
  kind: 'fallbacks';
  default: null;
}
/** A list of what is alike, at least one; null if the list is optional and not set. */
export interface ListParam<D = readonly unknown[] | null | undefined, P = Param> extends Common {
  kind: 'list';
  default: D;
  of: P;
  /** At most so many. */
  most: number;
  /** The initial value when a user chooses a list. */
  begin: readonly unknown[];
}
/** A duration in ms, or a fraction of another value, in the spec `{ share: 0.1 }`. */
export interface MsOrShareParam extends Common {
  kind: 'msOrShare';
  default: undefined;
}
/** A count, or a fraction of a count, in the spec `{ share: 0.5 }`. */
export interface CountOrShareParam extends Common {
  kind: 'countOrShare';
  default: undefined;
}
/** Several named values; `null` in the spec if it is `optional` and not set. */
export interface GroupParam<T extends Table = Table> extends Common {
  kind: 'group';
  of: T;
  optional: boolean;
  default: null;
}
/** One of several forms: the first that accepts a value reads it; the first has the default. */
export interface EitherParam<T extends readonly Param[] = readonly Param[]> extends Common {
  kind: 'either';
  of: T;
}

export type Param =
  | MsParam
  | CountParam
  | NumberParam
  | ShareParam
  | PercentParam
  | RateParam
  | FactorParam
  | SizeParam
  | ChoiceParam
  | FlagParam
  | ReasonsParam
  | FallbacksParam
  | ListParam
  | MsOrShareParam
  | CountOrShareParam
  | GroupParam
  | EitherParam;

export type Table = Readonly<Record<string, Param>>;

/** The value of a parameter in a spec. A required range parameter is never null. */
export type Value<P> =
  P extends Ranged<string, infer D>
    ? D extends undefined
      ? number
      : D extends null
        ? number | null
        : number
    : P extends ChoiceParam<infer C>
      ? C
      : P extends FlagParam
        ? boolean
        : P extends ReasonsParam<infer D>
          ? readonly string[] | D
          : P extends GroupParam<infer T>
            ? Values<T> | null
            : P extends EitherParam<infer T>
              ? Value<T[number]>
              : P extends MsOrShareParam | CountOrShareParam
                ? number | { share: number }
                : P extends ListParam<infer D, infer O>
                  ? readonly Value<O>[] | (D extends null ? null : never)
                  : unknown;

/** The values of a table's parameters: `type Params = Values<typeof table.params>`. */
export type Values<T> = { [K in keyof T]: Value<T[K]> };

/** Thirty days in ms, the maximum duration in a scenario. */
export const MS_MAX = 30 * 24 * 3_600_000;

type Range = { min?: number; max?: number; begin?: number };

// Tables are built by the functions below. These have no side effects and are marked so, so that
// the bundler drops the table of a pattern whose table is not read.

/** Type of a default. `undefined`: the parameter is required; `null`: not set by default. */
type Default = number | null | undefined;

/* @__NO_SIDE_EFFECTS__ */
export function ms<D extends Default>(
  fallback: D,
  help: string,
  {
    min = 0,
    max = MS_MAX,
    zero = true,
    ...begin
  }: Range & {
    zero?: boolean;
    spread?: boolean;
  } = {},
): MsParam<D> {
  return { kind: 'ms', default: fallback, help, min, max, zero, ...begin };
}

/* @__NO_SIDE_EFFECTS__ */
export function count<D extends Default>(
  fallback: D,
  help: string,
  { min = 0, max = 1e7, ...begin }: Range = {},
): CountParam<D> {
  return { kind: 'count', default: fallback, help, min, max, ...begin };
}

/* @__NO_SIDE_EFFECTS__ */
export function number<D extends Default>(
  fallback: D,
  help: string,
  { min = 0, max = 1e9, ...begin }: Range = {},
): NumberParam<D> {
  return { kind: 'number', default: fallback, help, min, max, ...begin };
}

/* @__NO_SIDE_EFFECTS__ */
export function share<D extends Default>(
  fallback: D,
  help: string,
  { min = 0, max = 1, ...begin }: Range = {},
): ShareParam<D> {
  return { kind: 'share', default: fallback, help, min, max, ...begin };
}

/* @__NO_SIDE_EFFECTS__ */
export function percent<D extends Default>(
  fallback: D,
  help: string,
  { min = 0, max = 100, ...begin }: Range = {},
): PercentParam<D> {
  return { kind: 'percent', default: fallback, help, min, max, ...begin };
}

/** Maximum rate in a scenario, per second. */
export const RATE_MAX = 1e6;

/* @__NO_SIDE_EFFECTS__ */
export function rate<D extends Default>(
  fallback: D,
  help: string,
  { min = 0, max = RATE_MAX, ...begin }: Range = {},
): RateParam<D> {
  return { kind: 'rate', default: fallback, help, min, max, ...begin };
}

/* @__NO_SIDE_EFFECTS__ */
export function factor<D extends Default>(
  fallback: D,
  help: string,
  { min = 0, max = 1e6, ...begin }: Range = {},
): FactorParam<D> {
  return { kind: 'factor', default: fallback, help, min, max, ...begin };
}

/* @__NO_SIDE_EFFECTS__ */
export function size<D extends Default>(
  fallback: D,
  help: string,
  { min = 0, max = 1e15, ...begin }: Range = {},
): SizeParam<D> {
  return { kind: 'size', default: fallback, help, min, max, ...begin };
}

/* @__NO_SIDE_EFFECTS__ */
export function choice<const C extends string>(
  of: readonly C[],
  fallback: NoInfer<C>,
  help: string,
): ChoiceParam<C> {
  return { kind: 'choice', of, default: fallback, help };
}

/* @__NO_SIDE_EFFECTS__ */
export const flag = (fallback: boolean, help: string): FlagParam => ({
  kind: 'flag',
  default: fallback,
  help,
});

/* @__NO_SIDE_EFFECTS__ */
export function reasons<D extends readonly string[] | null>(
  fallback: D,
  help: string,
): ReasonsParam<D> {
  return { kind: 'reasons', default: fallback, help };
}

/* @__NO_SIDE_EFFECTS__ */
export function list<D extends readonly unknown[] | null | undefined, P extends Param>(
  fallback: D,
  help: string,
  entries: Pick<ListParam<D, P>, 'of' | 'begin' | 'most'>,
): ListParam<D, P> {
  return { kind: 'list', default: fallback, help, ...entries };
}

/* @__NO_SIDE_EFFECTS__ */
export const msList = (begin: readonly number[], most: number, help: string) =>
  list(undefined, help, { of: ms(undefined, help), begin, most });

/* @__NO_SIDE_EFFECTS__ */
export const msOrShare = (help: string): MsOrShareParam => ({
  kind: 'msOrShare',
  default: undefined,
  help,
});

/* @__NO_SIDE_EFFECTS__ */
export function countOrShare(help: string): CountOrShareParam {
  return { kind: 'countOrShare', default: undefined, help };
}

/* @__NO_SIDE_EFFECTS__ */
export function fallbacks(help: string): FallbacksParam {
  return { kind: 'fallbacks', default: null, help };
}

/**
 * A group that is required in its place (for example inside an `either`) if one of its parts is.
 */
/* @__NO_SIDE_EFFECTS__ */
export function group<T extends Table>(of: T, help: string, optional = false): GroupParam<T> {
  return { kind: 'group', of, optional, default: null, help };
}

/* @__NO_SIDE_EFFECTS__ */
export function either<const T extends readonly Param[]>(of: T, help: string): EitherParam<T> {
  return { kind: 'either', of, help };
}
