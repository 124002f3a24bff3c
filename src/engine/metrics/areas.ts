/** Time integrals of what a service has in hand: sums of whole ns times a count. */
import { State } from '../kernel/state.ts';
import type { Service } from '../model/service.ts';

export class Areas extends State {
  busy = 0.5;
  threads = 0.5;
  queue = 0.5;
  inHand = 0.5;
  coresBusy = 0.5;
  cores = 0.5;
  ns = 0.5;

  constructor() {
    super();
    this.clear();
  }

  /** @param threads and @param cores of live replicas; @param dt ns for which all of it was so */
  add(service: Service, threads: number, cores: number, dt: number): void {
    this.busy += service.busy * dt;
    this.threads += threads * dt;
    this.queue += service.queued * dt;
    this.inHand += service.inHand * dt;
    this.ns += dt;
    if (cores === 0) return;
    this.coresBusy += service.coresBusy * dt;
    this.cores += cores * dt;
  }

  /** Adds another one's, or with sign -1 takes them off. */
  absorb(other: Areas, sign: 1 | -1): void {
    this.busy += sign * other.busy;
    this.threads += sign * other.threads;
    this.queue += sign * other.queue;
    this.inHand += sign * other.inHand;
    this.coresBusy += sign * other.coresBusy;
    this.cores += sign * other.cores;
    this.ns += sign * other.ns;
  }

  clear(): void {
    this.busy = this.threads = this.queue = this.inHand = 0;
    this.coresBusy = this.cores = this.ns = 0;
  }
}
