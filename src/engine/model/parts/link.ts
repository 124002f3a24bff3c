/** A caller's use of a callee: the way there and back, and the pattern stack in front of it. */
import { hashOf } from '../../kernel/digest.ts';
import { Distribution } from '../../distributions/distribution.ts';
import type { Stream } from '../../kernel/random.ts';
import type { CallSpec } from '../../spec.ts';
import type { Fault } from '../fault.ts';
import type { Frame } from '../flight/frame.ts';
import type { Balancer } from './balancer.ts';
import type { Balancers } from './balancers.ts';
import type { Host } from './host.ts';
import type { LinkObserver } from '../observer.ts';
import type { Replica, Service } from './service.ts';
import { StackPlan, type Stacks } from './stack.ts';

export class Link {
  readonly hash: number;
  /** Position among all links, by code point of the ids. */
  index = -1;
  readonly latency: Distribution;
  readonly connect: Distribution;
  /** Neither connecting nor the way takes any time, and no timeout watches over them. */
  instant = false;
  readonly plan: StackPlan;
  /** Those that give its attempts their replica. */
  balancers!: Balancers<Replica>;
  /** The balancer of all its callers; null: each has its own, or nobody has called yet. */
  private balancer: Balancer<Replica> | null = null;
  /** Its balancers know who is ready, and say so when nobody is. */
  isManaged = false;
  /** Faults that are on at this link, in the order of the scenario. */
  readonly faults: Fault[] = [];

  observer!: LinkObserver;

  readonly id: string;
  readonly caller: Host;
  readonly callee: Service;
  readonly spec: CallSpec;
  readonly latencyStream: Stream;
  readonly connectStream: Stream;

  constructor(
    id: string,
    caller: Host,
    callee: Service,
    spec: CallSpec,
    latencyStream: Stream,
    connectStream: Stream,
  ) {
    this.id = id;
    this.caller = caller;
    this.callee = callee;
    this.spec = spec;
    this.latencyStream = latencyStream;
    this.connectStream = connectStream;
    this.hash = hashOf(id);
    this.latency = new Distribution(spec.latency);
    this.connect = new Distribution(spec.connect);
    this.plan = new StackPlan(id, caller);
  }

  /** The replica for an attempt that leaves now; null: nobody is there. */
  route(f: Frame): Replica | null {
    if (this.balancer !== null) return this.balancer.pick(f);
    const found = this.balancers.at(f.caller);
    if (this.balancers.isShared) this.balancer = found;
    return found.pick(f);
  }

  settle(): void {}
  faultsChanged(): void {}

  /** Reads the spec, at first and after an edit. */
  configure(w: Stacks): void {
    this.latency.set(this.spec.latency);
    this.connect.set(this.spec.connect);
    this.plan.configure(w);
    this.instant = this.latency.zero && this.connect.zero && !this.plan.watches;
  }
}
