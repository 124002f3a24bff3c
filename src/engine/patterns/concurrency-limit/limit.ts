/** An algorithm that derives the concurrency limit from measured latencies. */
import { State } from '../../kernel/state.ts';
import type { PatternParams } from '../../spec.ts';

export abstract class Limit extends State {
  /** The estimate, a real number; its whole part is the limit. */
  estimate = 0.5;
  /** The initial limit, as last read. */
  private initial = 0.5;

  constructor() {
    super();
    this.estimate = -1;
    this.initial = -1;
  }

  /** Applies parameters; starts at `initialLimit`, and again after an edit of it. */
  abstract configure(params: PatternParams): void;

  /**
   * A call has ended.
   * @param inflight concurrent calls at its start, including itself
   */
  abstract update(rttNs: number, inflight: number, dropped: boolean): void;

  /**
   * Starts with a new initial limit; otherwise continues from the current limit, within the bounds.
   */
  protected start(initialLimit: number, min: number, max: number): void {
    if (initialLimit !== this.initial) this.estimate = initialLimit;
    else this.estimate = Math.min(max, Math.max(min, this.estimate));
    this.initial = initialLimit;
  }

  get whole(): number {
    return Math.trunc(this.estimate);
  }
}
