/**
 * Client-side throttling (SRE book, "Handling Overload"): once a client has sent more than `k`
 * times the number of accepted requests, it rejects calls locally so that the callee sees about `k`
 * times what it accepts.
 */
import type { Frame } from '../../model/flight/frame.ts';
import { DEGRADED, maskOf, type Outcome } from '../../model/outcome.ts';
import type { Values } from '../../model/params.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import type { Counts } from './history.ts';
import { Valve } from './valve.ts';
import type { params } from './client-side.table.ts';

/** Failures that count as accepted: the caller is at fault. */
const ACCEPTED = maskOf(['permanent', 'conflict']);

/** max(0, (requests − k · accepts)/(requests + 1)) */
export const throttling = (requests: number, accepts: number, k: number): number =>
  Math.max(0, (requests - k * accepts) / (requests + 1));

export class ClientSide extends Valve {
  private k = 0.5;

  override configure(_w: Port, p: PatternParams): void {
    const { k, window } = p as unknown as Values<typeof params>;
    this.k = k;
    this.windowNs = Math.round(window * 1e6);
  }

  protected override rejection({ calls, good }: Counts): number {
    return throttling(calls, good, this.k);
  }

  protected override decide(probability: number): boolean {
    return this.chance.double() < probability;
  }

  override enter(w: Port, f: Frame): number {
    const answer = super.enter(w, f);
    this.history.begin(w.now);
    this.history.add(1, 0);
    return answer;
  }

  override leave(w: Port, _f: Frame, o: Outcome): number {
    if (o <= DEGRADED || (ACCEPTED & (1 << o)) !== 0) {
      this.history.forget(w.now, this.windowNs);
      this.history.begin(w.now);
      this.history.add(0, 1);
    }
    return o;
  }
}
