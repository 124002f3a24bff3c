/**
 * The replicas of a service as a balancer knows them: who is ready, and whose turn it is. An
 * attempt gets its replica from here when it leaves its caller.
 */
import { State } from '../../kernel/state.ts';
import type { Frame } from '../flight/frame.ts';
import type { Replica } from './replica.ts';

/** Chooses among endpoints; its fields are its state. */
export abstract class Balancer extends State {
  /**
   * @param replicas all of the service, whatever their state
   * @returns one that may be picked, or null when there is none
   */
  abstract pick(endpoints: Endpoints, replicas: readonly Replica[], f: Frame): Replica | null;
}

export type BalancerClass = new () => Balancer;

export class Endpoints extends State {
  static override readonly refs: readonly string[] = ['replicas'];
  private readonly replicas: readonly Replica[];
  private readonly balancer: Balancer;

  constructor(replicas: readonly Replica[], balancer: Balancer) {
    super();
    this.replicas = replicas;
    this.balancer = balancer;
  }

  /** May it be picked? */
  has(replica: Replica): boolean {
    return replica.isReady;
  }

  /** The replica for an attempt that leaves now; null: nobody is there. */
  pick(f: Frame): Replica | null {
    return this.balancer.pick(this, this.replicas, f);
  }
}
