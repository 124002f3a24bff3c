/**
 * The replicas of a service as balancers know them. A balancer looks again whenever `version` has
 * changed.
 */

/** A replica as a balancer knows it. */
export interface Endpoint {
  readonly index: number;
  /** Balancers know it as ready. */
  readonly isMember: boolean;
  /** Since when, in ns; -Infinity: for long. */
  readonly memberSinceNs: number;
}

/** A service, as far as its replicas go. */
interface Staffed<E> {
  readonly replicas: readonly E[];
  readonly wanted: number;
}

/** @template E what stands for a replica */
export class Endpoints<E extends Endpoint = Endpoint> {
  /** Counts the changes of who is known as ready. */
  version = 0;
  private readonly service: Staffed<E>;

  constructor(service: Staffed<E>) {
    this.service = service;
  }

  /** All of the service, whatever their state. */
  get replicas(): readonly E[] {
    return this.service.replicas;
  }

  /** Replicas that there should be. */
  get wanted(): number {
    return this.service.wanted;
  }

  /** Another replica is known as ready, or one no longer. */
  changed(): void {
    this.version++;
  }
}
