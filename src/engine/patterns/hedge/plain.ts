/** A hedged request, as in "The Tail at Scale". */
import { CANCEL_MODES } from '../../model/cancel-mode.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import { Hedge } from './hedge.ts';
import type { Params } from './plain.table.ts';

export class PlainHedge extends Hedge {
  override configure(w: Port, p: PatternParams): void {
    const { after, maxHedges, cancel } = p as unknown as Params;
    this.lane = w.timers.lane(Math.round(after * 1e6));
    this.attempts = maxHedges + 1;
    this.mode = CANCEL_MODES[cancel];
  }
}
