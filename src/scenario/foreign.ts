/**
 * What a key of another program's configuration is here, with its value: the words for a key that
 * does not exist. Tables say what a key is (see engine/model/spelling.ts); whoever asks says what
 * can stand where.
 */
import {
  type Entry,
  isMap,
  type Moved,
  type Param,
  type Plain,
  type Renamed,
  type Spelling,
  type Spellings,
} from '../engine/index.ts';
import { meanings } from './foreign-values.ts';
import { sameName } from './plainly.ts';
import { type Flaw, said as cutQuotes, short } from './problems.ts';
import { inline } from './render.ts';

/** A value that can stand somewhere. */
export interface Leaf {
  /** The value as a scenario has it, or what is wrong with it. */
  read(raw: unknown): { written: unknown } | { message: string };
  /** The words that can stand here. */
  words: readonly string[];
  /** Its keys, if it is a group. */
  parts: Place | null;
}

/** A map of parameters. */
export interface Place {
  names: readonly string[];
  /** The leaf at a path; null: there is none. */
  at(path: readonly string[]): Leaf | null;
  /** What other programs' keys are here. */
  spellings?: Spellings | undefined;
  elsewhere?: Elsewhere | undefined;
}

/** What can stand elsewhere. */
export interface Elsewhere {
  ofParam(param: Param): Leaf;
  ofEntry(entry: Entry): Place;
}

/** A map of parameters as it would be written. */
interface Found {
  params: Plain;
  /** What is wrong with a value, by the parameter that it is. */
  unfit: { to: string; message: string }[];
  /** The keys that have a counterpart, with dots between. */
  heeded: string[];
}

/** Names that are meant exactly as they are written. */
const EXACT = /[-_]/;

/** The spelling of a key, by its own name or by rule. */
function spellingOf(key: string, spellings: Spellings): Spelling | undefined {
  if (Object.hasOwn(spellings, key)) return spellings[key];
  const names = Object.keys(spellings);
  const name = sameName(key, names);
  if (name === undefined || !EXACT.test(name))
    return name === undefined ? undefined : spellings[name];
  const other = sameName(
    key,
    names.filter((one) => !EXACT.test(one)),
  );
  return other === undefined ? undefined : spellings[other];
}

/** The words for a key of a map, by a table; null: the table does not know it. */
export function spelled(
  key: string,
  beside: Plain,
  spellings: Spellings,
  place: Place,
): Words | null {
  const spelling = spellingOf(key, spellings);
  return spelling === undefined ? null : wordsFor(key, beside, spelling, place);
}

/** What is said of a key: its input is cut. */
export type Words = Pick<Flaw, 'message' | 'means' | 'cut'>;

/** The words for a key that is known to be this. */
export function wordsFor(key: string, beside: Plain, given: Spelling, place: Place): Words {
  const spelling = resolved(given, beside);
  const value = beside[key];
  if ('none' in spelling) return said(`\`${short(key)}\` ${dropped(spelling.none)}`);
  if ('entries' in spelling) return said(moved(key, value, spelling, place));
  const found = nothing();
  if ('inside' in spelling) unpack(value, spelling.inside, place, found);
  else rename(value, beside, spelling, place, found);
  const [first] = found.unfit;
  if (Object.keys(found.params).length === 0)
    return first
      ? said(`\`${short(key)}\` is \`${first.to}\` here: ${first.message}`, [first.to])
      : said(`\`${short(key)}\` has no counterpart here: leave it out`);
  const words = `${source(key, value)} is ${pieces(found.params)}`;
  const left = 'inside' in spelling ? leftOut(value, found) : found.unfit.map(({ to }) => to);
  const isHere = !('of' in spelling);
  return said(
    `${words}${behind(spelling)}${without(left)}`,
    isHere ? Object.keys(found.params) : [],
  );
}

const said = (message: string, means: string[] = []): Words => ({ message, means, cut: true });

/** Why it has no counterpart, and what to do. */
const dropped = (why: string): string => `${why}${why.includes(': ') ? ';' : ':'} leave it out`;

const nothing = (): Found => ({ params: {}, unfit: [], heeded: [] });

type Settled = Exclude<Spelling, string | { beside: string }>;

function resolved(spelling: Spelling, beside: Plain): Settled {
  if (typeof spelling === 'string') return { to: spelling };
  if (!('beside' in spelling)) return spelling;
  const value = besideIn(beside, spelling.beside);
  const stands = value !== undefined && value !== false && value !== 'false';
  return resolved(stands ? spelling.then : spelling.otherwise, beside);
}

const BESIDE_MAX = 100;

/** The value of another key, however it is written; undefined: it is not there. */
function besideIn(beside: Plain, name: string): unknown {
  const keys = Object.keys(beside).slice(0, BESIDE_MAX);
  const key = keys.find((one) => sameName(one, [name]) !== undefined);
  return key === undefined ? undefined : beside[key];
}

function behind(spelling: Settled): string {
  if ('plus' in spelling && spelling.plus === 1) return ' here: the first try counts';
  if ('plus' in spelling && spelling.plus === -1) return ' here: the first try does not count';
  return 'of' in spelling ? ` ${spelling.of}` : '';
}

/** Adds a value under its new name. */
function rename(value: unknown, beside: Plain, to: Renamed, place: Place, found: Found): void {
  const path = to.to.split('.');
  const under = to.under === undefined ? path : [...to.under.split('.'), ...path];
  const leaf = to.param ? (place.elsewhere?.ofParam(to.param) ?? null) : place.at(under);
  const read = to.read ? to.read(value, (key) => besideIn(beside, key)) : value;
  if (!leaf || read === undefined) {
    found.unfit.push({ to: to.to, message: 'its value has no counterpart' });
    return;
  }
  const reading = isMap(read) && leaf.parts ? grouped(read, leaf.parts) : converted(read, to, leaf);
  if ('params' in reading) {
    put(found.params, path, reading.params);
    found.unfit.push(...reading.unfit);
  } else if ('written' in reading) put(found.params, path, reading.written);
  else found.unfit.push({ to: to.to, message: reading.message });
}

/** A map whose keys are those of a group. */
function grouped(value: Plain, parts: Place): Found {
  const found = nothing();
  unpack(value, {}, parts, found);
  const left = leftOut(value, { ...found, unfit: [] });
  found.unfit.push(...left.map((to) => ({ to, message: '' })));
  return found;
}

/** The first meaning of a value that can stand there. */
function converted(value: unknown, to: Renamed, leaf: Leaf): ReturnType<Leaf['read']> {
  let wrong: { message: string } | null = null;
  for (const meaning of meanings(value, to, leaf.words)) {
    const reading = leaf.read(meaning);
    // What a table makes of a value is as a person would write it.
    if ('written' in reading)
      return to.read && typeof meaning === 'string' ? { written: meaning } : reading;
    wrong ??= { message: cutQuotes(reading.message) };
  }
  return wrong ?? { message: 'its value has no counterpart' };
}

/** The words for a value of a key that exists, in another program's words; null: it has none. */
export function translated(key: string, value: unknown, to: Renamed, leaf: Leaf): string | null {
  const reading = converted(value, to, leaf);
  return 'written' in reading
    ? `${source(key, value)} is ${pieces({ [key]: reading.written })}`
    : null;
}

function put(map: Plain, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) map[key] = value;
  else put((isMap(map[key]) ? map[key] : (map[key] = {})) as Plain, rest, value);
}

/** The keys of a map, or of the first entry of a list, by a table or by their own names. */
function unpack(value: unknown, by: Spellings, place: Place, found: Found, above = ''): void {
  const whole = by[''];
  const map: unknown = Array.isArray(value) ? value[0] : value;
  if (whole !== undefined && (!isMap(map) || Object.keys(by).length === 1)) {
    single(value, {}, whole, place, found);
    return;
  }
  for (const [key, part] of isMap(map) ? Object.entries(map).slice(0, KEYS_MAX) : []) {
    const spelling = spellingIn(key, by, place);
    const settled = spelling === undefined ? null : resolved(spelling, map as Plain);
    if (settled && 'none' in settled && !/counterpart/.test(settled.none))
      found.heeded.push(`${above}${key}`);
    if (!settled || 'none' in settled || 'entries' in settled) continue;
    if ('inside' in settled) unpack(part, settled.inside, place, found, `${above}${key}.`);
    else {
      found.heeded.push(`${above}${key}`);
      single(part, map as Plain, settled, place, found);
    }
  }
}

const spellingIn = (key: string, by: Spellings, { names, spellings = {} }: Place) =>
  spellingOf(key, by) ?? spellingOf(key, spellings) ?? sameName(key, names);

const KEYS_MAX = 30;

function single(value: unknown, beside: Plain, to: Spelling, place: Place, found: Found): void {
  const settled = resolved(to, beside);
  if ('to' in settled) rename(value, beside, settled, place, found);
}

/** Entries of a list elsewhere, each with what the value says of it. */
function moved(key: string, value: unknown, { where, entries }: Moved, place: Place): string {
  const told: string[] = [];
  const all = nothing();
  for (const entry of place.elsewhere ? entries : []) {
    const found = nothing();
    unpack(value, entry.from, place.elsewhere!.ofEntry(entry), found);
    all.unfit.push(...found.unfit);
    all.heeded.push(...found.heeded);
    if (Object.keys(found.params).length === 0) continue;
    const params = { ...entry.set, ...found.params };
    const text = entry.pattern ? pair(entry.pattern, params) : inline(params);
    told.push(`\`${text}\`${entry.note ? ` (${entry.note})` : ''}`);
  }
  const [first] = all.unfit;
  if (told.length === 0)
    return `\`${short(key)}\` ${where}${first ? `, as \`${first.to}\`: ${first.message}` : ''}`;
  return `${source(key, value)} ${where}: ${listed(told)}${without(leftOut(value, all))}`;
}

const SHOWN_MAX = 80;

/** `key: value`, in quotes. */
function source(key: string, value: unknown): string {
  const text = typeof value === 'string' && value.length > SHOWN_MAX ? short(value) : value;
  return `\`${short(pair(short(key), text).replaceAll('`', "'"))}\``;
}

const pair = (key: string, value: unknown): string => inline({ [key]: value }).slice(2, -2);

/** Each parameter in quotes. */
const pieces = (params: Plain): string =>
  listed(Object.entries(params).map(([key, value]) => `\`${pair(key, value)}\``));

/** `a, b and c` */
const listed = (all: readonly string[]): string =>
  all.length < 2 ? all.join() : `${all.slice(0, -1).join(', ')} and ${all.at(-1)!}`;

/** What a map says that has no counterpart, and what cannot be read. */
function leftOut(value: unknown, { heeded, unfit }: Found): string[] {
  const isHeeded = (path: string): boolean =>
    heeded.some((one) => path === one || path.startsWith(`${one}.`));
  const left =
    isMap(value) || Array.isArray(value) ? leavesOf(value).filter((one) => !isHeeded(one)) : [];
  return [...left, ...unfit.map(({ to }) => to)];
}

/** The paths of what a map says, to a few levels; a list has only its first entry. */
function leavesOf(value: unknown, above = '', depth = 0): string[] {
  const map: unknown = Array.isArray(value) ? value[0] : value;
  if (!isMap(map) || depth > 4) return above === '' ? [] : [above];
  return Object.keys(map)
    .slice(0, KEYS_MAX)
    .flatMap((key) => leavesOf(map[key], above === '' ? key : `${above}.${key}`, depth + 1));
}

const LEFT_MAX = 4;

function without(names: readonly string[]): string {
  if (names.length === 0) return '';
  const listed = names.slice(0, LEFT_MAX).map((name) => `\`${short(name)}\``);
  return `, without ${listed.join(', ')}${names.length > LEFT_MAX ? ' …' : ''}`;
}
