/**
 * A fault is active at a client, a service or a link from `at` on, for a duration. While it is
 * active, the model asks it for its effect on each request. Each kind overrides only the effects it
 * has; factors of several faults multiply, delays add, and fractions combine as independent.
 */
import { FIRST } from '../kernel/queue.ts';
import type { Stream } from '../kernel/random.ts';
import type { FaultSpec } from '../spec.ts';
import { Agent } from './agent.ts';
import type { Frame } from './flight/frame.ts';
import type { ReplicaView } from './flight/views.ts';
import { SHARES_MAX } from './limits.ts';
import type { Port } from './port.ts';

/** A client, service or link that can have faults. */
export interface Target {
  readonly id: string;
  /** The active faults, in scenario order. */
  readonly faults: Fault[];
  /** Called before faults change: progress so far counts under the old ones. */
  settle(nowNs: number): void;
  faultsChanged(w: Port): void;
}

const NS_PER_MS = 1e6;

export abstract class Fault extends Agent {
  static override readonly refs: readonly string[] = ['target', 'spec'];
  /** Whether it is active. */
  on = false;
  /** Its bit in a frame's `struck`; see `numberBits`. */
  bit = 0;
  /** Keys of its begin and end events; 0: none. */
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

  /** The amount as a number: a factor, a fraction or ms. */
  protected get amount(): number {
    return Number(this.spec[this.kind]);
  }

  /** Intensity, from 0 to 1 along its ramp. */
  strength(nowNs: number): number {
    const rampNs = this.spec.ramp * NS_PER_MS;
    return rampNs > 0 ? Math.max(0, Math.min(1, (nowNs - this.beginNs) / rampNs)) : 1;
  }

  /** End of its ramp. */
  get rampEndNs(): number {
    return this.beginNs + Math.round(this.spec.ramp * NS_PER_MS);
  }

  /** A factor that grows from 1 along the ramp. */
  protected factorAt(nowNs: number): number {
    return 1 + (this.amount - 1) * this.strength(nowNs);
  }

  /** Applies to a request that arrives at its target, and decides whether it affects this one. */
  strikes(f: Frame): boolean {
    const { share } = this.spec;
    if (share !== null && this.stream.double() < share) f.struck |= this.bit;
    return this.hits(f);
  }

  /** Whether it affects this request. */
  hits(f: Frame): boolean {
    const { share, replicas } = this.spec;
    if (replicas !== null && (f.replica === null || f.replica.index >= replicas)) return false;
    return share === null || (f.struck & this.bit) !== 0;
  }

  /** A random draw, for the kinds that act with a probability. */
  chance(probability: number): boolean {
    return probability > 0 && this.stream.double() < probability;
  }

  /** Schedules its begin and end, or takes effect at once, by its current times. */
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

  /** Takes its place among the active faults of its target. */
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

  /** Additional effects at its begin and end. */
  protected begin(_w: Port): void {}
  protected end(_w: Port): void {}

  // Effect on an affected request.
  delayNs(_nowNs: number): number {
    return 0;
  }
  /** The same for the answer; only link faults are asked. */
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
  /** Probability of `error` and `permanent` at the end of a request. */
  errorShare(_nowNs: number): number {
    return 0;
  }
  permanentShare(_nowNs: number): number {
    return 0;
  }

  // Effects on its target while it is active.
  /** Whether it removes threads. */
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

/**
 * Assigns bits to faults that affect a fraction of requests, then to those that an edit may change
 * to do so.
 */
export function numberBits(faults: readonly Fault[]): void {
  const shared = faults.filter(({ spec }) => spec.share !== null);
  const others = faults.filter(({ spec }) => spec.share === null);
  [...shared, ...others].forEach((fault, i) => (fault.bit = 1 << (i % SHARES_MAX)));
}

/**
 * Faults of a service meet a request on the way in. @returns how long they delay it (ns); -1: it
 * is lost
 */
export function strike(faults: readonly Fault[], f: Frame, nowNs: number): number {
  let delay = 0;
  for (const fault of faults) {
    if (!fault.strikes(f)) continue;
    if (fault.drops(nowNs)) return -1;
    delay += fault.delayNs(nowNs);
  }
  return delay;
}

/** Does one of them refuse a request that it has struck? */
export function refused(faults: readonly Fault[], f: Frame): boolean {
  for (const fault of faults) if (fault.hits(f) && fault.refuses()) return true;
  return false;
}
