/**
 * Gives attempts their replica: one balancer stands before a whole service, or each replica of a
 * caller has its own, which knows only of what that replica has sent.
 */
import { grownInt } from '../../kernel/arrays.ts';
import { pow } from '../../kernel/math.ts';
import type { Stream } from '../../kernel/random.ts';
import { State, type Saved } from '../../kernel/state.ts';
import type { Endpoint, Endpoints } from './endpoints.ts';
import type { Frame } from '../flight/frame.ts';
import { DEGRADED, type Outcome } from '../outcome.ts';
import { type EjectionSpec, type Judged, Outliers } from './outliers.ts';
import type { BalanceSpec, Choice, Policy } from './policy.ts';

const NS_PER_MS = 1e6;
/** How often a slow start is looked at by policies that lay out their choices in advance. */
const SLOW_STEPS = 100;

/** What a balancer is given. */
export interface BalancerKit {
  /** Its own draws, and those of its ejection. */
  readonly stream: Stream;
  readonly chances: Stream;
  readonly clock: { readonly now: number };
  /** A replica is ejected, or taken back. */
  ejected(replica: number, why: string): void;
  returned(replica: number, why: string): void;
}

/** @template E what stands for a replica */
export class Balancer<E extends Endpoint = Endpoint> extends State implements Choice, Judged {
  static override readonly refs: readonly string[] = [
    ...['endpoints', 'kit', 'clock', 'spec'],
    // They follow from the endpoints.
    ...['pickable', 'allowed', 'count', 'known', 'seen', 'isInPanic'],
    ...['isUneven', 'warmNs', 'againNs'],
  ];
  pickable = new Int32Array(8);
  allowed = new Uint8Array(8);
  count = 0;
  underWay = new Int32Array(8);
  /**
   * Attempts carry it, so that those of a process that has died since are not counted off; from 1.
   */
  private epoch = 1;
  /** The version of the endpoints at the last look. */
  private seen = -1;
  /** Some weigh more than others at present. */
  isUneven = false;
  /** Too few are available: all members are used. */
  isInPanic = false;
  private panicThreshold = 0.5;
  /** Until when some replica starts slowly, in ns. */
  private warmNs = 0.5;
  /** When to look again, though nobody has come or gone: weights grow meanwhile. */
  private againNs = Infinity;
  policy!: Policy;
  private spec: BalanceSpec | null = null;

  /** Replicas that are known as ready. */
  private known = 0;
  /** Which of them it does not use for failing too often; null: it uses all. */
  readonly outliers: Outliers | null;

  readonly endpoints: Endpoints<E>;
  private readonly kit: BalancerKit;
  private readonly clock: { readonly now: number };

  constructor(endpoints: Endpoints<E>, kit: BalancerKit, ejects: boolean) {
    super();
    this.endpoints = endpoints;
    this.kit = kit;
    this.clock = kit.clock;
    this.warmNs = this.panicThreshold = 0;
    this.outliers = ejects ? new Outliers(this, kit.chances) : null;
  }

  get stream(): Stream {
    return this.kit.stream;
  }

  get members(): number {
    this.look();
    return this.known;
  }

  isMember(replica: number): boolean {
    return this.endpoints.replicas[replica]!.isMember;
  }

  ejected(replica: number, why: string): void {
    this.seen = -1;
    this.kit.ejected(replica, why);
  }

  returned(replica: number, why: string): void {
    this.seen = -1;
    this.kit.returned(replica, why);
  }

  get total(): number {
    return this.endpoints.wanted;
  }

  get nowNs(): number {
    return this.clock.now;
  }

  /** Reads the spec, at first and after an edit. @param policy another one, or the same */
  configure(spec: BalanceSpec | null, ejection: EjectionSpec | null, policy: Policy): void {
    this.spec = spec;
    this.policy = policy;
    if (spec) policy.configure(spec);
    if (ejection) this.outliers?.configure(ejection);
    const healthy = ejection?.like === 'istio' ? ejection.minHealthPercent : 0;
    this.panicThreshold = Math.max(spec === null ? 0 : spec.panicThreshold, healthy);
    this.seen = -1;
  }

  /** A new process takes over: it knows of nothing that is under way. */
  reset(policy: Policy): void {
    this.epoch++;
    this.underWay.fill(0);
    this.policy = policy;
    if (this.spec) policy.configure(this.spec);
    this.outliers?.forgetAll();
    this.seen = -1;
  }

  /** The replica for an attempt that leaves now; null: there is none to pick. */
  pick(f: Frame): E | null {
    this.look();
    if (this.count === 0) return null;
    const { policy } = this;
    const index = policy.pick(this, f);
    if (policy.counts || this.outliers !== null) {
      f.route = this.epoch;
      f.sent = this.clock.now;
      this.underWay[index]!++;
      policy.sent(this, index);
    }
    return this.endpoints.replicas[index]!;
  }

  /** Indexes of those that may be picked now. */
  mayPick(): Int32Array {
    this.look();
    return this.pickable.subarray(0, this.count);
  }

  /** Does it count this attempt as under way? */
  counts(f: Frame): boolean {
    return f.route === this.epoch;
  }

  /** An attempt that it has routed was answered, or given up. */
  ended(f: Frame, o: Outcome): void {
    const { route } = f;
    f.route = 0;
    if (route !== this.epoch) return;
    const { index } = f.replica!;
    this.underWay[index]!--;
    this.policy.ended(this, index, this.clock.now - f.sent, o > DEGRADED);
    if (this.outliers !== null) this.outliers.answered(index, o);
  }

  private isOut(replica: number): boolean {
    return this.outliers !== null && this.outliers.isEjected(replica);
  }

  /** Looks who may be picked, if that may have changed. */
  private look(): void {
    if (this.seen !== this.endpoints.version || this.clock.now >= this.againNs) this.lookAgain();
  }

  private lookAgain(): void {
    const { replicas, version } = this.endpoints;
    this.seen = version;
    this.makeRoom(replicas.length);
    this.count = 0;
    this.known = 0;
    let available = 0;
    for (const { index, isMember } of replicas) {
      this.allowed[index] = isMember && !this.isOut(index) ? 1 : 0;
      this.known += isMember ? 1 : 0;
      available += this.allowed[index]!;
    }
    this.isInPanic = available < this.panicThreshold * this.known;
    for (const { index, isMember } of replicas) {
      if (this.isInPanic && isMember) this.allowed[index] = 1;
      if (this.allowed[index] === 1) this.pickable[this.count++] = index;
    }
    if (this.spec !== null) this.weigh(this.spec);
    this.policy.changed(this);
  }

  /** Looks whether some weigh more than others, and until when some start slowly. */
  private weigh({ slowStart }: BalanceSpec): void {
    this.isUneven = false;
    this.warmNs = 0;
    for (let i = 0; i < this.count; i++) {
      const replica = this.pickable[i]!;
      if (this.listed(replica) !== this.listed(this.pickable[0]!)) this.isUneven = true;
      if (slowStart === null) continue;
      const { memberSinceNs } = this.endpoints.replicas[replica]!;
      this.warmNs = Math.max(this.warmNs, memberSinceNs + slowStart.window * NS_PER_MS);
    }
    const { now } = this.clock;
    const steps = slowStart === null ? 0 : (slowStart.window * NS_PER_MS) / SLOW_STEPS;
    this.againNs = now < this.warmNs ? Math.min(now + steps, this.warmNs) : Infinity;
    if (now < this.warmNs) this.isUneven = true;
  }

  private makeRoom(count: number): void {
    if (count <= this.allowed.length) return;
    const length = Math.max(count, 2 * this.allowed.length);
    this.allowed = new Uint8Array(length);
    this.pickable = new Int32Array(length);
    this.underWay = grownInt(this.underWay, length);
  }

  override revive(saved: Saved): void {
    const { length } = saved['underWay'] as unknown as { length: number };
    this.makeRoom(length);
  }

  /** Its weight once it is warm. */
  private listed(replica: number): number {
    const weights = this.spec === null ? null : this.spec.weights;
    return weights === null ? 1 : (weights[replica] ?? 1);
  }

  /**
   * With a slow start as Envoy has it: weight × max(minimum, (time / window)^(1 / aggression)),
   * docs/intro/arch_overview/upstream/load_balancing/slow_start.
   */
  weightOf(replica: number): number {
    const slowStart = this.spec === null ? null : this.spec.slowStart;
    const whole = this.listed(replica);
    if (slowStart === null) return whole;
    const { window, aggression, minimum } = slowStart;
    const since = this.clock.now - this.endpoints.replicas[replica]!.memberSinceNs;
    const part = since / (window * NS_PER_MS);
    if (part >= 1) return whole;
    const grown = aggression === 1 ? part : part <= 0 ? 0 : pow(part, 1 / aggression);
    return whole * Math.max(minimum, grown);
  }
}
