/** A run, as the services in it know it. */
import type { DecisionView } from '../observer.ts';
import type { Host } from './host.ts';
import type { Stacks } from './stack.ts';

/** @template S a service; @template R a replica */
export interface Serving<S, R> extends Stacks {
  readonly jobs: Stacks['jobs'] & {
    /** Those who wait take the threads that are free. */
    fill(replica: R): void;
  };
  readonly lives: {
    /** Sees to it that there are as many replicas as are wanted. */
    staff(service: S): void;
  };
  /** Something was decided about a service, or about one of its replicas. */
  decide(decision: DecisionView): void;
  /** Every replica or instance of a caller has its own stacks. */
  populate(host: Host): void;
}
