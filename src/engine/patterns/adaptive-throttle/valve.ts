/** Admits a fraction of calls that depends on recent outcomes. */
import type { Stream } from '../../kernel/random.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { THROTTLED } from '../../model/outcome.ts';
import { PASS, Pattern } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import { type Counts, History } from './history.ts';

export abstract class Valve extends Pattern {
  readonly history = new History();
  /** Calls rejected here. */
  rejected = 0;
  protected windowNs = 0.5;
  protected readonly chance: Stream;

  constructor(place: Pattern['place']) {
    super(place);
    this.windowNs = 0;
    this.chance = place.stream('reject');
  }

  /** Rejection probability after such a history. */
  protected abstract rejection(counts: Counts): number;

  /** Draws whether a call is rejected. */
  protected abstract decide(probability: number): boolean;

  override enter(w: Port, _f: Frame): number {
    this.history.forget(w.now, this.windowNs);
    const probability = this.rejection(this.history);
    if (probability <= 0 || !this.decide(probability)) return PASS;
    this.rejected++;
    return THROTTLED;
  }

  override gauges(w: Port): Record<string, number> {
    return { admit: 1 - this.rejection(this.history.within(w.now, this.windowNs)) };
  }

  override report(w: Port): Record<string, number> {
    const { calls, good } = this.history.within(w.now, this.windowNs);
    return { calls, accepted: good, rejected: this.rejected };
  }
}
