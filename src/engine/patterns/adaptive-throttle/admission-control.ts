/**
 * Envoy's admission control: rejects calls with a probability that grows as the success rate of the
 * window falls below a threshold. Rejected calls are not counted.
 */
import { pow } from '../../kernel/math.ts';
import type { Frame } from '../../model/flight/frame.ts';
import { CANCELLED, DEGRADED, maskOf, type Outcome } from '../../model/outcome.ts';
import { PASS } from '../../model/pattern.ts';
import type { Port } from '../../model/port.ts';
import type { PatternParams } from '../../spec.ts';
import type { Counts } from './history.ts';
import { Valve } from './valve.ts';
import type { Params } from './admission-control.table.ts';

/** Failures with a status below 500. */
const SUCCESS = maskOf(['permanent', 'conflict', 'rate-limited']);

/** Envoy compares integers, in units of 1/10,000. */
const ACCURACY = 10_000;

/** min(most, max(0, (n − s/threshold)/(n + 1))^(1/aggression)) */
export function denial(calls: number, successes: number, p: Params): number {
  const { srThreshold, aggression, maxRejectionProbability } = p;
  const excess = Math.max(0, (calls - successes / (srThreshold / 100)) / (calls + 1));
  const probability = aggression === 1 ? excess : pow(excess, 1 / aggression);
  return Math.min(maxRejectionProbability / 100, probability);
}

export class AdmissionControl extends Valve {
  private p!: Params;

  override configure(_w: Port, params: PatternParams): void {
    this.p = params as unknown as Params;
    this.windowNs = Math.trunc(this.p.samplingWindow / 1000) * 1e9;
  }

  /**
   * Calls per second over the window, or back to the oldest entry if that is longer; in whole
   * numbers, as in Envoy since pull request 34257.
   */
  private perSec(w: Port): number {
    const ns = Math.max(this.windowNs, this.history.spanNs(w.now));
    return Math.floor(this.history.calls / Math.floor(ns / 1e9));
  }

  /** Envoy checks the rate first, without dropping expired entries. */
  private isRare(w: Port): boolean {
    return this.perSec(w) < this.p.rpsThreshold;
  }

  protected override rejection({ calls, good }: Counts): number {
    return denial(calls, good, this.p);
  }

  protected override decide(probability: number): boolean {
    return ACCURACY * probability > this.chance.below(ACCURACY);
  }

  override enter(w: Port, f: Frame): number {
    if (this.isRare(w)) return PASS;
    const answer = super.enter(w, f);
    // Reading the counts starts an entry.
    this.history.begin(w.now);
    return answer;
  }

  override gauges(w: Port): Record<string, number> {
    return this.isRare(w) ? { admit: 1 } : super.gauges(w);
  }

  override leave(w: Port, _f: Frame, o: Outcome): number {
    if (o === CANCELLED) return o;
    this.history.forget(w.now, this.windowNs);
    this.history.begin(w.now);
    this.history.add(1, o <= DEGRADED || (SUCCESS & (1 << o)) !== 0 ? 1 : 0);
    return o;
  }
}
