/**
 * What patterns, faults and agents see of a run, and all that they may do to it. They get nothing
 * else: what is under way, who calls whom and how calls move is the model's own business.
 */
import type { Frame } from './flight/frame.ts';
import type { ReplicaView } from './flight/views.ts';
import type { Pool } from './flight/pool.ts';
import type { Timers } from './flight/timers.ts';

/** Something that wakes itself; see agent.ts. */
export interface Sleeper {
  /** Its number among the run's agents. */
  agent: number;
}

/** A replica whose process can be stopped. */
export interface Process extends ReplicaView {
  /** Pauses that are on at present. */
  readonly paused: number;
}

/** What has replicas that a fault can strike. */
export interface Replicated {
  /** Replicas that there should be. */
  readonly wanted: number;
  readonly replicas: readonly ReplicaView[];
}

/** A link that a pattern may make calls of its own over. */
export interface Callable {
  readonly id: string;
}

/** A pattern, as those know it who are told of its state. */
export interface Stateful {
  readonly place: {
    /** Id of the link or service. */
    readonly entity: string;
    /** Whose state it is: index of the replica or instance; -1 when all share it. */
    readonly replica: number;
    readonly layer: number;
    readonly name: string;
  };
}

export interface Port {
  /** Simulated time since the start of the run, in whole ns. */
  readonly now: number;
  /** The run's end; nothing is scheduled at or after it that could as well be left out. */
  readonly endNs: number;
  /** The longest that anything takes, in ns. */
  readonly longestNs: number;
  /** Some host honors deadlines: frames carry `deadline`. */
  readonly honored: boolean;
  /** The clock, and the key of the event that was scheduled last. */
  readonly queue: { readonly now: number; readonly pushed: number };
  /** What is under way, and the numbers that patterns keep for it. */
  readonly pool: Pick<Pool, 'frames' | 'slots' | 'abandon' | 'childrenOf'>;
  readonly timers: Pick<Timers, 'lane' | 'start' | 'cancel' | 'running'>;

  readonly calls: {
    /** Makes a call of the pattern's own for a frame that it holds. */
    start(link: Callable, parent: Frame): void;
    /** The pass below a layer is over; what the layer holds now waits there. */
    hold(f: Frame, layer: number): void;
    /** A frame that was held goes on down, through an event of this instant. */
    grant(f: Frame): void;
    /** Down the stack from a layer on. */
    descend(f: Frame, from: number): void;
    /** Up the stack from a layer on, then to whoever waits. */
    ascend(f: Frame, from: number, outcome: number): void;
    /** One more pass through the stack below the layer that held it. */
    again(f: Frame, layer: number, attempt: number): void;
    /** A pass below a layer in a frame of its own, beside others. */
    spawn(f: Frame, layer: number, attempt: number, flags: number): void;
  };
  readonly cancellation: {
    /** The pattern in a layer stops waiting. @param mode see cancel-mode.ts */
    giveUp(f: Frame, layer: number, outcome: number, mode: number, deadline?: number): void;
    /** Ends a frame for which nobody waits, and all that is below it. */
    cancel(f: Frame, mode: number): void;
    /** Nobody waits for a frame: if it is on the caller's side it stops, else it goes on. */
    abandon(f: Frame): void;
  };
  readonly deadlines: {
    /** Is there time for an attempt of this call that begins after a while? */
    leavesTime(f: Frame, delayNs: number): boolean;
  };
  readonly outages: {
    /** All that a replica has in hand fails at once with `reset`. */
    crash(replica: ReplicaView): void;
    /** It is back, empty, with fresh pattern state. */
    comeBack(replica: ReplicaView): void;
    /** The world stops for a replica, and goes on for it. */
    pause(replica: ReplicaView): void;
    unpause(replica: ReplicaView): void;
  };
  readonly suspended: {
    /** An agent is woken as soon as a paused replica goes on. */
    keepAgent(replica: Process, agent: Sleeper, what: number): void;
  };
  readonly jobs: {
    /** A client's request begins. @param user its number with closed clients, else -1 */
    request(client: { readonly id: string }, instance: number, user: number): void;
  };

  /** The frame's one event: after a while, among the events of that class. */
  after(f: Frame, delayNs: number, order: number): void;
  /** Wakes an agent at an instant. @param what told to it then @returns the event's key */
  wakeAt(agent: Sleeper, timeNs: number, order: number, what: number): number;
  /** Wakes an agent after a while; the event's key is in `queue.pushed`. */
  wakeAfter(agent: Sleeper, delayNs: number, order: number): void;
  /** A pattern has changed its state. */
  transition(pattern: Stateful, from: string, to: string, why: string): void;
  /** Has somebody further out given up on this very call? Then it is not worth another try. */
  givenUp(f: Frame): boolean;
  /** May one more attempt that takes no time be made within this event? */
  goesOn(): boolean;
}
