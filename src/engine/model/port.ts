/** The interface of a run to patterns, faults and agents. They see and do nothing else. */
import type { Frame } from './flight/frame.ts';
import type { ReplicaView } from './flight/views.ts';
import type { Pool } from './flight/pool.ts';
import type { Timers } from './flight/timers.ts';

/** An agent; see agent.ts. */
export interface Sleeper {
  /** Its number among the run's agents. */
  agent: number;
}

/** A replica that can be paused. */
export interface Process extends ReplicaView {
  /** Number of active pauses. */
  readonly paused: number;
}

/** A target with replicas. */
export interface Replicated {
  /** Desired number of replicas. */
  readonly wanted: number;
  readonly replicas: readonly ReplicaView[];
}

/** A link for a pattern's own calls. */
export interface Callable {
  readonly id: string;
}

/** A pattern as observers of its state see it. */
export interface Stateful {
  readonly place: {
    /** Id of the link or service. */
    readonly entity: string;
    /** Owner of its state: index of the replica or instance; -1: shared by all. */
    readonly replica: number;
    readonly layer: number;
    readonly name: string;
    /** All places with its state, that one first. */
    readonly sites: readonly { readonly entity: string; readonly layer: number }[];
  };
}

export interface Port {
  /** Simulated time since the start of the run, in whole ns. */
  readonly now: number;
  /** End of the run; events at or after it need not be scheduled. */
  readonly endNs: number;
  /** The maximum duration, in ns. */
  readonly longestNs: number;
  /** Some host honors deadlines: frames carry `deadline`. */
  readonly honored: boolean;
  /** The clock, and the key of the last event scheduled. */
  readonly queue: { readonly now: number; readonly pushed: number };
  /** The frames, and the numbers that patterns keep for them. */
  readonly pool: Pick<Pool, 'frames' | 'slots' | 'eachAbandoned'>;
  readonly timers: Pick<Timers, 'lane' | 'start' | 'cancel' | 'running'>;

  readonly calls: {
    /** Makes a call of the pattern's own for a held frame. */
    start(link: Callable, parent: Frame): void;
    /** The pass below a layer has ended; the frame now waits in that layer. */
    hold(f: Frame, layer: number): void;
    /** A held frame continues its descent, through an event at this instant. */
    grant(f: Frame): void;
    /** Descends the stack from a layer on. */
    descend(f: Frame, from: number): void;
    /** Ascends the stack from a layer on, then continues with the waiting frame. */
    ascend(f: Frame, from: number, outcome: number): void;
    /** Starts another pass through the stack below the holding layer. */
    again(f: Frame, layer: number, attempt: number): void;
    /** Starts a pass below a layer in a frame of its own. */
    spawn(f: Frame, layer: number, attempt: number, flags: number): void;
  };
  readonly cancellation: {
    /** The pattern in a layer stops waiting. @param mode see cancel-mode.ts */
    giveUp(f: Frame, layer: number, outcome: number, mode: number, deadline?: number): void;
    /** Ends an abandoned frame and all frames below it. */
    cancel(f: Frame, mode: number): void;
    /** Abandons a frame: on the caller's side it stops, at the callee it continues. */
    abandon(f: Frame): void;
  };
  readonly deadlines: {
    /** Whether there is time for an attempt of this call that starts after a delay. */
    leavesTime(f: Frame, delayNs: number): boolean;
  };
  readonly outages: {
    /** All in-flight requests of a replica fail at once with `reset`. */
    crash(replica: ReplicaView): void;
    /** The replica is back, empty, with fresh pattern state. */
    comeBack(replica: ReplicaView): void;
    /** Pauses and resumes a replica. */
    pause(replica: ReplicaView): void;
    unpause(replica: ReplicaView): void;
    /** The same for a process: it is over with the process. */
    hang(replica: ReplicaView): void;
    goOn(replica: ReplicaView): void;
  };
  readonly suspended: {
    /** Wakes an agent as soon as a paused replica resumes. */
    keepAgent(replica: Process, agent: Sleeper, what: number): void;
  };
  readonly jobs: {
    /** A client's request begins. @param user its number with closed clients, else -1 */
    request(client: { readonly id: string }, instance: number, user: number): void;
  };

  /** Schedules the frame's only event, after a delay, in that class. */
  after(f: Frame, delayNs: number, order: number): void;
  /** Wakes an agent at a time. @param what the event's argument @returns the event's key */
  wakeAt(agent: Sleeper, timeNs: number, order: number, what: number): number;
  /** Wakes an agent after a delay; the event's key is in `queue.pushed`. */
  wakeAfter(agent: Sleeper, delayNs: number, order: number): void;
  /** A pattern has changed its state. */
  transition(pattern: Stateful, from: string, to: string, why: string): void;
  /** Whether an outer layer has given up on this call, so that a retry is pointless. */
  givenUp(f: Frame): boolean;
  /** Whether one more instantaneous attempt fits into this event. */
  goesOn(): boolean;
}
