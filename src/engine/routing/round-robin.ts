/** Round robin: each in turn, or as often as its weight says. */
import { type Choice, Policy } from '../model/parts/policy.ts';
import { Edf } from './edf.ts';

export class RoundRobin extends Policy {
  /** The next replica. */
  private turn = -1;
  private readonly edf = new Edf();

  constructor() {
    super();
    // Not a constant: see Service.
    this.turn = 0;
  }

  override changed(from: Choice): void {
    if (!from.isUneven) this.edf.stop();
  }

  override pick(from: Choice): number {
    if (from.isUneven) return this.edf.pick(from, (replica) => from.weightOf(replica));
    const { allowed, pickable, count } = from;
    const last = pickable[count - 1]!;
    while (this.turn <= last) {
      const replica = this.turn++;
      if (allowed[replica] === 1) return replica;
    }
    const first = pickable[0]!;
    this.turn = first + 1;
    return first;
  }
}
