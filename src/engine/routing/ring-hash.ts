/**
 * Ring hash, as Envoy's: each replica stands at several points of a ring, by its weight, and a key
 * belongs to the next point. Who joins or leaves moves only the keys that are its own.
 */
import type { BalanceSpec, Choice } from '../model/parts/policy.ts';
import { Keyed, mixed } from './keyed.ts';

/** As Envoy's maximum_ring_size. */
const POINTS_MAX = 8_388_608;

export class RingHash extends Keyed {
  static override readonly refs: readonly string[] = ['hashes', 'owners'];
  private leastPoints = 0;
  /** The points in order, and who stands there. */
  private hashes = new Uint32Array(0);
  private owners = new Int32Array(0);

  override configure(spec: BalanceSpec): void {
    super.configure(spec);
    this.leastPoints = spec.minimumRingSize;
  }

  override changed(from: Choice): void {
    const { pickable, count, total } = from;
    // As many as with all there: whoever is away for a while moves only its own keys.
    const each = Math.ceil(this.leastPoints / Math.max(count, total));
    const points: [hash: number, owner: number][] = [];
    for (let i = 0; i < count; i++) {
      const owner = pickable[i]!;
      const own = Math.max(1, Math.round(each * from.weightOf(owner)));
      for (let n = 0; n < own && points.length < POINTS_MAX; n++)
        points.push([mixed(owner, n), owner]);
    }
    points.sort(([a, first], [b, second]) => a - b || first - second);
    this.hashes = Uint32Array.from(points, ([hash]) => hash);
    this.owners = Int32Array.from(points, ([, owner]) => owner);
  }

  protected override ownerOf(hash: number): number {
    const { hashes } = this;
    let low = 0;
    let high = hashes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (hashes[middle]! < hash) low = middle + 1;
      else high = middle;
    }
    return this.owners[low === hashes.length ? 0 : low]!;
  }
}
