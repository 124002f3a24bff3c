/**
 * The address encodes the run: a fragment with an experiment and the playhead. A built-in scenario
 * appears by name with its changes, `#retry-storm?v=1&seed=7&t=61.2`; any other is included whole.
 * Links are untrusted: they are limited in size before decompression and validated before they run.
 */
import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate';
import { type Problem, short, wholeProblem } from './problems.ts';
import { type EditSpec, ENGINE, isDeeper, isMap, type Plain, type Spec } from '../engine/index.ts';
import {
  astray,
  type Change,
  type Experiment,
  experimentOf,
  isChanged,
  SEED_MAX,
  specOf,
} from './experiment.ts';
import { type Lab, type LabVariant, letterOf, VARIANTS_MAX, withName } from './lab.ts';
import { firstIn, notesOf } from './lab-notes.ts';
import { LIMITS } from './limits.ts';

/** The version of this notation. */
const VERSION = '1';
const CHARACTERS_MAX = 200_000;
const INFLATED_MAX = 2_000_000;
const DEPTH_MAX = 200;
const CHANGES_MAX = 1000;
/** Characters of the path of what is selected. */
const SELECTED_MAX = 2000;
const NOTES: readonly string[] = ['variants', 'layout', 'look'];
const LETTERS = Array.from({ length: VARIANTS_MAX }, (_, index) => letterOf(index));

/** The built-in scenarios by name, each with where its playhead starts. */
export type BuiltIns = ReadonlyMap<string, { spec: Spec; look: number | null }>;

/** What a link says beside its scenario. */
export interface LinkState {
  /** Index of the shown variant, and what the first one is called. */
  shown: number;
  firstName: string;
  /** The playhead, in ms; null: where the scenario says. */
  atMs: number | null;
  /** The path of what is selected; null: nothing. */
  selected: string | null;
  /** Simulated seconds per second while it plays; null: as pages begin. */
  speed: number | null;
  /** What is asked of what is selected; null: nothing. */
  why: string | null;
}

/** A link's content, not validated yet. */
export interface Link extends LinkState {
  experiment: Experiment;
  /** Variants, positions and the like beside it, as they were found. */
  notes: Plain;
  /** Where the built-in scenario's playhead starts, in ms; null: it does not say. */
  look: number | null;
  /** Whether it contains data that needs full validation. */
  foreign: boolean;
  /** The engine that created it. */
  engine: number | null;
  /** Warnings, each with a path: changes that are ignored because their path does not exist. */
  problems: Problem[];
}

type View = Pick<LinkState, 'selected' | 'speed' | 'why'>;
const NO_VIEW: View = { selected: null, speed: null, why: null };

/** @param atMs the playhead */
export function toFragment(lab: Lab, atMs: number, view: Partial<View> = {}): string {
  const { selected, speed, why } = { ...NO_VIEW, ...view };
  const first = firstIn(lab);
  const { name, base, seed, changes, edits } = first;
  const notes = notesIn(lab);
  const query = new URLSearchParams({ v: VERSION, engine: String(ENGINE) });
  if (seed !== base.seed || name === null) query.set('seed', seed);
  query.set('t', String(Math.round(atMs) / 1000));
  if (lab.shown > 0) query.set('show', letterOf(lab.shown));
  const [{ name: firstName }] = lab.variants as [LabVariant];
  if (firstName !== '') query.set('as', firstName);
  if (selected !== null) query.set('on', selected);
  if (speed !== null) query.set('speed', String(speed));
  if (why !== null) query.set('why', why);
  if (name === null) query.set('spec', pack({ ...specOf(first), ...notes }));
  else if (isChanged({ ...first, seed: base.seed }) || Object.keys(notes).length > 0)
    query.set('x', pack({ changes, edits, ...notes }));
  return `#${encodeURIComponent(name ?? '')}?${query}`;
}

/** The notes that say something. */
function notesIn(lab: Lab): Plain {
  const { layout, look, ...notes } = notesOf(lab);
  // Without edits a variant has those of the scenario.
  const variants = notes.variants.map(({ edits, ...rest }) => (edits ? { ...rest, edits } : rest));
  return {
    ...(variants.length > 0 && { variants }),
    ...(Object.keys(layout).length > 0 && { layout }),
    ...(look !== null && lab.name === null && { look }),
  };
}

/**
 * @param scenarios the built-in scenarios by name
 * @returns its content, or why it cannot be read; null for an empty fragment
 */
export function fromFragment(fragment: string, scenarios: BuiltIns): Link | string | null {
  const text = fragment.replace(/^#/, '');
  if (text === '') return null;
  if (text.length > CHARACTERS_MAX)
    return `it has ${text.length} characters, and at most ${CHARACTERS_MAX} are read`;
  const mark = text.indexOf('?');
  const query = new URLSearchParams(mark < 0 ? '' : text.slice(mark + 1));
  const version = query.get('v') ?? VERSION;
  if (version !== VERSION) return `it has version ${short(version)}, but this page reads version 1`;
  const content = contentOf(decoded(mark < 0 ? text : text.slice(0, mark)), query, scenarios);
  if (typeof content === 'string') return content;
  const { experiment, notes, look } = content;
  const seed = query.get('seed');
  if (seed !== null && seed.length > SEED_MAX)
    return `its seed has ${seed.length} characters, and at most ${SEED_MAX} are read`;
  const engine = Number(query.get('engine') ?? NaN);
  return {
    problems: astray(experiment).map(nowhere),
    ...{ notes, look, ...stateOf(query) },
    experiment: seed === null ? experiment : { ...experiment, seed },
    foreign: query.has('spec') || query.has('x'),
    engine: Number.isInteger(engine) ? engine : null,
  };
}

/** The state in a fragment that this page made. */
export const linkStateIn = (fragment: string): LinkState =>
  stateOf(new URLSearchParams(fragment.slice(fragment.indexOf('?') + 1)));

/** The fragment without what differs while somebody looks at the same scenario. */
export const withoutView = (fragment: string): string =>
  fragment.replace(/&(t|on|speed|why)=[^&]*/g, '');

/** The same fragment with the playhead elsewhere. */
export const atInstant = (fragment: string, atMs: number): string =>
  fragment.replace(/&t=[^&]*/, `&t=${Math.round(atMs) / 1000}`);

/** The lab as a link shows it. */
export function asShown(lab: Lab, { firstName, shown }: LinkState): Lab {
  const named = withName(lab, 0, firstName);
  return { ...named, shown: Math.min(shown, lab.variants.length - 1) };
}

function stateOf(query: URLSearchParams): LinkState {
  const [t, speed] = ['t', 'speed'].map((key) => Number(query.get(key) ?? NaN)) as [number, number];
  return {
    firstName: query.get('as')?.slice(0, LIMITS.name) ?? '',
    shown: Math.max(0, LETTERS.indexOf(query.get('show') ?? '')),
    atMs: t >= 0 && Number.isFinite(t) ? t * 1000 : null,
    selected: pathIn(query.get('on')),
    speed: Number.isFinite(speed) ? speed : null,
    why: query.get('why')?.slice(0, LIMITS.name) ?? null,
  };
}

/** A path that can be one; null: it is longer, or there is none. */
const pathIn = (text: string | null): string | null =>
  text !== null && text.length <= SELECTED_MAX ? text : null;

const nowhere = (path: string): Problem => ({
  ...wholeProblem('there is no such path in this scenario; the change is ignored'),
  path: short(path),
  severity: 'warning',
});

type Content = Pick<Link, 'experiment' | 'notes' | 'look'>;

function contentOf(
  name: string | null,
  query: URLSearchParams,
  scenarios: BuiltIns,
): Content | string {
  const whole = query.get('spec');
  if (whole !== null) {
    const data = unpack(whole);
    if (typeof data === 'string') return data;
    if (!isMap(data.value)) return 'it does not contain a scenario';
    const { notes, rest } = parted(data.value);
    return { experiment: experimentOf(null, rest as unknown as Spec), notes, look: null };
  }
  const base = name === null ? undefined : scenarios.get(name);
  if (name === null || !base) return `there is no scenario \`${short(name ?? '')}\``;
  const plain = experimentOf(name, base.spec);
  const { look } = base;
  const changed = query.get('x');
  if (changed === null) return { experiment: plain, notes: {}, look };
  const data = unpack(changed);
  if (typeof data === 'string') return data;
  const { notes, rest } = parted(isMap(data.value) ? data.value : {});
  const { changes, edits } = rest;
  if (!isList(changes, isChange) || !isList(edits, isEdit)) return 'its changes cannot be read';
  return { experiment: { ...plain, changes, edits }, notes, look };
}

/** What is beside a spec, and the rest. */
function parted(data: Plain): { notes: Plain; rest: Plain } {
  const isNote = ([key]: [string, unknown]): boolean => NOTES.includes(key);
  const entries = Object.entries(data);
  return {
    notes: Object.fromEntries(entries.filter(isNote)),
    rest: Object.fromEntries(entries.filter((entry) => !isNote(entry))),
  };
}

function isList<T>(value: unknown, is: (one: unknown) => one is T): value is T[] {
  return Array.isArray(value) && value.length <= CHANGES_MAX && value.every(is);
}

const isChange = (value: unknown): value is Change =>
  isMap(value) && typeof value['set'] === 'string' && 'to' in value;
const isEdit = (value: unknown): value is EditSpec =>
  isChange(value) && typeof (value as { at?: unknown }).at === 'number';

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** JSON, deflated, in URL-safe characters. */
function pack(value: unknown): string {
  const bytes = deflateSync(strToU8(JSON.stringify(value)), { level: 9 });
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

function unpack(text: string): { value: unknown } | string {
  try {
    const packed = Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) =>
      c.charCodeAt(0),
    );
    const bytes = inflated(packed);
    if (!bytes) return `it expands to more than ${INFLATED_MAX} bytes`;
    const value: unknown = JSON.parse(strFromU8(bytes));
    return isDeeper(value, DEPTH_MAX) ? `it is nested more than ${DEPTH_MAX} deep` : { value };
  } catch {
    return 'it is damaged or incomplete';
  }
}

/** In chunks, so that a small text cannot expand without limit; null beyond the limit. */
function inflated(packed: Uint8Array): Uint8Array | null {
  const pieces: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  const inflate = new Inflate((piece, final) => {
    pieces.push(piece);
    length += piece.length;
    ended ||= final;
  });
  const STEP = 1024;
  for (let at = 0; at < packed.length; at += STEP) {
    inflate.push(packed.subarray(at, at + STEP), at + STEP >= packed.length);
    if (length > INFLATED_MAX) return null;
  }
  if (!ended) throw new Error('incomplete');
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
