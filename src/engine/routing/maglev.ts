/**
 * Maglev (Eisenbud and others, NSDI 2016, section 3.4): each replica fills a table by a permutation
 * of its own, in turn, as often as its weight says, so that all have nearly the same number of
 * slots.
 */
import type { Choice } from '../model/parts/policy.ts';
import { Keyed, mixed } from './keyed.ts';

/** The default of Envoy: a prime. */
const SLOTS = 65_537;
const EMPTY = -1;

export class Maglev extends Keyed {
  static override readonly refs: readonly string[] = ['table'];
  private table = new Int32Array(0);

  override changed(from: Choice): void {
    const { count } = from;
    if (count === 0) return;
    const replicas = Array.from(from.pickable.subarray(0, count));
    const weights = replicas.map((replica) => from.weightOf(replica));
    const most = Math.max(...weights);
    const next = replicas.map((replica) => mixed(replica, 0) % SLOTS);
    const skip = replicas.map((replica) => (mixed(replica, 1) % (SLOTS - 1)) + 1);
    const turns = weights.map(() => 0);
    this.table = new Int32Array(SLOTS).fill(EMPTY);
    for (let filled = 0, round = 1; filled < SLOTS; round++)
      for (let i = 0; i < count && filled < SLOTS; i++) {
        if ((round * weights[i]!) / most < turns[i]! + 1) continue;
        turns[i]!++;
        while (this.table[next[i]!] !== EMPTY) next[i] = (next[i]! + skip[i]!) % SLOTS;
        this.table[next[i]!] = replicas[i]!;
        filled++;
      }
  }

  protected override ownerOf(hash: number): number {
    return this.table[hash % SLOTS]!;
  }
}
