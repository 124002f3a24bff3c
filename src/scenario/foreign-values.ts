/** Values as other programs write them: what they may mean here, the likeliest first. */
import { isMap, type Renamed } from '../engine/index.ts';
import { plainly } from './plainly.ts';
import { reasonsOf } from './spellings/exceptions.ts';

/** Longer text is no duration, number or word. */
const TEXT_MAX = 200;

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  nanos: 1e-6,
  nanoseconds: 1e-6,
  micros: 1e-3,
  microseconds: 1e-3,
  millis: 1,
  milliseconds: 1,
  second: 1000,
  seconds: 1000,
  minute: 60_000,
  minutes: 60_000,
  hour: 3_600_000,
  hours: 3_600_000,
  days: 86_400_000,
  millisecond: 1,
  microsecond: 1e-3,
  nanosecond: 1e-6,
};

const FIGURE = String.raw`\d+(?:\.\d+)?`;
/** .NET: `00:00:30`, `00:00:00.200`, `1.00:00:00`. */
const TIME_SPAN = /^(?:(\d+)\.)?(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d{1,7})?))?$/;
/** ISO 8601, as Java writes it: `PT0.5S`, `PT1M30S`, `P1DT2H`. */
const ISO = new RegExp(
  `^P(?:(${FIGURE})D)?(?:T(?:(${FIGURE})H)?(?:(${FIGURE})M)?(?:(${FIGURE})S)?)?$`,
);
/** Go and k6: `1m30s`, `500µs`, `1h0m0s`. */
const PARTS = new RegExp(`^(?:${FIGURE}\\s*[a-zµμ]+\\s*)+$`);
const PART = new RegExp(`(${FIGURE})\\s*([a-zµμ]+)`, 'g');
/** `TimeSpan.FromSeconds(30)`, `Duration.ofMillis(500)` */
const CALL = new RegExp(`^(?:TimeSpan\\.From|Duration\\.of)(\\w+)\\((${FIGURE})L?\\)$`);
/** `500 * time.Millisecond`, `time.Second` */
const PRODUCT = new RegExp(`^(?:(${FIGURE}) ?\\* ?)?time\\.(\\w+)$`);

/** A duration in the notation of another program, in ms; null: it is none. */
export function foreignMs(text: string): number | null {
  if (text.length > TEXT_MAX) return null;
  const given = text.trim();
  const sum = (parts: readonly (string | undefined)[], units: readonly number[]): number =>
    parts.reduce((total, part, i) => total + Number(part ?? 0) * units[i]!, 0);
  const span = TIME_SPAN.exec(given) ?? (given.length > 2 ? ISO.exec(given) : null);
  const ms = span ? sum(span.slice(1, 5), [86_400_000, 3_600_000, 60_000, 1000]) : inUnits(given);
  // Whole nanoseconds, as a scenario has them.
  return ms === null || !Number.isFinite(ms) ? null : Math.round(ms * 1e6) / 1e6;
}

function inUnits(text: string): number | null {
  const call = CALL.exec(text);
  const product = PRODUCT.exec(text);
  const parts: [figure: string, unit: string][] = [];
  if (call) parts.push([call[2]!, call[1]!.toLowerCase()]);
  else if (product) parts.push([product[1] ?? '1', product[2]!.toLowerCase()]);
  else if (PARTS.test(text))
    for (const [, figure, unit] of text.matchAll(PART)) parts.push([figure!, unit!]);
  if (parts.length === 0 || parts.some(([, unit]) => !Object.hasOwn(UNITS, unit))) return null;
  return parts.reduce((total, [figure, unit]) => total + Number(figure) * UNITS[unit]!, 0);
}

type Rule = Pick<Renamed, 'unit' | 'plus' | 'values'>;

/**
 * What a value may mean, as a scenario has it. Whoever asks takes the first that can be read.
 * @param words those that can stand here, if any
 */
export function* meanings(value: unknown, rule: Rule, words: readonly string[]): Generator {
  const listed = rule.values && inWords(value, rule.values);
  if (listed !== undefined) return yield listed;
  const number = numberIn(value);
  if (number !== null && (rule.plus || (rule.unit && number >= 0)))
    return yield rule.plus ? number + rule.plus : withUnit(number, rule.unit);
  yield value;
  if (isMap(value)) yield* unwrapped(value, rule, words);
  if (Array.isArray(value) || typeof value === 'string') {
    const reasons = words.includes('error') ? reasonsOf(value) : null;
    if (reasons) yield reasons;
  }
  if (typeof value !== 'string' || value.length > TEXT_MAX) return;
  const same = words.find((word) => plainly(word) === plainly(value));
  if (same !== undefined) yield same;
  if (/^(true|false)$/i.test(value)) yield value.toLowerCase() === 'true';
  const ms = foreignMs(value);
  // With its unit: what is not a duration does not take it.
  if (ms !== null) yield `${ms}ms`;
}

function numberIn(value: unknown): number | null {
  if (typeof value === 'number') return value;
  const isText = typeof value === 'string' && /^[-+]?\d{1,15}(\.\d{1,15})?$/.test(value.trim());
  return isText ? Number(value) : null;
}

const withUnit = (number: number, unit: Renamed['unit']): unknown =>
  unit === '%' ? `${number}%` : Math.round(number * UNITS[unit ?? 'ms']! * 1e6) / 1e6;

/** Messages of protobuf around a value: `{ value: 25 }`, `{ seconds: 1, nanos: 5 }`. */
function* unwrapped(
  value: Readonly<Record<string, unknown>>,
  rule: Rule,
  words: readonly string[],
): Generator {
  const keys = Object.keys(value).map((key) => [plainly(key), value[key]] as const);
  const part = (name: string): unknown => keys.find(([key]) => key === name)?.[1];
  const inner = part('value') ?? part('defaultvalue') ?? part('numerator');
  if (inner !== undefined) yield* meanings(inner, rule, words);
  const [seconds, nanos] = [numberIn(part('seconds') ?? 0), numberIn(part('nanos') ?? 0)];
  const isDuration = keys.length > 0 && keys.every(([key]) => /^(seconds|nanos)$/.test(key));
  if (isDuration && seconds !== null && nanos !== null) yield seconds * 1000 + nanos / 1e6;
}

/** A word, a list of words, or words with commas between, by a table. */
function inWords(value: unknown, values: Readonly<Record<string, unknown>>): unknown {
  const of = (word: string): unknown =>
    Object.entries(values).find(([name]) => plainly(name) === plainly(word))?.[1];
  if (typeof value === 'boolean' || typeof value === 'number') return of(String(value));
  if (typeof value === 'string' && value.length > TEXT_MAX) return undefined;
  const words: unknown[] = typeof value === 'string' ? value.split(/[,|]/) : asList(value);
  const found = words.map((word) => (typeof word === 'string' ? of(word.trim()) : undefined));
  if (found.length === 0 || found.includes(undefined)) return undefined;
  if (found.length === 1 && !Array.isArray(value)) return found[0];
  return [...new Set(found.flat())];
}

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value.slice(0, 100) : []);
