/**
 * Interfaces between the classes that move frames, and the state of the run that they share. Every
 * class in this folder gets all of it and is a part of it (see world.ts), so none of them imports
 * another.
 */
import type { Digest } from '../../kernel/digest.ts';
import type { EventQueue } from '../../kernel/queue.ts';
import type { Stream } from '../../kernel/random.ts';
import type { Agent } from '../agent.ts';
import type * as flight from '../flight/frame.ts';
import type { Parts } from '../flight/views.ts';
import type { Pool } from '../flight/pool.ts';
import type { Timers } from '../flight/timers.ts';
import type { Observer } from '../observer.ts';
import type { Outcome } from '../outcome.ts';
import type { LifeEvent } from '../parts/lifecycle.ts';
import type { Balancers } from '../parts/balancers.ts';
import type { Client } from '../parts/client.ts';
import type { Host } from '../parts/host.ts';
import type { Link } from '../parts/link.ts';
import type { Prober } from '../parts/prober.ts';
import type { Replica, Service, Serving } from '../parts/service.ts';
import type { Stack } from '../parts/stack.ts';

export type { Link } from '../parts/link.ts';
export type { Replica } from '../parts/service.ts';

/** All references of a frame. */
export interface Whole extends Parts {
  link: Link;
  stack: Stack;
  host: Client | Service | Prober;
  replica: Replica;
}

/** A frame with all its references. */
export type Frame = flight.Frame<Whole>;

export interface Moves extends Serving {
  readonly queue: EventQueue;
  readonly observer: Observer;
  readonly lives: Serving['lives'] & {
    /** Something happens to a replica. @returns whether its state changes */
    happens(replica: Replica, event: LifeEvent, why: string): boolean;
    /** A new process takes the place of another one. */
    renew(replica: Replica, event: 'hired' | 'return', why: string): void;
    /** It has started, as far as its startup probe says. */
    serves(replica: Replica, why: string): void;
    /** Wakes a replica after a delay. @returns the event's key */
    wake(replica: Replica, kind: number, delayNs: number, order: number): number;
    /** One of a replica's events is due. */
    due(replica: Replica, kind: number, key: number): void;
  };
  readonly probing: {
    /** A replica that has just been made begins to be probed. */
    beginNew(replica: Replica): void;
    /** Of what was found out about a replica before nothing counts. */
    reset(replica: Replica): void;
    tick(replica: Replica, probe: number, key: number): void;
    late(replica: Replica, probe: number, key: number): void;
    /** Probes that wait take the threads that are free. */
    answer(replica: Replica): void;
    /** All calls of a probe are answered, or one has failed. */
    ended(f: Frame, passes: boolean): void;
  };
  readonly restarts: {
    /** Ends a replica's process, which starts again later. @param by who decides it */
    kill(replica: Replica, by: string, why: string): void;
    /** A request at a replica whose process is ending has ended. */
    ended(replica: Replica): void;
    mayExit(replica: Replica): void;
    /** Is what a replica holds too much for its memory? */
    weigh(replica: Replica): void;
    /** A request has ended at a replica. @param wasIn it got past the door */
    left(replica: Replica, wasIn: boolean): void;
    exhausted(replica: Replica): void;
    /** Its process does not end by itself any more. */
    callOff(replica: Replica): void;
    due(replica: Replica, kind: number, key: number): void;
  };
  readonly outages: Serving['outages'] & {
    /** A process is gone: all that it has in hand ends with this outcome. */
    clear(replica: Replica, outcome: Outcome): void;
    /** What hung was a process that is gone. */
    free(replica: Replica): void;
  };
  readonly digest: Digest;
  readonly pool: Pool<Whole>;
  readonly timers: Timers<Whole>;
  readonly clients: readonly Client[];
  readonly services: readonly Service[];
  readonly links: readonly Link[];
  readonly balancers: readonly Balancers<Replica>[];
  readonly agents: readonly Agent[];
  /** Some scenario feature depends on identities or operations: frames carry `traits` and `key`. */
  readonly tracksIdentity: boolean;
  honored: boolean;

  readonly calls: Serving['calls'] & {
    start(link: Link, parent: Frame, nth?: number): void;
  };
  readonly cancellation: Serving['cancellation'] & {
    /** The caller has died: its call continues, but nobody retries it. */
    orphan(f: Frame): void;
  };
  readonly network: {
    /** An attempt leaves the caller. */
    send(f: Frame): void;
    /** The callee's answer goes back to the caller. */
    back(f: Frame, outcome: Outcome, cause: number): void;
    /** The attempt is over: no timeout watches it any more. */
    unwatch(f: Frame): void;
  };
  readonly doors: {
    /** Sends a request through the service's own stack first. */
    come(f: Frame, replica: Replica): void;
    /** The service's own stack has admitted it. */
    admit(f: Frame): void;
    /** It ends before the stack has seen it. */
    leave(f: Frame, o: Outcome): void;
    /** The answer leaves the door. */
    answered(f: Frame, o: Outcome): void;
  };
  readonly jobs: Serving['jobs'] & {
    arrive(f: Frame): void;
    assign(f: Frame, service: Service, replica: Replica): void;
    turnAway(f: Frame, o: Outcome): void;
    giveThread(f: Frame): void;
    finish(f: Frame, o: Outcome): void;
    end(f: Frame, o: Outcome): void;
    account(f: Frame, o: Outcome, rejected: boolean): void;
    evict(f: Frame): void;
  };
  readonly runner: {
    startsWithWork(f: Frame): boolean;
    resume(f: Frame): void;
    go(f: Frame): void;
    returned(f: Frame, o: Outcome, link: Link, cause: number): void;
    fail(f: Frame, o: Outcome, cause: number): void;
    stop(f: Frame): void;
  };
  readonly continuations: {
    hold(top: Frame, replica: Replica): void;
    idle(f: Frame): void;
    regain(f: Frame, replica: Replica): boolean;
    takeThread(f: Frame): void;
  };
  readonly deadlines: Serving['deadlines'] & {
    inherit(f: Frame, parent: Frame): void;
    isLate(f: Frame): boolean;
    passed(f: Frame): boolean;
    stops(f: Frame): boolean;
    watch(f: Frame): void;
  };
  readonly cores: {
    share(replica: Replica, f: Frame, workNs: number): void;
    unshare(replica: Replica, f: Frame): void;
    elapse(replica: Replica): void;
    expectEnd(replica: Replica): void;
  };
  readonly rows: {
    forget(f: Frame): void;
    read(f: Frame, row: number): void;
    write(f: Frame, row: number): boolean;
  };
  readonly suspended: Serving['suspended'] & {
    /** Paused replicas. */
    replicas: number;
    keep(replica: Replica, kind: number, ref: number): void;
    release(replica: Replica): void;
  };

  /** A number of calls is about to be made within this event. */
  spend(calls: number): void;
  /** The stream that decides a host's nth `oneOf` step. */
  chooser(host: Host, ordinal: number): Stream;
}
