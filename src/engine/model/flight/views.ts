/** A frame's surroundings, as far as observers need them. */

/** A replica as observers see it. */
export interface ReplicaView {
  readonly index: number;
  /** Among all replicas of the run, from 1. */
  readonly number: number;
  /** Busy threads. */
  readonly busy: number;
  readonly isReady: boolean;
  /** Its process is there, whatever it does. */
  readonly isAlive: boolean;
  /** Processes that it has had, that one included. */
  readonly processes: number;
  readonly service: {
    readonly id: string;
    /** Index among the services, in code-point order of the ids. */
    readonly index: number;
    /** Sums over all its replicas. */
    readonly busy: number;
    readonly replicas: readonly ReplicaView[];
    /** Threads per replica. */
    threadsOf(replica: ReplicaView, nowNs: number): number;
  };
}

/**
 * The references of a frame. They are a type parameter: patterns, faults and observers see only
 * these views; the code that moves frames sees the full types (see moves/moves.ts).
 */
export interface Parts {
  link: object;
  stack: { readonly patterns: readonly unknown[] };
  host: object;
  replica: ReplicaView;
}
