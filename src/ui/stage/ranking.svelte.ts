/**
 * Ranks of the current topology: built-in scenarios include theirs; for others dagre is loaded
 * once.
 */
import made from 'virtual:ranks';
import { Part } from '../kit/part.svelte.ts';
import type { Shape } from './outline.ts';
import type { Ranks } from './ranks.ts';

export class Ranking {
  readonly others = new Part(() => import('./ranks.ts'));

  /** Null while dagre is loading, or if loading failed: the next scenario retries. */
  of(shape: Shape): Ranks | null {
    const known = made[JSON.stringify(shape)];
    if (known) return known;
    void this.others.load();
    return this.others.loaded?.ranksOf(shape) ?? null;
  }
}
