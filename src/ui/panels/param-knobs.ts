/**
 * From a parameter's table to its knobs: one for a plain value, several for a group or a
 * distribution. Each knob sets a leaf of the spec, named by its path.
 */
import type { FallbackList, Spread } from '../../engine/index.ts';
import {
  distributionTables,
  firstValue,
  type Formed,
  type Param,
  REASONS,
  share,
  SHARE,
  world,
} from '../../engine/tables.ts';
import { type Unit, words } from '../kit/format.ts';
import { fits, formsOf, isMap } from './forms.ts';

interface Common {
  path: string;
  label: string;
  help: string;
  /** Heading of its section. */
  section: string;
  /** It changes for the whole run, wherever the playhead is. */
  isPlan?: boolean;
}

export interface RangeKnob extends Common {
  kind: Unit;
  value: number | null;
  /** undefined: required. */
  default: number | null | undefined;
  min: number;
  max: number;
  zero: boolean;
  nullable: boolean;
}
export interface ChoiceKnob extends Common {
  kind: 'choice';
  value: string;
  default: string;
  of: readonly string[];
}
export interface FlagKnob extends Common {
  kind: 'flag';
  value: boolean;
  default: boolean;
}
export interface ReasonsKnob extends Common {
  kind: 'reasons';
  /** null: the pattern's default. */
  value: readonly string[] | null;
  default: readonly string[] | null;
  of: readonly string[];
}
/** The form of a parameter; the knobs of that form follow. */
export interface FormKnob extends Common {
  kind: 'form';
  value: string;
  default: string;
  of: readonly string[];
  /** Initial value per form. */
  to: Readonly<Record<string, unknown>>;
}
/** An optional group; `on` is its value when enabled. */
export interface OptionalKnob extends Common {
  kind: 'optional';
  value: boolean;
  on: unknown;
}
/** A read-only text. */
export interface NoteKnob extends Common {
  kind: 'note';
  value: string;
}
export type Knob =
  RangeKnob | ChoiceKnob | FlagKnob | ReasonsKnob | FormKnob | OptionalKnob | NoteKnob;

export interface Place {
  path: string;
  label: string;
  section: string;
  value: unknown;
}

/** The value at a key of a map or list. */
const under = (place: Place, key: string, label = key): Place => ({
  path: `${place.path}.${key}`,
  label,
  section: place.section,
  value: isMap(place.value) ? place.value[key] : undefined,
});

/** The knobs of a parameter's value. */
export function knobsFor(param: Param, place: Place): Knob[] {
  const { path, label, section, value } = place;
  const common = { path, label, section, help: param.help };
  switch (param.kind) {
    case 'choice': {
      const { kind, of } = param;
      return [{ ...common, kind, of, default: param.default, value: String(value) }];
    }
    case 'flag':
      return [{ ...common, kind: 'flag', default: param.default, value: value === true }];
    case 'reasons': {
      const list = Array.isArray(value) ? value.map(String) : null;
      return [{ ...common, kind: 'reasons', default: param.default, of: REASONS, value: list }];
    }
    case 'fallbacks':
      return [{ ...common, kind: 'note', value: triesOf(value) }];
    case 'group':
      return groupKnobs(param, place);
    case 'list': {
      const list: unknown[] = Array.isArray(value) ? value : [];
      return list.flatMap((one, i) => {
        const at = { path: `${path}[${i}]`, label: `${label} ${i + 1}` };
        return knobsFor(param.of, { ...place, ...at, value: one });
      });
    }
    case 'either':
    case 'msOrShare':
    case 'countOrShare':
      return formKnobs(param, place);
    default:
      if (param.kind === 'ms' && param.spread && isMap(value))
        return spreadKnobs(value as Spread, place, param.help);
      return typeof value === 'number' || value === null ? [ranged(param, place, value)] : [];
  }
}

type Ranged = Extract<Param, { min: number }>;

function ranged(param: Ranged, place: Place, value: number | null): RangeKnob {
  const { path, label, section } = place;
  const { kind, help, min, max } = param;
  const zero = param.kind !== 'ms' || param.zero;
  const nullable = param.default === null;
  return {
    path,
    label,
    section,
    help,
    kind,
    value,
    default: param.default,
    min,
    max,
    zero,
    nullable,
  };
}

/** The choice of the form, and the knobs of the chosen one. */
function formKnobs(param: Formed, place: Place): Knob[] {
  const { path, label, section, value } = place;
  const forms = formsOf(param);
  const present = forms.find((form) => fits(form.param, value));
  if (!present) return [];
  const from = { param: present.param, value };
  const choice: FormKnob = {
    kind: 'form',
    path,
    label: `${label}: form`,
    section,
    help: param.help,
    value: present.name,
    default: forms[0]!.name,
    of: forms.map(({ name }) => name),
    to: Object.fromEntries(forms.map((form) => [form.name, firstValue(form.param, from)])),
  };
  const own =
    present.param === SHARE
      ? knobsFor(share(undefined, param.help), under(place, 'share', label))
      : knobsFor(present.param, place);
  return [choice, ...own];
}

function groupKnobs(param: Extract<Param, { kind: 'group' }>, place: Place): Knob[] {
  const { path, label, section, value } = place;
  const there = isMap(value);
  const parts = Object.entries(param.of);
  const knob: OptionalKnob = {
    path,
    label,
    section,
    help: param.help,
    kind: 'optional',
    value: there,
    on: firstValue(param),
  };
  const head = param.optional ? [knob] : [];
  if (!there) return head;
  return [
    ...head,
    ...parts.flatMap(([key, part]) => knobsFor(part, under(place, key, `${label}: ${words(key)}`))),
  ];
}

const triesOf = (value: unknown): string =>
  Array.isArray(value)
    ? (value as FallbackList)
        .map((one) => ('call' in one ? `call ${one.call}` : `answer “${one.answer}”`))
        .join(', then ')
    : '';

// Distributions

/** The numbers of a distribution; they limit each other. */
export function spreadKnobs(spread: Spread, place: Omit<Place, 'value'>, meaning: string): Knob[] {
  const at = (
    key: string,
    label: string,
    param: Ranged,
    value: number,
    to: Partial<Ranged> = {},
  ) => {
    const help = `${meaning} ${param.help}`;
    const named = { ...param, help, ...to } as Ranged;
    const path = key === '' ? place.path : `${place.path}.${key}`;
    return ranged(named, { ...place, path, label: `${place.label}${label}`, value }, value);
  };
  if (typeof spread === 'number') return [at('', '', world.fixed, spread)];
  const [name, value] = Object.entries(spread)[0] as [string, unknown];
  const { figures } = distributionTables[name as keyof typeof distributionTables];
  if (figures.kind === 'one')
    return [at(name, `, ${name}: ${figures.name}`, figures.of, Number(value))];
  if (figures.kind === 'pair') {
    const [low, high] = value as [number, number];
    return [
      at(`${name}[0]`, `, ${name}: from`, figures.of, low, { max: high }),
      at(`${name}[1]`, `, ${name}: to`, figures.of, high, { min: low }),
    ];
  }
  const entries = Object.entries(value as Record<string, number>);
  if (figures.kind === 'points') {
    entries.sort(([a], [b]) => Number(a.slice(1)) - Number(b.slice(1)));
    return entries.map(([key, point], i) =>
      at(`${name}.${key}`, `: ${key}`, figures.of, point, between(entries, i)),
    );
  }
  const sets = figures.kind === 'either' ? figures.of : [figures];
  const { of, rising } = sets.find((set) => entries.every(([key]) => key in set.of))!;
  return entries.map(([key, figure], i) => {
    const to = rising ? between(entries, i) : {};
    return at(`${name}.${key}`, `, ${name}: ${key}`, of[key] as Ranged, Number(figure), to);
  });
}

/** A percentile lies between its neighbors. */
function between(points: readonly [string, number][], i: number): Partial<Ranged> {
  const [below, above] = [points[i - 1], points[i + 1]];
  return { ...(below && { min: below[1] }), ...(above && { max: above[1] }) };
}
