/**
 * The ranks of whatever is to be drawn: those of the built-in scenarios come with the page; for all
 * others dagre is fetched, once, and then answers at once.
 */
import made from 'virtual:ranks';
import { Part } from '../kit/part.svelte.ts';
import type { Shape } from './outline.ts';
import type { Ranks } from './ranks.ts';

export class Ranking {
  readonly others = new Part(() => import('./ranks.ts'));

  /** Null while what it takes is on its way, or could not be had: the next scenario tries again. */
  of(shape: Shape): Ranks | null {
    const known = made[JSON.stringify(shape)];
    if (known) return known;
    void this.others.load();
    return this.others.loaded?.ranksOf(shape) ?? null;
  }
}
