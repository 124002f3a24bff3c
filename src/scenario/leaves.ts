/**
 * Leaf values: one schema per kind of parameter, derived from its range, default and help.
 * Out-of-range values are distinguished from invalid ones: a replay runs values that only the
 * library would reject.
 */
import { type ChoiceParam, MS_MAX, type Param, REASONS } from '../engine/index.ts';
import { foreignMs } from './foreign-values.ts';
import { failed, type Json, parse, type Reading, reader, type Schema } from './kit.ts';
import { nearest, oneOf } from './names.ts';
import { isMap } from '../engine/index.ts';
import { type Flaw, found } from './problems.ts';
import * as units from './units.ts';

export type RangedKind =
  'ms' | 'count' | 'number' | 'share' | 'percent' | 'rate' | 'factor' | 'size';
type Ranged = Extract<Param, { kind: RangedKind }>;

interface Unit {
  read: (raw: unknown) => number | null;
  /** Expected input per kind. */
  words: string;
  /** A value as written in a scenario. */
  write: (value: number) => string;
  pattern: string;
}

const { grammars } = units;
const UNITS: Readonly<Record<RangedKind, Unit>> = {
  ms: {
    read: units.readMs,
    words: 'a duration such as 250ms, 2s, 5m or 1h',
    write: (ms) => (ms === 0 ? '0' : units.writeMs(ms)),
    pattern: grammars.duration,
  },
  count: {
    read: units.readNumber,
    words: 'a whole number',
    write: String,
    pattern: grammars.figure,
  },
  number: { read: units.readNumber, words: 'a number', write: String, pattern: grammars.figure },
  share: {
    read: units.readShare,
    words: 'a share such as 50% or 0.5',
    write: String,
    pattern: grammars.percent,
  },
  percent: {
    read: units.readPercent,
    words: 'a percentage such as 50% or 50',
    write: (value) => `${value}%`,
    pattern: grammars.percent,
  },
  rate: {
    read: units.readRate,
    words: 'a rate such as 400/s or 90/m',
    write: (value) => `${value}/s`,
    pattern: grammars.rate,
  },
  factor: {
    read: units.readFactor,
    words: 'a factor such as 10x',
    write: (value) => `${value}x`,
    pattern: grammars.factor,
  },
  size: {
    read: units.readSize,
    words: 'a size such as 10kB, 5MB or 2GiB',
    write: units.writeSize,
    pattern: grammars.size,
  },
};

/** In scenario form. */
const written = (param: Ranged, value: number): string => UNITS[param.kind].write(value);

function rangeWords(param: Ranged): string {
  const write = UNITS[param.kind].write;
  if (param.kind === 'share' && param.min === 0 && param.max === 1) return '0–1 (0%–100%)';
  if (param.kind === 'ms' && !param.zero && param.min === 0)
    return `more than 0, at most ${write(param.max)}`;
  return `${write(param.min)}–${write(param.max)}`;
}

const always = (): boolean => true;

export function ranged<T extends number | null>(param: Ranged, lenient: boolean): Schema<T> {
  const read = (raw: unknown): Reading<T> => {
    if (raw === null && param.default === null) return { value: null as T };
    const value = UNITS[param.kind].read(raw);
    const problem = wrongValue(param, raw, value) ?? outOfRange(param, raw, value ?? 0, lenient);
    return problem ? { flaws: [problem] } : { value: value as T };
  };
  const write = (value: number | null): unknown => (value === null ? null : stated(param, value));
  return reader(read, { json: rangedJson(param), editable: always, write });
}

/** A number in its readable form, if that reads back as the same number. */
function stated({ kind }: Ranged, value: number): unknown {
  const { read, write } = UNITS[kind];
  const percent = Number((value * 100).toPrecision(15));
  const text = kind === 'share' ? `${percent}%` : write(value);
  // A negative value is not a number but a library's code for "none".
  return value >= 0 && text !== String(value) && read(text) === value ? text : value;
}

function wrongValue(param: Ranged, raw: unknown, value: number | null): Flaw | null {
  const wrong = value === null || (param.kind === 'count' && !Number.isInteger(value));
  if (!wrong || (typeof raw === 'number' && Math.abs(raw) === Infinity)) return null;
  const range = param.kind === 'count' ? ` ${rangeWords(param)}` : '';
  const ms = param.kind === 'ms' && typeof raw === 'string' ? foreignMs(raw) : null;
  const meant = ms === null ? '' : `; that is \`${UNITS.ms.write(ms)}\``;
  const message = `wanted ${UNITS[param.kind].words}${range}, found ${found(raw)}${meant}`;
  return { path: [], message };
}

/**
 * Runnable values beyond their range: fractions above 1 only mean "always" or "never", and
 * durations cost nothing. Other kinds of values cost memory.
 */
const HARMLESS: Partial<Record<RangedKind, number>> = { share: 1e6, percent: 1e6, ms: MS_MAX };

function outOfRange(param: Ranged, raw: unknown, value: number, lenient: boolean): Flaw | null {
  const infinite = typeof raw === 'number' && !Number.isFinite(raw);
  const low = value < param.min || (param.kind === 'ms' && !param.zero && value === 0);
  if (!infinite && !low && value <= param.max) return null;
  const refused =
    !infinite && value >= 0 && value <= Math.max(param.max, HARMLESS[param.kind] ?? 0);
  if (lenient && refused) return null;
  const hint =
    param.kind === 'share' && typeof raw === 'number' && value > 1 && value <= 100
      ? `; ${value} % is written \`${value}%\``
      : '';
  return { path: [], message: `wanted ${rangeWords(param)}, found ${found(raw)}${hint}`, refused };
}

function rangedJson(param: Ranged): Json {
  const low = param.kind === 'ms' && !param.zero && param.min === 0;
  const forms: Json[] = [
    {
      type: param.kind === 'count' ? 'integer' : 'number',
      ...(low ? { exclusiveMinimum: 0 } : { minimum: param.min }),
      maximum: param.max,
    },
    { type: 'string', pattern: UNITS[param.kind].pattern },
  ];
  if (param.default === null) forms.push({ type: 'null' });
  const { words } = UNITS[param.kind];
  const description = `${param.help} (${words}; ${rangeWords(param)})`;
  const bare = ['count', 'number', 'share', 'percent'].includes(param.kind);
  const value =
    typeof param.default === 'number' && !bare ? written(param, param.default) : param.default;
  return { anyOf: forms, description, ...(value === undefined ? {} : { default: value }) };
}

export function choice<C extends string>(param: ChoiceParam<C>): Schema<C> {
  const read = (raw: unknown): Reading<C> => {
    const value = param.of.find((name) => name === raw);
    return value === undefined ? failed([], notAmong(raw, param.of)) : { value };
  };
  const json = { enum: [...param.of], description: param.help, default: param.default };
  return reader(read, { json, editable: always });
}

/** A choice that may be unset: null inherits the choice further up. */
export function choiceOrNull<C extends string>(param: ChoiceParam<C>): Schema<C | null> {
  const chosen = choice(param);
  const read = (raw: unknown): Reading<C | null> =>
    raw === null ? { value: null } : parse(chosen, raw);
  const json = { enum: [...param.of, null], description: param.help, default: null };
  return reader(read, { json, editable: always });
}

/** `wanted one of full, none, found "ful"; did you mean …?` */
export function notAmong(raw: unknown, names: readonly string[]): string {
  const near = typeof raw === 'string' ? nearest(raw, names) : null;
  const meant = near === null ? '' : `; did you mean \`${near}\`?`;
  return `wanted ${oneOf(names)}, found ${found(raw)}${meant}`;
}

export function flag(help: string, byDefault: boolean | undefined): Schema<boolean> {
  const read = (raw: unknown): Reading<boolean> =>
    typeof raw === 'boolean'
      ? { value: raw }
      : failed([], `wanted true or false, found ${found(raw)}`);
  const json = { type: 'boolean', description: help };
  return reader(read, {
    json: byDefault === undefined ? json : { ...json, default: byDefault },
    editable: always,
  });
}

/** A list of failure reasons; a single one needs no list. */
export function reasons(param: Extract<Param, { kind: 'reasons' }>): Schema<string[] | null> {
  const names: readonly string[] = REASONS;
  const read = (raw: unknown): Reading<string[] | null> => {
    if (raw === null && param.default === null) return { value: null };
    const items: unknown[] = Array.isArray(raw) ? raw : [raw];
    const flaws = items.flatMap((item, index): Flaw[] => {
      if (names.some((name) => name === item)) return [];
      return [{ path: Array.isArray(raw) ? [index] : [], message: notAmong(item, names) }];
    });
    return flaws.length > 0 ? { flaws } : { value: [...new Set(items.map(String))] };
  };
  const item = { enum: [...names] };
  const forms: Json[] = [item, { type: 'array', items: item, maxItems: names.length }];
  if (param.default === null) forms.push({ type: 'null' });
  const json = { anyOf: forms, description: param.help, default: param.default };
  return reader(read, { json, editable: always });
}

export type OrShare = number | { share: number };

/** A duration or a count, or a fraction: `10%`, in the spec `{ share: 0.1 }`. */
export function orShare(kind: 'ms' | 'count', help: string, max: number): Schema<OrShare> {
  const bare = { kind, help, min: 0, max, zero: true, default: undefined } as const;
  const part = { kind: 'share', help, min: 0, max: 1, default: undefined } as const;
  const [plain, share] = [ranged<number>(bare, false), ranged<number>(part, false)];
  const read = (raw: unknown): Reading<OrShare> => {
    const inMap = isMap(raw) && Object.keys(raw).length === 1 && 'share' in raw;
    const marked = typeof raw === 'string' && raw.includes('%');
    const fraction = kind === 'count' && typeof raw === 'number' && raw > 0 && raw < 1;
    if (!inMap && !marked && !fraction) return parse(plain, raw);
    const reading = parse(share, inMap ? raw['share'] : raw);
    return 'value' in reading ? { value: { share: reading.value } } : reading;
  };
  const write = (value: OrShare): unknown =>
    typeof value === 'number' ? stated(bare, value) : stated(part, value.share);
  const inMap = { type: 'object', properties: { share: { type: 'number' } }, required: ['share'] };
  const json = { anyOf: [rangedJson(bare), rangedJson(part), inMap], description: help };
  const child = (key: string | number): Schema | undefined => (key === 'share' ? share : undefined);
  return reader(read, { json, editable: always, child, write });
}

/** What a list is of. */
export function itemsOf({ of: { kind } }: Extract<Param, { kind: 'list' }>): string {
  if (kind === 'ms') return 'durations';
  return kind === 'number' ? 'numbers' : 'maps';
}

/** Description of any leaf parameter. */
export function wordsOf(param: Param): string {
  if (param.kind in UNITS) return UNITS[param.kind as RangedKind].words;
  if (param.kind === 'choice') return oneOf(param.of);
  if (param.kind === 'flag') return 'true or false';
  if (param.kind === 'list') return `a list of ${itemsOf(param)}`;
  return 'a map';
}

const TEXT_MAX = 10_000;

/** Free text. A number counts as text, because YAML converts unquoted digits. */
export function text(help: string, max = TEXT_MAX): Schema<string> {
  const read = (raw: unknown): Reading<string> => {
    if (typeof raw !== 'string' && typeof raw !== 'number')
      return failed([], `wanted text, found ${found(raw)}`);
    const value = String(raw);
    // An unpaired surrogate does not survive a file or link.
    if (/\p{Cs}/u.test(value)) return failed([], `wanted whole characters, found ${found(raw)}`);
    return value.length <= max
      ? { value }
      : failed([], `wanted at most ${max} characters, found ${value.length}`);
  };
  // A number used as text needs no quotes.
  const write = (value: string): unknown =>
    String(Number(value)) === value && Number.isSafeInteger(Number(value)) ? Number(value) : value;
  const json = { type: ['string', 'number'], maxLength: max, description: help };
  return reader(read, { json, write });
}
