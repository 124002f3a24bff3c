/** Open load: requests arrive whatever happens to them. */
import { ARRIVAL } from '../../kernel/queue.ts';
import type { Stream } from '../../kernel/random.ts';
import type { LoadSpec } from '../../spec.ts';
import { Agent } from '../agent.ts';
import type { Fault } from '../fault.ts';
import { layStages, Rate } from './load.ts';
import type { Port } from '../port.ts';

const NS_PER_S = 1e9;

/** Load that is open. */
export type OpenLoad = Exclude<LoadSpec, { users: unknown }>;

/** Whose requests arrive. */
export interface Source {
  readonly id: string;
  /** Spikes that are on. */
  readonly faults: readonly Fault[];
  arrive(w: Port): void;
}

export class Arrivals extends Agent {
  static override readonly refs: readonly string[] = ['client', 'stream', 'rate'];
  /** Evenly spaced, not at random. */
  uniform = false;
  /** Some were at random. */
  wasRandom = false;
  // The next one is due when the area under the rate since `anchorNs` reaches `owed`.
  private anchorNs = 0.5;
  private owed = 0.5;
  private due = 0.5;
  /** The area under the rate from the start to `settledNs`, after which the rate is what it is. */
  private area = 0.5;
  private settledNs = 0.5;
  /** Mean time between arrivals in ns while the rate is steady, else 0. */
  private steadyNs = 0.5;
  private rate: Rate;

  private readonly client: Source;
  private readonly stream: Stream;

  constructor(client: Source, stream: Stream) {
    super();
    this.client = client;
    this.stream = stream;
    this.rate = new Rate([], client.faults);
    this.anchorNs = this.owed = this.due = 0;
    this.area = this.settledNs = this.steadyNs = 0;
  }

  get actsFor(): string {
    return this.client.id;
  }

  configure(load: OpenLoad): void {
    this.uniform = load.arrivals === 'uniform';
    if (!this.uniform) this.wasRandom = true;
    const stages =
      'rate' in load
        ? [{ fromNs: 0, endNs: 0, from: load.rate, to: load.rate }]
        : layStages(load.stages, load.from);
    this.rate = new Rate(stages, this.client.faults);
  }

  begin(w: Port, load: OpenLoad): void {
    this.anchorNs = w.now;
    this.findSteady(w);
    // The first of evenly spaced arrivals at a constant rate comes at 0, as in k6; with stages the
    // n-th comes when the area under the rate reaches n, as there.
    this.owed = this.uniform && 'rate' in load ? 0 : this.draw();
    this.schedule(w);
  }

  private draw(): number {
    return this.uniform ? 1 : this.stream.exponential();
  }

  private findSteady(w: Port): void {
    const rate = this.rate.steady(w.now);
    this.steadyNs = rate > 0 ? NS_PER_S / rate : 0;
  }

  private schedule(w: Port): void {
    const at =
      this.steadyNs > 0
        ? this.anchorNs + Math.floor(this.owed * this.steadyNs + 0.5)
        : this.owed === 0
          ? this.anchorNs
          : this.rate.reach(this.anchorNs, this.owed);
    this.due = 0;
    if (at >= w.endNs) return;
    w.wakeAfter(this, at - w.queue.now, ARRIVAL);
    this.due = w.queue.pushed;
  }

  /** An arrival is due: the next one is found first, then the request starts. */
  override wake(w: Port, key: number): void {
    if (key !== this.due) return;
    if (this.uniform) this.owed += 1;
    else {
      this.anchorNs = w.queue.now;
      this.owed = this.stream.exponential();
    }
    if (this.steadyNs === 0) this.turnSteady(w);
    this.schedule(w);
    this.client.arrive(w);
  }

  /** Once the rate is steady, arrivals are counted from where it began to be. */
  private turnSteady(w: Port): void {
    this.findSteady(w);
    if (this.steadyNs > 0) this.settle(w.now);
  }

  /**
   * Takes the load up to now off what the pending arrival still waits for: to be called before the
   * rate changes.
   */
  settle(nowNs: number): void {
    this.area += this.rate.between(this.settledNs, nowNs);
    this.settledNs = nowNs;
    this.owed = Math.max(0, this.owed - this.rate.between(this.anchorNs, nowNs));
    this.anchorNs = nowNs;
  }

  /** The area under the rate from the start to now: as many requests as are owed by then. */
  areaUntil(nowNs: number): number {
    return this.area + this.rate.between(this.settledNs, nowNs);
  }

  /**
   * The rate is another from now on.
   * @param redraw after an edit the pending arrival is drawn again; when a spike comes or goes, it
   * still waits for the rest of its area
   */
  rateChanged(w: Port, redraw: boolean): void {
    if (redraw && !this.uniform) this.owed = this.draw();
    this.findSteady(w);
    this.schedule(w);
  }
}
