/**
 * Least requests, as Envoy (source/extensions/load_balancing_policies/least_request): of `choices`
 * drawn at random the one with the fewest requests under way; with unequal weights by deadlines,
 * weight / (under way + 1)^bias.
 */
import { pow } from '../kernel/math.ts';
import { type BalanceSpec, type Choice, Policy } from '../model/parts/policy.ts';
import { Edf } from './edf.ts';

/** Every replica is looked at. */
const ALL = 0;

export class LeastRequests extends Policy {
  static override readonly refs: readonly string[] = ['least', 'equals'];
  override readonly counts = true;
  private choices = 2;
  private bias = 0.5;
  private readonly edf = new Edf();
  /** The fewest under way, and how many have so few; -1: to be counted anew. */
  private least = -1;
  private equals = 0;

  override configure({ choices, bias }: BalanceSpec): void {
    this.choices = choices === 'all' ? ALL : choices;
    this.bias = bias;
  }

  override changed(from: Choice): void {
    this.least = -1;
    if (!from.isUneven) this.edf.stop();
  }

  override pick(from: Choice): number {
    if (from.isUneven) return this.edf.pick(from, (replica) => this.weigh(from, replica));
    return this.choices === ALL ? this.leastOf(from) : this.drawn(from);
  }

  private weigh(from: Choice, replica: number): number {
    const underWay = from.underWay[replica]! + 1;
    const share = this.bias === 1 ? underWay : pow(underWay, this.bias);
    return from.weightOf(replica) / share;
  }

  /** Drawn with replacement; of equals the first. */
  private drawn({ pickable, count, underWay, stream }: Choice): number {
    let best = pickable[stream.below(count)]!;
    for (let i = 1; i < this.choices; i++) {
      const other = pickable[stream.below(count)]!;
      if (underWay[other]! < underWay[best]!) best = other;
    }
    return best;
  }

  /** One of the least busy, at random. */
  private leastOf({ pickable, count, underWay, stream }: Choice): number {
    if (this.least < 0) this.find(pickable, count, underWay);
    let nth = this.equals === 1 ? 0 : stream.below(this.equals);
    for (let i = 0; i < count; i++)
      if (underWay[pickable[i]!] === this.least && nth-- === 0) return pickable[i]!;
    return pickable[0]!;
  }

  private find(pickable: Int32Array, count: number, underWay: Int32Array): void {
    this.least = Infinity;
    for (let i = 0; i < count; i++) {
      const found = underWay[pickable[i]!]!;
      if (found > this.least) continue;
      this.equals = found === this.least ? this.equals + 1 : 1;
      this.least = found;
    }
  }

  override sent({ underWay }: Choice, replica: number): void {
    if (underWay[replica] === this.least + 1 && --this.equals === 0) this.least = -1;
  }

  override ended({ allowed, underWay }: Choice, replica: number): void {
    if (this.least < 0 || allowed[replica] === 0) return;
    const now = underWay[replica]!;
    if (now < this.least) {
      this.least = now;
      this.equals = 1;
    } else if (now === this.least) this.equals++;
  }
}
