/** How large things are drawn: measures in px before zooming. */
import { gridHeight, gridOf, type Outline } from './outline.ts';

export interface Size {
  width: number;
  height: number;
}

/** Of a link: what its signs and figures take along it, and what it takes across. */
export interface LinkMeasures {
  /** From one sign to the next. */
  step: number;
  figures: number;
  across: number;
}

export interface Form {
  name: 'roomy' | 'dense';
  client: Size;
  service(service: Outline['services'][number]): Size;
  /** From left to right, and from top to bottom. */
  level: LinkMeasures;
  upright: LinkMeasures;
  /** Between neighbours of a column. */
  gap: number;
  /** A link on its way past others. */
  lane: number;
}

/** Of a roomy card, beside its tiles: name, queue, figures, reasons. */
const SERVICE_REST = 120;
/** Room for a service's own signs, beside its figures. */
const OWN_SIGNS = 58;

export const FORMS: Record<Form['name'], Form> = {
  roomy: {
    name: 'roomy',
    client: { width: 164, height: 140 },
    service: ({ replicas, threads, layers }) => ({
      width: 190 + (layers > 0 ? OWN_SIGNS : 0),
      height: Math.max(
        SERVICE_REST + gridHeight(gridOf(replicas, threads), replicas),
        34 + layers * 54,
      ),
    }),
    level: { step: 54, figures: 86, across: 76 },
    upright: { step: 54, figures: 40, across: 150 },
    gap: 32,
    lane: 14,
  },
  dense: {
    name: 'dense',
    client: { width: 210, height: 46 },
    service: () => ({ width: 210, height: 46 }),
    level: { step: 30, figures: 40, across: 20 },
    upright: { step: 30, figures: 20, across: 40 },
    gap: 10,
    lane: 4,
  },
};
