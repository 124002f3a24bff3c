/** At random, in proportion to the weights. */
import { type Choice, Policy } from '../model/parts/policy.ts';

export class Random extends Policy {
  override pick(from: Choice): number {
    const { pickable, count, stream } = from;
    if (!from.isUneven) return pickable[stream.below(count)]!;
    let total = 0;
    for (let i = 0; i < count; i++) total += from.weightOf(pickable[i]!);
    let left = stream.double() * total;
    for (let i = 0; i < count - 1; i++) {
      left -= from.weightOf(pickable[i]!);
      if (left < 0) return pickable[i]!;
    }
    return pickable[count - 1]!;
  }
}
