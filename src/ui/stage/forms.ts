/**
 * Forms of drawing a topology, from the most detailed to the smallest. All measures are px before
 * zooming; texts have 12 px in every form, so that they are 10 px high at a zoom of READABLE.
 */
import { gridHeight, gridOf, type Outline } from './outline.ts';

export const READABLE = 10 / 12;

export interface Size {
  width: number;
  height: number;
}

/** Size of a link's signs and figures along it, and across. */
export interface LinkMeasures {
  /** Distance of two signs. */
  step: number;
  figures: number;
  across: number;
}

export interface Form {
  /**
   * `roomy`: everything; `compact`: threads, queue, p99 and reasons in two lines; `narrow`: the
   * same one below the other, for long chains; `slim`: name, state and one figure, faults below;
   * `small`: the same in two lines; `tiny`: name and state.
   */
  name: 'roomy' | 'compact' | 'narrow' | 'slim' | 'small' | 'tiny';
  client(client: Outline['clients'][number]): Size;
  service(service: Outline['services'][number]): Size;
  /** A sign is a square. */
  sign: number;
  /** From left to right, and from top to bottom. */
  level: LinkMeasures;
  upright: LinkMeasures;
  /** Between neighbors in a column. */
  gap: number;
  /** Margin of a card above and below, for its badge and faults. */
  marks: number;
  /** Upright, cards are this far left of their links, which would otherwise cross the marks. */
  aside: number;
  /** Maximum widening of cards if there is room. */
  widen: number;
  /** Width of a passing link, and minimum length of a bend. */
  lane: number;
  bend: number;
}

/** Cards with more than name, state and one figure. */
export const isDetailed = (form: Form['name']): boolean =>
  form === 'roomy' || form === 'compact' || form === 'narrow';

/** Two or three lines of figures, close together. */
export const isTight = (form: Form['name']): boolean => form === 'compact' || form === 'narrow';

/** On a roomy card, beside its tiles: name, queue, figures, reasons. */
const SERVICE_REST = 128;
/** Room for a service's own signs, beside its figures. */
const OWN_SIGNS = 58;

interface Named {
  id: string;
  members?: string[];
}

/** Approximate width of its name; a group also has its number. */
const narrow =
  (height: number, least: number) =>
  ({ id, members }: Named): Size => ({
    width: Math.min(150, Math.max(least, 20 + 8 * id.length)) + (members ? 28 : 0),
    height,
  });

/** More detailed forms come first. */
export const FORMS: readonly Form[] = [
  {
    name: 'roomy',
    client: () => ({ width: 142, height: 162 }),
    service: ({ replicas, threads, layers }) => ({
      width: 178 + (layers > 0 ? OWN_SIGNS : 0),
      height: Math.max(
        SERVICE_REST + gridHeight(gridOf(replicas, threads), replicas),
        34 + layers * 54,
      ),
    }),
    sign: 40,
    level: { step: 52, figures: 64, across: 74 },
    upright: { step: 52, figures: 36, across: 150 },
    gap: 30,
    marks: 14,
    aside: 50,
    widen: 24,
    lane: 26,
    bend: 14,
  },
  {
    name: 'compact',
    client: () => ({ width: 164, height: 70 }),
    service: ({ layers }) => ({ width: 184 + 36 * layers, height: 68 }),
    sign: 32,
    level: { step: 46, figures: 60, across: 60 },
    upright: { step: 38, figures: 28, across: 92 },
    gap: 26,
    marks: 15,
    aside: 50,
    widen: 24,
    lane: 22,
    bend: 12,
  },
  {
    name: 'narrow',
    client: () => ({ width: 124, height: 134 }),
    service: ({ layers }) => ({ width: 128, height: 104 + (layers > 0 ? 36 : 0) }),
    sign: 30,
    level: { step: 44, figures: 52, across: 60 },
    upright: { step: 38, figures: 28, across: 92 },
    gap: 26,
    marks: 15,
    aside: 50,
    widen: 40,
    lane: 22,
    bend: 10,
  },
  {
    name: 'slim',
    client: narrow(34, 88),
    service: narrow(34, 88),
    sign: 22,
    level: { step: 24, figures: 36, across: 35 },
    upright: { step: 24, figures: 22, across: 64 },
    gap: 22,
    marks: 16,
    aside: 0,
    widen: 48,
    lane: 18,
    bend: 10,
  },
  {
    name: 'small',
    client: narrow(33, 132),
    service: narrow(33, 132),
    sign: 22,
    level: { step: 24, figures: 36, across: 35 },
    upright: { step: 24, figures: 22, across: 64 },
    gap: 4,
    marks: 2,
    aside: 0,
    widen: 48,
    lane: 18,
    bend: 10,
  },
  {
    name: 'tiny',
    client: narrow(20, 60),
    service: narrow(20, 60),
    sign: 13,
    level: { step: 14, figures: 8, across: 16 },
    upright: { step: 14, figures: 8, across: 16 },
    gap: 4,
    marks: 2,
    aside: 0,
    widen: 48,
    lane: 6,
    bend: 8,
  },
];
