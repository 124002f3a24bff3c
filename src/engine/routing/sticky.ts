/** Sticky: one drawn at random, until an attempt to it fails or it may not be picked any more. */
import { type Choice, Policy } from '../model/parts/policy.ts';

const NONE = -1;

export class Sticky extends Policy {
  override readonly counts = true;
  private chosen = NONE;

  override pick({ pickable, count, allowed, stream }: Choice): number {
    if (this.chosen === NONE || allowed[this.chosen] === 0)
      this.chosen = pickable[stream.below(count)]!;
    return this.chosen;
  }

  override ended(_from: Choice, replica: number, _ns: number, failed: boolean): void {
    if (failed && replica === this.chosen) this.chosen = NONE;
  }
}
