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
import type { BalanceSpec, Choice, Policy } from './policy.ts';

const NS_PER_MS = 1e6;
/** How often a slow start is looked at by policies that lay out their choices in advance. */
const SLOW_STEPS = 100;

/** @template E what stands for a replica */
export class Balancer<E extends Endpoint = Endpoint> extends State implements Choice {
  static override readonly refs: readonly string[] = [
    ...['endpoints', 'stream', 'clock', 'spec'],
    // They follow from the endpoints.
    ...['pickable', 'allowed', 'count', 'seen', 'hasUnequal', 'warmNs', 'againNs'],
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
  private hasUnequal = false;
  /** Until when some replica starts slowly, in ns. */
  private warmNs = 0.5;
  /** When to look again, though nobody has come or gone: weights grow meanwhile. */
  private againNs = Infinity;
  policy!: Policy;
  private spec: BalanceSpec | null = null;

  readonly endpoints: Endpoints<E>;
  readonly stream: Stream;
  private readonly clock: { readonly now: number };

  constructor(endpoints: Endpoints<E>, stream: Stream, clock: { readonly now: number }) {
    super();
    this.endpoints = endpoints;
    this.stream = stream;
    this.clock = clock;
    this.warmNs = 0;
  }

  get total(): number {
    return this.endpoints.wanted;
  }

  get nowNs(): number {
    return this.clock.now;
  }

  /** Reads the spec, at first and after an edit. @param policy another one, or the same */
  configure(spec: BalanceSpec | null, policy: Policy): void {
    this.spec = spec;
    this.policy = policy;
    if (spec) policy.configure(spec);
    this.seen = -1;
  }

  /** A new process takes over: it knows of nothing that is under way. */
  reset(policy: Policy): void {
    this.epoch++;
    this.underWay.fill(0);
    this.configure(this.spec, policy);
  }

  /** The replica for an attempt that leaves now; null: there is none to pick. */
  pick(f: Frame): E | null {
    if (this.seen !== this.endpoints.version || this.clock.now >= this.againNs) this.look();
    if (this.count === 0) return null;
    const { policy } = this;
    const index = policy.pick(this, f);
    if (policy.counts) {
      f.route = this.epoch;
      f.sent = this.clock.now;
      this.underWay[index]!++;
      policy.sent(this, index);
    }
    return this.endpoints.replicas[index]!;
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
  }

  /** Looks who may be picked. */
  private look(): void {
    const { replicas, version } = this.endpoints;
    this.seen = version;
    this.makeRoom(replicas.length);
    this.count = 0;
    for (const { index, isMember } of replicas) {
      this.allowed[index] = isMember ? 1 : 0;
      if (isMember) this.pickable[this.count++] = index;
    }
    if (this.spec !== null) this.weigh(this.spec);
    this.policy.changed(this);
  }

  /** Looks whether some weigh more than others, and until when some start slowly. */
  private weigh({ slowStart }: BalanceSpec): void {
    this.hasUnequal = false;
    this.warmNs = 0;
    for (let i = 0; i < this.count; i++) {
      const replica = this.pickable[i]!;
      if (this.listed(replica) !== this.listed(this.pickable[0]!)) this.hasUnequal = true;
      if (slowStart === null) continue;
      const { memberSinceNs } = this.endpoints.replicas[replica]!;
      this.warmNs = Math.max(this.warmNs, memberSinceNs + slowStart.window * NS_PER_MS);
    }
    const { now } = this.clock;
    const steps = slowStart === null ? 0 : (slowStart.window * NS_PER_MS) / SLOW_STEPS;
    this.againNs = now < this.warmNs ? now + steps : Infinity;
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

  get isUneven(): boolean {
    return this.hasUnequal || this.clock.now < this.warmNs;
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
