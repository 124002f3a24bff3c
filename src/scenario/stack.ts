/**
 * Schema of pattern stacks, derived from the patterns' tables: pattern names, their places, the
 * values of `like` and their parameters.
 */
import {
  type CallSpec,
  type FallbackList,
  isMap,
  isSame,
  type PatternParams,
  type PatternSpec,
  type PatternTable,
  patternTables,
  type Plain,
  type Variant,
  versionsOf,
  world,
} from '../engine/index.ts';
import {
  choose,
  failed,
  list,
  map,
  once,
  or,
  parse,
  type Reading,
  reader,
  type Schema,
  andThen,
  written,
} from './kit.ts';
import { flag, text } from './leaves.ts';
import { type Place, spelled, type Words } from './foreign.ts';
import { elsewhere } from './layers.ts';
import { scopeSchema } from './shared-scope.ts';
import { meantBy, nearest, oneOf, unknownName } from './names.ts';
import { type Mode, shapeOf } from './params.ts';
import { sameName } from './plainly.ts';
import { inStack } from './spellings/stacks.ts';
import { type Flaw, flaw, found, short } from './problems.ts';

export type Standing = 'link' | 'service';

export interface StackOptions {
  place: Standing;
  lenient: boolean;
  call: () => Schema<CallSpec>;
}

const STACK_MAX = 16;
const { disabled } = world.pattern;

/** Patterns, outermost first. */
export const stackSchema = (options: StackOptions): Schema<PatternSpec[]> =>
  list(entrySchema(options), { max: STACK_MAX });

function entrySchema(options: StackOptions): Schema<PatternSpec> {
  const branches = (): Record<string, Schema<PatternSpec>> =>
    Object.fromEntries(
      [...patternTables.values()]
        .filter((table) => table.places.includes(options.place))
        .map((table) => [
          table.name,
          map<PatternSpec>({ [table.name]: patternSchema(table, options) }),
        ]),
    );
  return choose(branches, (raw) => nameIn(raw, options.place), { name: 'pattern' });
}

/** The one key of an entry: the pattern's name. */
function nameIn(raw: unknown, place: Standing): string | { flaws: Flaw[] } {
  if (typeof raw === 'string' && patternTables.has(raw))
    return failed([], `wanted a map, found a word: \`${raw}: {}\` is ${raw} with its defaults`);
  if (!isMap(raw)) return failed([], `wanted a pattern and its parameters, found ${found(raw)}`);
  const keys = Object.keys(raw);
  const names = keys.filter((key) => patternTables.has(key));
  const [name = keys[0] ?? '', second] = names;
  if (keys.length === 0) return failed([], 'wanted a pattern and its parameters, found nothing');
  if (second !== undefined)
    return failed([], `wanted one pattern in an entry, found ${names.join(' and ')}: use two`);
  const stray = keys.find((key) => key !== name);
  if (names.length === 1 && stray !== undefined)
    return { flaws: [{ ...flaw([stray], strayKey(stray, name)), key: true }] };
  const allowed = [...patternTables.values()].filter((table) => table.places.includes(place));
  const known = allowed.map((table) => table.name);
  if (known.includes(name)) return name;
  const words = patternTables.has(name)
    ? { message: `\`${name}\` cannot stand on a ${NOUNS[place]}; wanted ${oneOf(known)}` }
    : (foreignEntry(name, raw, known) ?? { message: unknownName(name, known, 'pattern') });
  return { flaws: [{ path: [name], ...words, key: true }] };
}

/** The words for an entry of another program's; null: it is none. */
function foreignEntry(name: string, raw: Plain, known: readonly string[]): Words | null {
  const place: Place = { names: known, at: () => null, elsewhere };
  const same = sameName(name, known);
  return same === undefined
    ? spelled(name, raw, inStack, place)
    : { message: `\`${short(name)}\` is \`${same}\` here` };
}

const NOUNS = { link: 'call', service: 'service' } as const;

function strayKey(key: string, pattern: string): string {
  const params = patternTables.get(pattern)?.variants.plain.params ?? {};
  return Object.hasOwn(params, key) || COMMON.includes(key)
    ? `\`${key}\` belongs to ${pattern}: indent it below \`${pattern}:\``
    : `unknown key \`${key}\` beside \`${pattern}\``;
}

const COMMON: readonly string[] = ['like', 'scope', 'disabled'];

function patternSchema(table: PatternTable, options: StackOptions): Schema<PatternParams> {
  const versions = versionsOf(table);
  const libraries = versions.map(([name]) => name).filter((name) => name !== 'plain');
  const variants = (): Record<string, Schema<PatternParams>> =>
    Object.fromEntries(
      versions.map(([name, variant]) => [
        name,
        variantSchema(table, name === 'plain' ? null : name, variant, options),
      ]),
    );
  const pick = (raw: unknown): string | { flaws: Flaw[] } => {
    const like = isMap(raw) ? (raw['like'] ?? null) : null;
    if (like === null)
      return table.likeRequired ? failed([], likeMissing(table.name, libraries)) : 'plain';
    if (typeof like === 'string' && libraries.includes(like)) return like;
    return failed(['like'], likeWords(table.name, like, libraries));
  };
  const long = choose(variants, pick, {
    name: table.name,
    title: table.title,
    help: table.help,
  });
  return table.name === 'fallback' ? fallbackForms(long, options) : long;
}

const likeMissing = (pattern: string, libraries: readonly string[]): string =>
  `${pattern} has no plain version: set \`like\`, for example \`like: ${libraries[0]}\` ` +
  `(${libraries.join(', ')})`;

function likeWords(pattern: string, like: unknown, libraries: readonly string[]): string {
  if (libraries.length === 0) return `\`${pattern}\` does not take \`like\`: remove it`;
  const near = typeof like === 'string' ? nearest(like, libraries) : null;
  const meant = near === null ? '' : `; did you mean \`${near}\`?`;
  return `${pattern} can be like ${libraries.join(', ')}, found ${found(like)}${meant}`;
}

/** `like` in a map already chosen by it. */
const likeSchema = (like: string | null): Schema<string | null> =>
  or(
    reader<string | null>(() => ({ value: like }), {
      json: like === null ? { type: 'null' } : { const: like },
    }),
    () => null,
  );

function variantSchema(
  table: PatternTable,
  like: string | null,
  variant: Variant,
  options: StackOptions,
): Schema<PatternParams> {
  const mode: Mode = {
    lenient: options.lenient,
    fallbacks: () => oneOrMore(options),
  };
  // A fallback has no state, and its calls are those of its own link.
  const scope = scopeSchema(options.place, table.name !== 'fallback');
  const known = versionsOf(table).filter(([name]) => name !== (like ?? 'plain'));
  const hint = (key: string): string | null => {
    if (Object.hasOwn(variant.params, key)) return null;
    const meant = meantBy(key, Object.keys(variant.params));
    // The library's own help: some libraries count the first call, others do not.
    if (meant !== undefined)
      return like === null || meant !== 'maxAttempts'
        ? null
        : `\`${key}\` is called \`${meant}\` here: ${variant.params[meant]!.help}`;
    const owner = known.find(([, other]) => Object.hasOwn(other.params, key));
    if (!owner || owner[1] === variant) return null;
    const [library] = owner;
    const here = like === null ? 'without `like`' : `like ${like}`;
    return library === 'plain'
      ? `\`${key}\` is not a parameter of ${table.name} ${here}`
      : `\`${key}\` is a parameter of \`like: ${library}\`, not of ${table.name} ${here}`;
  };
  const schema = map<PatternParams>(
    {
      like: likeSchema(like),
      scope: or<PatternParams['scope']>(scope, () => 'replica'),
      disabled: or(flag(disabled.help, false), () => false),
      ...shapeOf(variant.params, { ...mode, spellings: variant.spellings ?? {} }),
    },
    { hint, elsewhere, spellings: variant.spellings },
  );
  const lawful = (params: PatternParams): Reading<PatternParams> => {
    const refusal = options.lenient ? null : (table.refuse?.(like, params) ?? null);
    if (!refusal) return { value: params };
    const message = `wanted ${refusal.wanted}, found ${refusal.found}`;
    return { flaws: [{ path: refusal.at.split('.'), message, refused: true }] };
  };
  return andThen(schema, lawful);
}

// Fallbacks

const TRIES_MAX = 16;
const ANSWER_MAX = 64;

type Try = FallbackList[number];

const answer = once(() => text('A fixed answer. It takes no time and cannot fail.', ANSWER_MAX));
const answerWord = once((): Schema<Try> =>
  andThen(answer(), (name) => ({ value: { answer: name } })),
);
const answerMap = once((): Schema<Try> => map<{ answer: string }>({ answer: answer() }));

/** An answer (a bare word suffices), or a call. */
const fallbackEntry = (options: StackOptions): Schema<Try> =>
  choose<Try, 'word' | 'answer' | 'call'>(
    () => ({ word: answerWord(), answer: answerMap(), call: options.call() }),
    (raw) => {
      if (!isMap(raw)) return 'word';
      if ('answer' in raw) return 'call' in raw ? failed([], ANSWER_AND_CALL) : 'answer';
      if ('call' in raw) return 'call';
      return failed([], `wanted an answer, { answer } or { call }, found ${found(raw)}`);
    },
    {
      name: 'try',
      write: (one: Try) =>
        'answer' in one ? written(answer(), one.answer) : written(options.call(), one),
    },
  );

/** The alternatives, in order. */
const fallbackList = (options: StackOptions): Schema<FallbackList> =>
  list(fallbackEntry(options), { min: 1, max: TRIES_MAX });

/** A list, or its single entry. */
const oneOrMore = (options: StackOptions): Schema<FallbackList> =>
  choose<FallbackList, 'list' | 'one'>(
    () => ({
      list: fallbackList(options),
      one: andThen(fallbackEntry(options), (one) => ({ value: [one] })),
    }),
    (raw) => (Array.isArray(raw) || raw === undefined || raw === null ? 'list' : 'one'),
    { name: 'tries' },
  );

const ANSWER_AND_CALL = 'wanted an answer or a call, found both: make them two entries';

/** A fallback in short form (a word, or a list of alternatives) or with its parameters. */
function fallbackForms(long: Schema<PatternParams>, options: StackOptions): Schema<PatternParams> {
  const whole = (tries: FallbackList): Reading<PatternParams> => ({
    value: { ...BARE, try: tries },
  });
  const tries = once(() => fallbackList(options));
  const word: Schema<PatternParams> = reader(
    (raw) => {
      const reading = parse(tries(), [raw]);
      if ('value' in reading) return whole(reading.value);
      return { flaws: reading.flaws.map((one) => ({ ...one, path: [] })) };
    },
    { json: { type: 'string' } },
  );
  const isLong = (raw: Plain): boolean => !('call' in raw) && !('answer' in raw);
  const write = (params: PatternParams): unknown => {
    if (!isSame(params, { ...BARE, try: params['try'] })) return written(long, params);
    const list = written(tries(), params['try']) as unknown[];
    return list.length === 1 && !isMap(list[0]) ? list[0] : list;
  };
  return choose<PatternParams, 'word' | 'list' | 'long'>(
    () => ({ word, list: andThen(tries(), whole), long }),
    (raw) => {
      if (Array.isArray(raw)) return 'list';
      if (isMap(raw)) return isLong(raw) ? 'long' : failed([], IN_LIST);
      return raw === null ? failed([], 'wanted a fallback, found nothing') : 'word';
    },
    { name: 'fallback', write },
  );
}

const BARE = { like: null, scope: 'replica', disabled: false } as const;

const IN_LIST = 'wanted a list of alternatives: write it as `[…]` or start each line with `- `';

/** The step key `fallback:`: a fallback as outermost layer. */
export function fallbackSchema(options: StackOptions): Schema<PatternParams> {
  const table = patternTables.get('fallback');
  if (!table) throw new Error('there is no pattern `fallback`');
  return patternSchema(table, options);
}
