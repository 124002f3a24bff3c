/** What a chart says about itself: the page draws whatever charts.ts lists. */
import type { Spec } from '../../engine/spec.ts';
import type { Buckets } from './buckets.ts';
import { overlaid } from './ghost.ts';
import type { Picture } from './picture.ts';

/** What there is to choose from; what is chosen in one chart holds for all that show it. */
export type Chosen = Readonly<Record<'clients' | 'services', string | null>>;

/** What a picture is made of. */
export interface Subject {
  buckets: Buckets;
  spec: Spec;
  /** Ids; null: none in particular. */
  only: Chosen;
}

export interface Chart {
  id: string;
  title: string;
  /** How to read it, in a sentence. */
  help: string;
  /** What it can be narrowed to, and in which words; null: nothing. */
  choice: { of: keyof Chosen; label: string; none: string } | null;
  /** Whether the curve of the former run stays behind that of this one. */
  isCompared: (label: string, subject: Subject) => boolean;
  pictureOf: (subject: Subject) => Picture;
}

/** A chart of this run, and behind it of the former one, if there is one. */
export function drawn(chart: Chart, now: Subject, former: Buckets | null): Picture {
  const picture = chart.pictureOf(now);
  if (!former) return picture;
  const before = chart.pictureOf({ ...now, buckets: former });
  return overlaid(picture, before, (label) => chart.isCompared(label, now));
}
