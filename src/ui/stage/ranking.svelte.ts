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
  /** Of the last one that had to be ranked: most of what is changed is no part of the shape. */
  private last: { key: string; ranks: Ranks } | null = null;

  /** Null while dagre is loading, or if loading failed: the next scenario retries. */
  of(shape: Shape): Ranks | null {
    const key = JSON.stringify(shape);
    const known = made[key];
    if (known) return known;
    void this.others.load();
    const { loaded } = this.others;
    if (loaded && this.last?.key !== key) this.last = { key, ranks: loaded.ranksOf(shape) };
    return loaded ? this.last!.ranks : null;
  }
}
