/**
 * The replicas of a service as a balancer knows them: who is ready, and whose turn it is. An
 * attempt gets its replica from here when it leaves its caller.
 */
import { State } from '../../kernel/state.ts';
import type { Frame } from '../flight/frame.ts';

/** A replica as a balancer knows it. */
export interface Endpoint {
  /** Its state of life lets it be picked. */
  readonly isReady: boolean;
}

/** Chooses among endpoints; its fields are its state. */
export abstract class Balancer extends State {
  /**
   * @param replicas all of the service, whatever their state
   * @returns one that may be picked, or null when there is none
   */
  abstract pick<E extends Endpoint>(
    endpoints: Endpoints<E>,
    replicas: readonly E[],
    f: Frame,
  ): E | null;
}

export type BalancerClass = new () => Balancer;

/** @template E what stands for a replica */
export class Endpoints<E extends Endpoint = Endpoint> extends State {
  static override readonly refs: readonly string[] = ['replicas'];
  private readonly replicas: readonly E[];
  private readonly balancer: Balancer;

  constructor(replicas: readonly E[], balancer: Balancer) {
    super();
    this.replicas = replicas;
    this.balancer = balancer;
  }

  /** May it be picked? */
  has(replica: E): boolean {
    return replica.isReady;
  }

  /** The replica for an attempt that leaves now; null: nobody is there. */
  pick(f: Frame): E | null {
    return this.balancer.pick(this, this.replicas, f);
  }
}
