/** An algorithm that finds out how many calls may be under way, from how long they took. */
import { State } from '../../kernel/state.ts';
import type { PatternParams } from '../../spec.ts';

export abstract class Limit extends State {
  /** The estimate, as a real number; fewer calls than its whole part may be under way. */
  estimate = 0.5;
  /** The initial limit, as last read. */
  private initial = 0.5;

  constructor() {
    super();
    this.estimate = -1;
    this.initial = -1;
  }

  /** Takes over parameters; it begins at `initialLimit`, again after an edit of that. */
  abstract configure(params: PatternParams): void;

  /**
   * A call has ended.
   * @param inflight calls that were under way when it began, itself included
   */
  abstract update(rttNs: number, inflight: number, dropped: boolean): void;

  /** Begins with a new initial limit; else goes on from where it is, within the bounds. */
  protected start(initialLimit: number, min: number, max: number): void {
    if (initialLimit !== this.initial) this.estimate = initialLimit;
    else this.estimate = Math.min(max, Math.max(min, this.estimate));
    this.initial = initialLimit;
  }

  get whole(): number {
    return Math.trunc(this.estimate);
  }
}
