/**
 * From a parameter table to the schema of a map: defaults, groups and values with several forms.
 */
import {
  defaultOf,
  type ListParam,
  type Param,
  type Renamed,
  type Spellings,
  type Table,
} from '../engine/index.ts';
import { translated } from './foreign.ts';
import {
  choose,
  failed,
  leafOf,
  list,
  map,
  nodeOf,
  noted,
  or,
  parse,
  type Reading,
  reader,
  type Schema,
  written,
} from './kit.ts';
import { choice, flag, orShare, ranged, reasons, wordsOf } from './leaves.ts';
import { isMap, isSame, type Plain } from '../engine/index.ts';
import { unknownName } from './names.ts';
import { type Flaw, flaw, found } from './problems.ts';
import { spread } from './spread.ts';

export interface Mode {
  /** True: values that only a library would reject are accepted. */
  lenient: boolean;
  /** The schema of a fallback's alternatives, if allowed: a table knows nothing of calls. */
  fallbacks?: () => Schema;
  /** How the library writes values of its parameters. */
  spellings?: Spellings | undefined;
}

const REPLICAS_MAX = 1000;
const always = (): boolean => true;

/** The schema of each parameter, with its default. */
export function shapeOf(table: Table, mode: Mode): Record<string, Schema> {
  const shape: Record<string, Schema> = {};
  const inner: Mode = { ...mode, spellings: undefined };
  for (const [name, param] of Object.entries(table)) {
    const schema = inLibrarysWords(name, schemaOf(param, inner), mode.spellings);
    const value = leftOut(param);
    shape[name] = value === undefined ? schema : or(schema, () => value);
  }
  return shape;
}

/** Says what a value means that the library writes otherwise. */
function inLibrarysWords(name: string, schema: Schema, spellings: Spellings | undefined): Schema {
  const { keys, child } = nodeOf(schema);
  // The parts of a group say it themselves.
  if (!spellings || keys || child) return schema;
  const own = spellings[name];
  const spelling: Renamed = typeof own === 'object' && 'values' in own ? own : { to: name };
  const leaf = leafOf(schema);
  const read = (raw: unknown): Reading<unknown> => {
    const reading = parse(schema, raw);
    const words = 'value' in reading ? null : translated(name, raw, spelling, leaf);
    return words === null ? reading : { flaws: [{ ...flaw([], words), cut: true }] };
  };
  return reader(read, nodeOf(schema));
}

/** The default; undefined: required. */
const leftOut = (param: Param): unknown =>
  param.kind === 'fallbacks' ? undefined : defaultOf(param);

export function schemaOf(param: Param, mode: Mode): Schema {
  switch (param.kind) {
    case 'choice':
      return choice(param);
    case 'flag':
      return flag(param.help, param.default);
    case 'reasons':
      return reasons(param);
    case 'fallbacks': {
      if (!mode.fallbacks) throw new Error('nothing can be tried here');
      const tries = mode.fallbacks();
      return noted(tries, { ...nodeOf(tries), help: param.help });
    }
    case 'list':
      return listSchema(param, mode);
    case 'msOrShare':
      return orShare('ms', param.help, 30 * 24 * 3_600_000);
    case 'countOrShare':
      return orShare('count', param.help, REPLICAS_MAX);
    case 'group':
      return groupSchema(param.of, param.optional, param.help, mode);
    case 'either':
      return eitherSchema(param.of, param.help, mode);
    case 'ms':
      return param.spread ? fixedOrSpread(param, mode) : ranged(param, mode.lenient);
    default:
      return ranged(param, mode.lenient);
  }
}

/** A duration that is the same each time, or drawn each time. */
function fixedOrSpread(param: Extract<Param, { kind: 'ms' }>, mode: Mode): Schema {
  return choose<unknown, 'fixed' | 'spread'>(
    () => ({ fixed: ranged(param, mode.lenient), spread: spread(param.help) }),
    (raw) => (isMap(raw) ? 'spread' : 'fixed'),
    { editable: always },
  );
}

const given = (raw: unknown): 'some' | 'none' => (raw === null ? 'none' : 'some');

function listSchema({ of, most, help, default: unset }: ListParam, mode: Mode): Schema {
  const some: Schema = list(schemaOf(of, mode), { min: 1, max: most });
  const schema = unset === null ? choose(() => ({ some, none: NOTHING }), given) : some;
  return noted(schema, { ...nodeOf(schema), help, editable: always });
}

function groupSchema(table: Table, optional: boolean, help: string, mode: Mode): Schema {
  const schema: Schema = map<Record<string, unknown>>(shapeOf(table, mode));
  return mapOrNull(schema, { optional, help, editable: always });
}

/** A map for which null is not an empty map: null stays null, if it is optional. */
export function mapOrNull<T>(
  schema: Schema<T>,
  { optional, help, editable }: { optional: boolean; help: string; editable?: () => boolean },
): Schema<T | null> {
  const { child, keys } = nodeOf(schema);
  const read = (raw: unknown): Reading<T | null> => {
    if (raw === null && optional) return { value: null };
    return isMap(raw) ? parse(schema, raw) : failed([], `wanted a map, found ${found(raw)}`);
  };
  const forms: Schema[] = optional ? [schema, NOTHING] : [schema];
  const write = (value: T | null): unknown => (value === null ? null : written(schema, value));
  const node = {
    forms,
    json: { description: help },
    write,
    ...(child && { child }),
    ...(keys && { keys }),
  };
  return reader(read, editable ? { ...node, editable } : node);
}

/** Represents null in the JSON Schema. */
export const NOTHING: Schema = reader(() => ({ value: null }), { json: { type: 'null' } });

function eitherSchema(of: readonly Param[], help: string, mode: Mode): Schema {
  const forms = of.map((param) => ({ param, schema: schemaOf(param, mode) }));
  const scalars = forms.filter(({ param }) => param.kind !== 'group' && param.kind !== 'list');
  const groups = forms.filter(({ param }) => param.kind === 'group');
  const ofList = forms.find(({ param }) => param.kind === 'list')?.schema;
  const schemaFor = (raw: unknown): Schema | undefined => {
    if (Array.isArray(raw)) return ofList;
    return isMap(raw) && groups.length > 0 ? bestGroup(groups, Object.keys(raw)) : undefined;
  };
  const read = (raw: unknown): Reading<unknown> => {
    const whole = schemaFor(raw);
    const strange = groups.length > 1 && isMap(raw) ? strangerTo(groups, raw) : null;
    if (strange !== null) return { flaws: [strange] };
    if (whole) return parse(whole, raw);
    const readings = scalars.map(({ schema }) => parse(schema, raw));
    const good = readings.find((reading) => 'value' in reading);
    if (good) return good;
    const refused = readings.find((one) => 'flaws' in one && one.flaws.some((f) => f.refused));
    if (refused) return refused;
    const wanted = [...new Set(of.map(formWords))].join(' or ');
    return failed([], `wanted ${wanted}, found ${found(raw)}`);
  };
  /** The first form that reads the value back unchanged. */
  const write = (value: unknown): unknown => {
    const whole = schemaFor(value);
    if (whole) return written(whole, value);
    const texts = scalars.map(({ schema }) => written(schema, value));
    const reads = (text: unknown): boolean => {
      const reading = read(text);
      return 'value' in reading && isSame(reading.value, value);
    };
    return texts.find(reads) ?? value;
  };
  return reader(read, {
    forms: forms.map(({ schema }) => schema),
    json: { description: help },
    write,
    child: (key, value) => {
      const schema = schemaFor(value);
      return schema && nodeOf(schema).child?.(key, value);
    },
    editable: always,
  });
}

function formWords(param: Param): string {
  return param.kind === 'group' ? `a map with ${Object.keys(param.of).join(', ')}` : wordsOf(param);
}

type Form = { param: Param; schema: Schema };

/** A key of a map none of whose keys any of the groups has. */
function strangerTo(groups: readonly Form[], raw: Plain): Flaw | null {
  const known = groups.flatMap(({ param }) => Object.keys('of' in param ? param.of : {}));
  const keys = Object.keys(raw);
  const [key] = keys;
  if (key === undefined || keys.some((one) => known.includes(one))) return null;
  return { path: [key], message: unknownName(key, [...new Set(known)]), key: true };
}

/** The group that matches most of the given keys; the first wins ties. */
function bestGroup(groups: readonly Form[], keys: readonly string[]): Schema | undefined {
  const score = ({ param }: Form): number =>
    param.kind === 'group' ? keys.filter((key) => Object.hasOwn(param.of, key)).length : 0;
  return groups.reduce((best, form) => (score(form) > score(best) ? form : best), groups[0]!)
    .schema;
}
