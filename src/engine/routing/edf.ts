/**
 * Earliest deadline first, as Envoy schedules hosts of unequal weight (source/common/upstream/
 * edf_scheduler.h): whoever is picked is due again 1 / weight later.
 */
import { grown } from '../kernel/arrays.ts';
import { State } from '../kernel/state.ts';
import type { Choice } from '../model/parts/policy.ts';

export class Edf extends State {
  /** When each replica is due, from 1 on; 0: it is new here. */
  private due = new Float64Array(8);
  /** The deadline of the one picked last. */
  private now = 0.5;
  private runs = false;

  constructor() {
    super();
    this.now = 1;
  }

  /** All weigh the same again: whoever is due does not matter any more. */
  stop(): void {
    this.runs = false;
  }

  pick({ pickable, count }: Choice, weightOf: (replica: number) => number): number {
    if (!this.runs) {
      this.due.fill(0);
      this.now = 1;
      this.runs = true;
    }
    const last = pickable[count - 1]!;
    if (last >= this.due.length) this.due = grown(this.due, 2 * last);
    const { due } = this;
    let best = -1;
    for (let i = 0; i < count; i++) {
      const replica = pickable[i]!;
      if (due[replica] === 0) due[replica] = this.now + 1 / weightOf(replica);
      if (best < 0 || due[replica]! < due[best]!) best = replica;
    }
    // One that has long been away is not owed what it missed.
    if (due[best]! > this.now) this.now = due[best]!;
    due[best] = this.now + 1 / weightOf(best);
    return best;
  }
}
