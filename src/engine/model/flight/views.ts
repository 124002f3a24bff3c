/** What lies behind a frame, as far as those need it who only see frames go by. */

/** A replica, as far as those know it who only see frames go by. */
export interface ReplicaView {
  readonly index: number;
  /** Among all replicas of the run, from 1. */
  readonly number: number;
  /** Threads in hand. */
  readonly busy: number;
  readonly isReady: boolean;
  readonly service: {
    /** Position among the services, by code point of the ids. */
    readonly index: number;
    /** The same of all its replicas. */
    readonly busy: number;
    readonly replicas: readonly ReplicaView[];
    /** Threads that a replica has. */
    threadsOf(replica: ReplicaView, nowNs: number): number;
  };
}

/**
 * What frames refer to. The parts of the model handle frames, so what a frame refers to is a
 * parameter of its type: patterns, faults and watchers see no more of it than this; those who move
 * frames see all of it (see moves/moves.ts).
 */
export interface Parts {
  link: object;
  stack: object;
  host: object;
  replica: ReplicaView;
}
