/**
 * The words in which a pattern or fault states its parameters: range, default, unit and meaning,
 * once. The types, the scenario schema, `--help`, sliders and tooltips are all derived from such
 * a table, so nothing here knows how a parameter is used.
 */
export type Kind = Param['kind'];

interface Common {
  /** One sentence: what it does, not what it is called. */
  help: string;
}

interface Ranged<K extends string, D> extends Common {
  kind: K;
  default: D;
  min: number;
  max: number;
  /** Where it must be given: what it is when somebody turns it on, before it has been set. */
  begin?: number;
}

/** A duration in ms. */
export type MsParam<D = number | null | undefined> = Ranged<'ms', D> & { zero: boolean };
/** A whole number. */
export type CountParam<D = number | null | undefined> = Ranged<'count', D>;
/** A number without unit. */
export type NumberParam<D = number | null | undefined> = Ranged<'number', D>;
/** A share from 0 to 1, written `50%` or `0.5`. */
export type ShareParam<D = number | null | undefined> = Ranged<'share', D>;
/** A library's percentage: a bare 50 is 50 %, as is `50%`. In the spec: 50. */
export type PercentParam<D = number | null | undefined> = Ranged<'percent', D>;
/** A rate per second, written `10/s`, `90/m` or 10. */
export type RateParam<D = number | null | undefined> = Ranged<'rate', D>;
/** A factor, written `10x` or 10. */
export type FactorParam<D = number | null | undefined> = Ranged<'factor', D>;
export interface ChoiceParam<C extends string = string> extends Common {
  kind: 'choice';
  of: readonly C[];
  default: C;
}
export interface FlagParam extends Common {
  kind: 'flag';
  default: boolean;
}
/**
 * A list of failure reasons (see outcome.ts); null where leaving it out means more than a list
 * says.
 */
export interface ReasonsParam<D = readonly string[] | null> extends Common {
  kind: 'reasons';
  default: D;
}
/** The fallback's list of answers and calls. */
export interface FallbacksParam extends Common {
  kind: 'fallbacks';
  default: null;
}
/** A duration in ms, or a share of something, in the spec `{ share: 0.1 }`. */
export interface MsOrShareParam extends Common {
  kind: 'msOrShare';
  default: undefined;
}
/** A whole number of things, or a share of them, in the spec `{ share: 0.5 }`. */
export interface CountOrShareParam extends Common {
  kind: 'countOrShare';
  default: undefined;
}
/**
 * Several named values in one: `{ initial, multiplier }`. `null` in the spec where it is left out
 * and `optional`.
 */
export interface GroupParam<T extends Table = Table> extends Common {
  kind: 'group';
  of: T;
  optional: boolean;
  default: null;
}
/**
 * One of several forms; the first that accepts a value reads it. The default is the first form's.
 */
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
  | ChoiceParam
  | FlagParam
  | ReasonsParam
  | FallbacksParam
  | MsOrShareParam
  | CountOrShareParam
  | GroupParam
  | EitherParam;

export type Table = Readonly<Record<string, Param>>;

/**
 * The value of a parameter in a spec. A ranged parameter that must be given has no default: never
 * null in a spec.
 */
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
                : unknown;

/** The values of a table's parameters: `type Params = Values<typeof table.params>`. */
export type Values<T> = { [K in keyof T]: Value<T[K]> };

/** Thirty days, the longest duration that a scenario may state, in ms. */
export const MS_MAX = 30 * 24 * 3_600_000;

type Range = { min?: number; max?: number; begin?: number };

// A table is made by calls of the functions below. They do nothing but build plain data, and say so
// to the bundler: whoever runs a pattern without reading its table does not carry that.

/** What a default may be. `undefined`: the parameter must be given; `null`: left out means none. */
type Default = number | null | undefined;

/* @__NO_SIDE_EFFECTS__ */
export function ms<D extends Default>(
  fallback: D,
  help: string,
  { min = 0, max = MS_MAX, zero = true, ...begin }: Range & { zero?: boolean } = {},
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

/** The highest rate that a scenario may state, per second. */
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
export function choice<const C extends string>(
  of: readonly C[],
  fallback: NoInfer<C>,
  help: string,
): ChoiceParam<C> {
  return { kind: 'choice', of, default: fallback, help };
}

/* @__NO_SIDE_EFFECTS__ */
export function flag(fallback: boolean, help: string): FlagParam {
  return { kind: 'flag', default: fallback, help };
}

/* @__NO_SIDE_EFFECTS__ */
export function reasons<D extends readonly string[] | null>(
  fallback: D,
  help: string,
): ReasonsParam<D> {
  return { kind: 'reasons', default: fallback, help };
}

/* @__NO_SIDE_EFFECTS__ */
export function msOrShare(help: string): MsOrShareParam {
  return { kind: 'msOrShare', default: undefined, help };
}

/* @__NO_SIDE_EFFECTS__ */
export function countOrShare(help: string): CountOrShareParam {
  return { kind: 'countOrShare', default: undefined, help };
}

/* @__NO_SIDE_EFFECTS__ */
export function fallbacks(help: string): FallbacksParam {
  return { kind: 'fallbacks', default: null, help };
}

/**
 * A group that must be given where it stands (inside an `either`, say), if one of its parts must.
 */
/* @__NO_SIDE_EFFECTS__ */
export function group<T extends Table>(of: T, help: string, optional = false): GroupParam<T> {
  return { kind: 'group', of, optional, default: null, help };
}

/* @__NO_SIDE_EFFECTS__ */
export function either<const T extends readonly Param[]>(of: T, help: string): EitherParam<T> {
  return { kind: 'either', of, help };
}

/** What a parameter is when a scenario leaves it out; `undefined` where it must be given. */
export function defaultOf(param: Param): unknown {
  if (param.kind === 'either') return param.of[0] && defaultOf(param.of[0]);
  return param.kind === 'group' && !param.optional ? wholeOf(param.of) : param.default;
}

/** A group of parts that may all be left out is these parts' defaults. */
function wholeOf(parts: Table): unknown {
  const whole = Object.entries(parts).map(([key, part]) => [key, defaultOf(part)] as const);
  return whole.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(whole);
}
