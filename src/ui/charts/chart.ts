/** What a chart says about itself: the page draws whatever charts.ts lists. */
import type { Spec } from '../../engine/spec.ts';
import type { Entity } from '../kit/selection.ts';
import type { Buckets } from './buckets.ts';
import type { Hue } from './colours.svelte.ts';
import { overlaid } from './overlay.ts';
import type { Picture } from './picture.ts';

/** What there is to choose from; what is chosen in one chart holds for all that show it. */
export type Chosen = Readonly<Record<'clients' | 'services', string | null>>;

/** What a picture is made of. */
export interface Subject {
  buckets: Buckets;
  spec: Spec;
  /** Ids; null: none in particular. */
  only: Chosen;
  /** The client, service or link that it is of; null: none in particular. */
  focus: Entity | null;
  /** Colors of services that have had one: they keep it. */
  hues: Map<string, Hue>;
}

/** Another run to compare with. */
export interface Other {
  letter: string;
  buckets: Buckets;
}

export interface Chart {
  id: string;
  title: string;
  /** How to read it, in a sentence. */
  help: string;
  /** What it can be narrowed to, and in which words; null: nothing. */
  choice: { of: keyof Chosen; label: string; none: string } | null;
  /** Whether the curve with that id is drawn for every run that is compared. */
  isCompared: (id: string, subject: Subject) => boolean;
  pictureOf: (subject: Subject) => Picture;
}

/** A chart of this run, and behind it of those that it is compared with. */
export function drawn(
  chart: Chart,
  now: Subject,
  letter = 'A',
  others: readonly Other[] = [],
): Picture {
  const picture = chart.pictureOf(now);
  if (others.length === 0) return picture;
  const behind = others.map((other) => {
    const subject = { ...now, buckets: other.buckets, hues: new Map(now.hues) };
    const { store } = other.buckets;
    const untilMs = store.count * store.layout.intervalMs;
    return { letter: other.letter, picture: chart.pictureOf(subject), untilMs };
  });
  return overlaid({ letter, picture, untilMs: Infinity }, behind, (id) =>
    chart.isCompared(id, now),
  );
}
