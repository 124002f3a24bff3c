/**
 * Peak EWMA, as Finagle (com.twitter.finagle.loadbalancer.PeakEwma with p2c): of two replicas drawn
 * at random, the one with the lower latency × (under way + 1). A latency jumps up at once, and is
 * forgotten exponentially.
 */
import { grown } from '../kernel/arrays.ts';
import { exp } from '../kernel/math.ts';
import { type BalanceSpec, type Choice, Policy } from '../model/parts/policy.ts';

/** Of a replica that has work but has never answered. */
const PENALTY = 1e300;
const NS_PER_MS = 1e6;

export class PeakEwma extends Policy {
  override readonly counts = true;
  private decayNs = 0.5;
  /** By replica: the average latency in ns, 0 before the first, and when it was last brought up. */
  private latency = new Float64Array(8);
  private since = new Float64Array(8);

  override configure({ decayTime }: BalanceSpec): void {
    this.decayNs = decayTime * NS_PER_MS;
  }

  override pick(from: Choice): number {
    const { pickable, count, stream } = from;
    if (count === 1) return pickable[0]!;
    const first = stream.below(count);
    const second = (first + 1 + stream.below(count - 1)) % count;
    const [a, b] = [pickable[first]!, pickable[second]!];
    return this.loadOf(from, b) < this.loadOf(from, a) ? b : a;
  }

  private loadOf({ underWay, nowNs }: Choice, replica: number): number {
    this.observe(replica, 0, nowNs);
    const latency = this.latency[replica]!;
    const pending = underWay[replica]!;
    return latency === 0 && pending > 0 ? PENALTY + pending : latency * (pending + 1);
  }

  private observe(replica: number, ns: number, nowNs: number): void {
    if (replica >= this.latency.length) {
      this.latency = grown(this.latency, 2 * replica);
      this.since = grown(this.since, 2 * replica);
    }
    const before = this.latency[replica]!;
    if (ns > before) this.latency[replica] = ns;
    else {
      const kept = exp((this.since[replica]! - nowNs) / this.decayNs);
      this.latency[replica] = ns * (1 - kept) + before * kept;
    }
    this.since[replica] = nowNs;
  }

  override ended({ nowNs }: Choice, replica: number, ns: number): void {
    this.observe(replica, ns, nowNs);
  }
}
