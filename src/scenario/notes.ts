/**
 * What a scenario says beside its spec: variants to compare, positions on the page, the instant at
 * which it opens. None of it affects a run.
 */
import { type EditSpec, type Spec, world } from '../engine/index.ts';
import { type Change, experimentOf, specOf } from './experiment.ts';
import {
  andThen,
  failed,
  ids,
  list,
  map,
  once,
  or,
  type Reading,
  reader,
  type Schema,
  structural,
} from './kit.ts';
import { ranged, text } from './leaves.ts';
import { BASE, COUNTS, LIMITS } from './limits.ts';
import { type Flaw, flaw, found } from './problems.ts';
import { editSchema, pathSchema, type RawEdit, valueSchema } from './raw-edit.ts';
import { formatMs } from './units.ts';

/** A named list of changes for the whole run. */
export interface Variant {
  name: string;
  /** Paths in the spec, values in the spec's units. */
  changes: readonly Change[];
  /** In place of the scenario's; null: the scenario's. */
  edits: readonly EditSpec[] | null;
}

export interface Notes {
  /** Positions of clients and services on the page. */
  layout: Readonly<Record<string, readonly [number, number]>>;
  variants: readonly Variant[];
  /** Initial playhead in ms; null: the page chooses. */
  look: number | null;
}

export const NO_NOTES: Notes = { layout: {}, variants: [], look: null };

/** The spec of a variant. */
export const variantSpec = (base: Spec, { changes, edits }: Variant): Spec =>
  specOf({ ...experimentOf(null, base), changes, edits: edits ?? base.edits });

/** A variant before it is read against the scenario. */
export interface RawVariant {
  name: string;
  changes: Change[];
  edits: RawEdit[] | null;
}

/** Notes as they are written. */
export interface RawNotes {
  look: number | null;
  variants: RawVariant[];
  layout: Record<string, [number, number]>;
}

const nameSchema = (): Schema<string> =>
  andThen(text('Name of the variant, unique in the list.', LIMITS.name), (name) => {
    if (name.trim() === '') return failed([], 'wanted a name, found nothing');
    if (name === BASE) return failed([], `\`${BASE}\` is the scenario itself: wanted another name`);
    return { value: name };
  });

const changeSchema = (): Schema<Change> => map<Change>({ set: pathSchema(), to: valueSchema() });

const variantSchema = (): Schema<RawVariant> =>
  map<RawVariant>({
    name: nameSchema(),
    changes: or(list(changeSchema(), { max: COUNTS.changes }), () => []),
    edits: or<RawVariant['edits']>(list(editSchema(), { max: COUNTS.edits }), () => null),
  });

const variantsSchema = (): Schema<RawVariant[]> =>
  andThen<RawVariant[], RawVariant[]>(
    list(variantSchema(), { max: COUNTS.variants }),
    (variants): Reading<RawVariant[]> => {
      const flaws = doubles(variants);
      return flaws.length > 0 ? { flaws } : { value: variants };
    },
  );

function doubles(variants: readonly RawVariant[]): Flaw[] {
  const first = new Map<string, number>();
  return variants.flatMap(({ name }, index): Flaw[] => {
    const other = first.get(name);
    if (other === undefined) first.set(name, index);
    if (other === undefined) return [];
    return [flaw([index, 'name'], `duplicate name \`${name}\`: variants[${other}] has it already`)];
  });
}

const positionSchema = (): Schema<[number, number]> => {
  const read = (raw: unknown): Reading<[number, number]> => {
    const [x, y]: unknown[] = Array.isArray(raw) && raw.length === 2 ? raw : [];
    return isFigure(x) && isFigure(y)
      ? { value: [x || 0, y || 0] }
      : failed([], `wanted a position such as [120, 40], found ${found(raw)}`);
  };
  const json = {
    ...{ type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 },
    description: 'Position on the page, in pixels from the left and from the top.',
  };
  return reader(read, { json, write: ([x, y]: [number, number]) => [pixel(x), pixel(y)] });
};

const isFigure = (value: unknown): value is number => Number.isFinite(value);

/** Never -0. */
const pixel = (value: number): number => Math.round(value) || 0;

const LOOK = {
  kind: 'ms',
  help: 'Time at which the page opens the scenario. Not set: when its first fault shows.',
  min: 0,
  max: world.run.duration.max,
  zero: true,
  default: null,
} as const;

/** The keys of a scenario that are notes. */
export const notesShape = once((): { [K in keyof RawNotes]: Schema<RawNotes[K]> } => ({
  look: or(structural(ranged<number | null>(LOOK, false)), () => null),
  variants: or(variantsSchema(), () => []),
  layout: or(ids(positionSchema(), COUNTS.clients + COUNTS.services, 'positions'), () => ({})),
}));

/** The notes that fit a spec, without variants; what does not fit is a warning. */
export function fitting(spec: Spec, { look, layout }: RawNotes): { notes: Notes; flaws: Flaw[] } {
  const flaws: Flaw[] = [];
  const late = look !== null && look > spec.duration;
  if (late) {
    const message = `wanted a time within the run, 0–${formatMs(spec.duration)}, found `;
    flaws.push({ ...flaw(['look'], message + formatMs(look)), warning: true });
  }
  const known = Object.entries(layout).filter(([id]) => isNode(spec, id));
  for (const id of Object.keys(layout).filter((one) => !isNode(spec, one))) {
    const message = `there is no client or service \`${id}\`; its position is not kept`;
    flaws.push({ ...flaw(['layout', id], message), key: true, warning: true });
  }
  const notes = { layout: Object.fromEntries(known), variants: [], look: late ? null : look };
  return { notes, flaws };
}

export const isNode = ({ clients, services }: Spec, id: string): boolean =>
  Object.hasOwn(clients, id) || Object.hasOwn(services, id);
