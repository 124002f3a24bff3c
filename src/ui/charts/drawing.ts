/** Draws charts of runs; what it has computed of a run it keeps. */
import type { Spec } from '../../engine/spec.ts';
import type { IntervalStore } from '../../worker/client.ts';
import type { Entity } from '../kit/selection.ts';
import type { Beside } from './beside.ts';
import { Buckets } from './buckets.ts';
import { type Chart, type Chosen, drawn } from './chart.ts';
import type { Hue } from './colours.svelte.ts';
import type { Picture } from './picture.ts';

/** A run, under its letter, with those that it is compared with. */
export interface Charted {
  spec: Spec;
  store: IntervalStore;
  letter: string;
  others: readonly Beside[];
}

export class Drawing {
  private readonly known = new WeakMap<IntervalStore, Buckets>();
  private readonly hues = new Map<string, Hue>();

  bucketsOf(store: IntervalStore): Buckets {
    const buckets = this.known.get(store) ?? new Buckets(store);
    this.known.set(store, buckets);
    return buckets;
  }

  draw(
    chart: Chart,
    { spec, store, letter, others }: Charted,
    only: Chosen,
    focus: Entity | null,
  ): Picture {
    const now = { buckets: this.bucketsOf(store), spec, only, focus, hues: this.hues };
    const behind = others.flatMap(({ letter: other, store: its }) =>
      its ? [{ letter: other, buckets: this.bucketsOf(its) }] : [],
    );
    return drawn(chart, now, letter, behind);
  }
}
