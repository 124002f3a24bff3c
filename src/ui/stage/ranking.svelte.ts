/**
 * The ranks of whatever is to be drawn: those of the built-in scenarios come with the page; for all
 * others dagre is fetched, once, and then answers at once.
 */
import made from 'virtual:ranks';
import type { Shape } from './outline.ts';
import type { Ranks } from './ranks.ts';

export class Ranking {
  /** Why others cannot be ranked; '' while they can. */
  trouble = $state('');
  private compute: ((shape: Shape) => Ranks) | null = $state.raw(null);
  private asked = false;

  /** Null while what it takes is on its way. */
  of(shape: Shape): Ranks | null {
    const known = made[JSON.stringify(shape)];
    if (known) return known;
    if (!this.compute) void this.fetch();
    return this.compute?.(shape) ?? null;
  }

  private async fetch(): Promise<void> {
    if (this.asked) return;
    this.asked = true;
    try {
      this.compute = (await import('./ranks.ts')).ranksOf;
      this.trouble = '';
    } catch (error) {
      this.trouble = String(error);
      // The next scenario tries again.
      this.asked = false;
    }
  }
}
