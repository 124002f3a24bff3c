/**
 * One record for all work in flight: a client's request, a call over a link, an attempt (also the
 * job at the callee), a pass through a service's own stack, a branch of a parallel step. One class
 * with one shape keeps the hot path free of allocation and lookups: frames are pooled and refer to
 * each other directly. A frame knows its waiting parent, the children that it awaits, and whether
 * its work is wanted.
 *
 * Meaning of the fields by kind of frame. A branch has the fields of its request, except parent,
 * pc, pending and position. Empty cells: unused.
 *
 * | field           | request           | call                     | door                     |
 * | --------------- | ----------------- | ------------------------ | ------------------------ |
 * | parent          |                   | the waiting frame        | the attempt              |
 * | caller          | its instance      | the caller's replica     | the callee's replica     |
 * | link, stack     |                   | the link, and its stack  | the service's own stack  |
 * | low, held, skipped |                | its part of the stack    | its part of the stack    |
 * | attempt, began  |                   | of the current attempt   |                          |
 * | replica         |                   | from its routing on      | its attempt's            |
 * | arrived, ticket, struck |           | of the attempt           | its attempt's            |
 * | host, pc, pending, active | the client's steps | from routing on | from routing on         |
 * | position        |                   | in a queue               | in a queue               |
 *
 * Meaning of the fields by phase:
 *
 * | phase             | `due` wakes it when                 | it uses                        |
 * | ----------------- | ----------------------------------- | ------------------------------ |
 * | IN_STACK          | the holding pattern asked for it    | held, its slots and timers     |
 * | GRANTED           | now: it descends                    | held                           |
 * | CONNECTING        | the connection is established       | delay                          |
 * | SENDING, DELAYED  | it arrives at the callee            |                                |
 * | LOST, ENDING      | never                               |                                |
 * | AT_DOOR           | its replica resumes                 | its child, the door            |
 * | QUEUED, READY     | never: a thread takes it            | position                       |
 * | STARTING          | now: its steps continue             | pc                             |
 * | WORKING           | the work is done                    | remaining, while paused        |
 * | WAITING           | never: its children wake it         | pending                        |
 * | SHEDDING          | now: it is shed                     |                                |
 * | ANSWERING         | the answer is back at the caller    | outcome, cause, hint           |
 */

import type { Parts } from './views.ts';

// Kinds of frames.
export const REQUEST = 0;
export const CALL = 1;
/** A pass through a service's own stack, before its queue. */
export const DOOR = 2;
export const BRANCH = 3;
/** A probe that calls what it looks at, at its replica. */
export const PROBING = 4;

// Whether the frame's work is wanted.
/** Every caller above still waits for it. */
export const AWAITED = 0;
/** No caller waits, but the work was requested (fire and forget). */
export const DETACHED = 1;
/** A caller above has given up: orphaned work. */
export const ABANDONED = 2;

// Phases.
export const IN_STACK = 0;
export const CONNECTING = 1;
export const SENDING = 2;
export const DELAYED = 3;
export const LOST = 4;
/** At the callee, but its own frame passes through the service's stack. */
export const AT_DOOR = 5;
export const QUEUED = 6;
/** Has a thread and is about to start. */
export const STARTING = 7;
export const WORKING = 8;
export const WAITING = 9;
/** An async service's request: its calls are done, and it waits for a thread. */
export const READY = 10;
export const ANSWERING = 11;
/** The hold (back-off or wait for a permit) is over: it descends at this instant. */
export const GRANTED = 13;
/** Its steps are done. */
export const ENDING = 14;
/** Its turn came too late: it is being shed. */
export const SHEDDING = 15;

// Flags.
/** The last pass through the stack: no active retry or hedge is below. */
export const ATTEMPT = 1;
export const RETRY = 2;
export const HEDGE = 4;
export const PROBE = 8;
/** Answered by a pattern of its own stack: the callee never saw it. */
export const LOCAL = 16;
/** A fallback answered for one of its steps. */
export const IS_DEGRADED = 32;
/** Holds one of its replica's threads. */
export const THREAD = 64;
/** Rejected by the queue behind a service's own stack. */
export const TURNED_AWAY = 128;
/** The replica of this stack has died: no retries. */
export const ORPHANED = 256;
/** An event is scheduled at its deadline. */
export const TIMED = 512;
/** The callee sent a retry hint: `hint` is valid. */
export const HINTED = 1024;
/** Timeouts watch its connection or its answer. */
export const WATCHED = 2048;
/** The first attempt of a hedge. */
export const OPENING = 4096;
/**
 * The caller gave it up without notifying the layers below, which continue as if it were awaited.
 */
export const UNTOLD = 8192;
/** Its first work has been drawn: `remaining` has it. */
export const DRAWN = 16384;
/** Answered by a pattern or rejected: the work was not done. */
export const REJECTED = LOCAL | TURNED_AWAY;
/** How it was answered. */
export const ANSWER = REJECTED | HINTED;

export class Frame<P extends Parts = Parts> {
  kind = 0;
  phase = 0;
  flags = 0;
  /** AWAITED, DETACHED or ABANDONED; the same for all frames below it. */
  wanted = 0;
  /**
   * Generation: changes when the frame is taken from the pool, so stale references are detected.
   */
  serial = 0;
  /** Nesting depth of calls. */
  depth = 0;
  /** Attempt number within its call, from 1. */
  attempt = 0;
  parent: Frame<P> | null = null;
  first: Frame<P> | null = null;
  next: Frame<P> | null = null;
  prev: Frame<P> | null = null;
  link: P['link'] | null = null;
  stack: P['stack'];
  /** The host whose steps it runs. */
  host: P['host'] | null = null;
  /** The replica on which it runs. */
  replica: P['replica'] | null = null;
  /** Index of the replica or instance: of the caller for a call, of the client for a request. */
  caller = 0;
  /** Outermost layer that this frame owns; outer layers belong to its parent. */
  low = 0;
  /** The layer at which it is held, or -1. */
  held = -1;
  /** One bit per layer that was disabled when the frame passed. */
  skipped = 0;
  /** Index of the next step. */
  pc = 0;
  /** Number of calls and branches that it waits for. */
  pending = 0;
  /** For a job: number of branches that are not waiting for a call. */
  active = 0;
  outcome = 0;
  /** Root cause of its failure: link and reason in one number, 0 for none. */
  cause = 0;
  /** One bit per fault that affects this request. */
  struck = 0;
  /** Its position in its replica's queue. */
  position = -1;
  /** The epoch of the balancer that counts its attempt as under way; 0: none does. */
  route = 0;
  /** The user or recorded call that it belongs to. */
  user = 0;
  /** Priority, tenant and more; see identity.ts. */
  traits = 0;
  /** Key of its pending event; 0: none. */
  due = 0.5;
  start = 0.5;
  /** Start time of its attempt. */
  began = 0.5;
  /** When a balancer that counts sent its attempt. */
  sent = 0.5;
  /** Arrival time at the callee. */
  arrived = 0.5;
  /** Arrival order at the callee. */
  ticket = 0;
  /** Remaining work in ns while its replica is paused; its first work while it waits its turn. */
  remaining = 0.5;
  /** Delay that link faults add, in ns. */
  delay = 0.5;
  /**
   * Operation key, the same for all attempts; only if a service asks for it. See `operationKey`.
   */
  key = 0.5;
  /** Deadline, if some host honors deadlines; Infinity: none. */
  deadline = 0.5;
  /** Retry hint of the callee in ns (HTTP's Retry-After, gRPC's pushback); see `hintOf`. */
  hint = 0.5;

  readonly id: number;
  /** Start of its range in the pool's `slots` and `tokens`. */
  readonly slots: number;
  readonly timers: number;

  constructor(id: number, none: P['stack'], slots: number, timers: number) {
    this.id = id;
    this.slots = slots;
    this.timers = timers;
    this.stack = none;
    this.due = this.start = this.began = this.arrived = this.remaining = this.delay = 0;
    this.sent = 0;
    this.key = this.hint = 0;
    this.deadline = Infinity;
  }
}

/** The fields that all frames of a call share, except the replica: see `Pool.copyCall`. */
export function copyCall(from: Frame, to: Frame): void {
  to.link = from.link;
  to.stack = from.stack;
  to.caller = from.caller;
  to.user = from.user;
  to.host = null;
  to.depth = from.depth;
  to.arrived = from.arrived;
  to.ticket = from.ticket;
  to.struck = from.struck;
  to.traits = from.traits;
  to.key = from.key;
  to.deadline = from.deadline;
}

// How a thread is engaged: not at all, for somebody who waits, for a caller who has left, or it is
// blocked on a call.
export const IDLE = 0;
const LIVE = 1;
const IN_VAIN = 2;
const BLOCKED = 3;

/** How the thread is engaged that a frame has. */
export function engagementOf({ flags, wanted, phase }: Frame): number {
  if ((flags & THREAD) === 0) return IDLE;
  return wanted === ABANDONED ? IN_VAIN : phase === WAITING ? BLOCKED : LIVE;
}

/** The callee's retry hint in ns; -1: none. */
export const hintOf = (f: Frame): number => ((f.flags & (HINTED | LOCAL)) === HINTED ? f.hint : -1);

/** Sets a retry hint. @param ns from now on */
export function hint(f: Frame, ns: number): void {
  f.hint = ns;
  f.flags |= HINTED;
}

/** The request that a branch belongs to; the branch itself if the request no longer waits. */
export const topOf = <P extends Parts>(f: Frame<P>): Frame<P> =>
  f.kind === BRANCH ? trunkOf(f) : f;

function trunkOf<P extends Parts>(branch: Frame<P>): Frame<P> {
  let top = branch;
  while (top.kind === BRANCH && top.parent !== null) top = top.parent;
  return top;
}
