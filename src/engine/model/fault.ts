/**
 * Something that goes wrong from `at` on, for a while. A fault is on at a client, a service or a
 * link; while it is, the model asks it what a request meets there. Each kind overrides only what it
 * changes; factors of several faults multiply, delays add, shares combine as independent.
 */
import { FIRST } from '../kernel/queue.ts';
import type { Stream } from '../kernel/random.ts';
import type { FaultSpec } from '../spec.ts';
import { Agent } from './agent.ts';
import type { Frame } from './flight/frame.ts';
import type { ReplicaView } from './flight/views.ts';
import { SHARES_MAX } from './limits.ts';
import type { Port } from './port.ts';

/** A client, service or link at which faults can be on. */
export interface Target {
  readonly id: string;
  /** Those that are on, in the order of the scenario. */
  readonly faults: Fault[];
  /** Before faults change: what has happened so far happened under the old ones. */
  settle(nowNs: number): void;
  faultsChanged(w: Port): void;
}

const NS_PER_MS = 1e6;

export abstract class Fault extends Agent {
  static override readonly refs: readonly string[] = ['target', 'spec'];
  /** Is it on? */
  on = false;
  /** Its bit in a frame's `struck`; see `numberBits`. */
  bit = 0;
  /** Keys of the events that begin and end it; 0 when there is none. */
  beginKey = 0.5;
  endKey = 0.5;

  readonly index: number;
  readonly spec: FaultSpec;
  /** The amount's key in the spec. */
  readonly kind: string;
  readonly target: Target;
  private readonly stream: Stream;

  constructor(index: number, spec: FaultSpec, kind: string, target: Target, stream: Stream) {
    super();
    this.index = index;
    this.spec = spec;
    this.kind = kind;
    this.target = target;
    this.stream = stream;
    this.beginKey = this.endKey = 0;
  }

  get beginNs(): number {
    return Math.round(this.spec.at * NS_PER_MS);
  }
  get endNs(): number {
    return this.spec.for === null
      ? Infinity
      : Math.round((this.spec.at + this.spec.for) * NS_PER_MS);
  }

  /** The amount as a number: a factor, share or ms. */
  protected get amount(): number {
    return Number(this.spec[this.kind]);
  }

  /** How much of it has built up: from 0 to 1 along its ramp. */
  strength(nowNs: number): number {
    const rampNs = this.spec.ramp * NS_PER_MS;
    return rampNs > 0 ? Math.max(0, Math.min(1, (nowNs - this.beginNs) / rampNs)) : 1;
  }

  /** When its ramp is over. */
  get rampEndNs(): number {
    return this.beginNs + Math.round(this.spec.ramp * NS_PER_MS);
  }

  /** A factor that grows from 1. */
  protected factorAt(nowNs: number): number {
    return 1 + (this.amount - 1) * this.strength(nowNs);
  }

  /** Meets a request that comes to its target, and decides whether it hits this one. */
  strikes(f: Frame): boolean {
    const { share } = this.spec;
    if (share !== null && this.stream.double() < share) f.struck |= this.bit;
    return this.hits(f);
  }

  /** Does it hit this request? */
  hits(f: Frame): boolean {
    const { share, replicas } = this.spec;
    if (replicas !== null && (f.replica === null || f.replica.index >= replicas)) return false;
    return share === null || (f.struck & this.bit) !== 0;
  }

  /** A draw of its own, for the kinds that hit with a probability. */
  chance(probability: number): boolean {
    return probability > 0 && this.stream.double() < probability;
  }

  /** Puts its begin and end on the queue, or takes effect at once, as its times have it now. */
  schedule(w: Port): void {
    this.beginKey = this.endKey = 0;
    const over = this.spec.disabled || this.endNs <= w.now;
    const early = this.beginNs > w.now;
    if (this.on && (over || early)) this.stop(w);
    if (this.on) this.endKey = this.push(w, this.endNs);
    else if (!over && early) this.beginKey = this.push(w, this.beginNs);
    else if (!over) this.start(w);
  }

  private push(w: Port, atNs: number): number {
    return atNs < w.endNs ? w.wakeAt(this, atNs, FIRST, 0) : 0;
  }

  get actsFor(): string {
    return this.target.id;
  }

  override wake(w: Port, key: number): void {
    if (key === this.beginKey) this.start(w);
    else if (key === this.endKey) this.stop(w);
  }

  private start(w: Port): void {
    this.change(w, true, () => this.attach());
    this.endKey = this.push(w, this.endNs);
    this.begin(w);
  }

  /** Takes its place among the faults that are on at its target. */
  attach(): void {
    const { faults } = this.target;
    const place = faults.findIndex((other) => other.index > this.index);
    faults.splice(place < 0 ? faults.length : place, 0, this);
  }

  private stop(w: Port): void {
    const { faults } = this.target;
    this.change(w, false, () => faults.splice(faults.indexOf(this), 1));
    this.end(w);
  }

  private change(w: Port, on: boolean, attach: () => void): void {
    this.target.settle(w.now);
    this.on = on;
    attach();
    this.target.faultsChanged(w);
  }

  /** What it does at its begin and end, beside being there to be asked. */
  protected begin(_w: Port): void {}
  protected end(_w: Port): void {}

  // What a request meets that it strikes.
  delayNs(_nowNs: number): number {
    return 0;
  }
  /** The same for its answer on the way back; only faults of links are asked. */
  answerDelayNs(_nowNs: number): number {
    return 0;
  }
  drops(_nowNs: number): boolean {
    return false;
  }
  refuses(): boolean {
    return false;
  }
  /** Multiplies work. */
  stretch(_nowNs: number): number {
    return 1;
  }
  /** Probability of `error` and `permanent` at the end. */
  errorShare(_nowNs: number): number {
    return 0;
  }
  permanentShare(_nowNs: number): number {
    return 0;
  }

  // What its target is while it is on.
  /** Does it take threads away? */
  get takesThreads(): boolean {
    return false;
  }
  /** Multiplies a replica's threads. */
  threadShare(_replica: ReplicaView, _nowNs: number): number {
    return 1;
  }
  /** Multiplies a client's load. */
  loadFactor(_nowNs: number): number {
    return 1;
  }
}

export type FaultClass = new (
  index: number,
  spec: FaultSpec,
  kind: string,
  target: Target,
  stream: Stream,
) => Fault;

/** Gives bits to those that hit a share of requests, then to those that an edit may make so. */
export function numberBits(faults: readonly Fault[]): void {
  const shared = faults.filter(({ spec }) => spec.share !== null);
  const others = faults.filter(({ spec }) => spec.share === null);
  [...shared, ...others].forEach((fault, i) => (fault.bit = 1 << (i % SHARES_MAX)));
}
