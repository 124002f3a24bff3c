/**
 * Time integrals of what a service has: sums of whole ns times a count. A change costs one
 * addition: a count that rises by n takes n times the present instant off its integral, and what is
 * missing is added when the integral is read, the count times the instant then. Instants are
 * counted from the start of the interval, which keeps the sums exact.
 */
import { State } from '../kernel/state.ts';

export class Areas extends State {
  busy = 0.5;
  threads = 0.5;
  queue = 0.5;
  inHand = 0.5;
  coresBusy = 0.5;
  cores = 0.5;
  replicas = 0.5;
  ready = 0.5;
  ns = 0.5;

  constructor() {
    super();
    this.clear();
  }

  /** Adds another one's, or with sign -1 takes them off. */
  absorb(other: Areas, sign: 1 | -1): void {
    this.busy += sign * other.busy;
    this.threads += sign * other.threads;
    this.queue += sign * other.queue;
    this.inHand += sign * other.inHand;
    this.coresBusy += sign * other.coresBusy;
    this.cores += sign * other.cores;
    this.replicas += sign * other.replicas;
    this.ready += sign * other.ready;
    this.ns += sign * other.ns;
  }

  clear(): void {
    this.busy = this.threads = this.queue = this.inHand = 0;
    this.coresBusy = this.cores = this.replicas = this.ready = this.ns = 0;
  }
}
