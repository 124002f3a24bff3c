/**
 * One record for everything that is under way: a client's request, a use of a link, an attempt
 * (which is also the job at the callee), a pass through a service's own stack, a branch of a
 * parallel step. One class with one shape keeps the hot path free of allocation and lookups:
 * frames are pooled and refer to each other directly. A frame knows who waits for it (`parent`),
 * for whom it waits (its children), and apart from that whether its work is wanted.
 *
 * What the fields mean, by what a frame is (request, call, door, branch; a branch has what its
 * request has, but parent, pc, pending and position). What is not named means nothing there.
 *
 * | field           | request           | call                     | door                     |
 * | --------------- | ----------------- | ------------------------ | ------------------------ |
 * | parent          |                   | who waits for it         | the attempt              |
 * | caller          | its instance      | the caller's replica     | the callee's replica     |
 * | link, stack     |                   | the link, and its stack  | the service's own stack  |
 * | low, held, skipped |                | its part of the stack    | its part of the stack    |
 * | attempt, began  |                   | of the attempt under way |                          |
 * | replica         |                   | from when it is routed   | its attempt's            |
 * | arrived, ticket, struck |           | of the attempt           | its attempt's            |
 * | host, pc, pending, active | the client's steps | once it has a place | once it has a place |
 * | position        |                   | in a line                | in a line                |
 *
 * And by where it stands:
 *
 * | phase             | `due` wakes it when                 | it uses                        |
 * | ----------------- | ----------------------------------- | ------------------------------ |
 * | IN_STACK          | the pattern that holds it asked     | held, its slots and timers     |
 * | GRANTED           | now: it goes on down                | held                           |
 * | CONNECTING        | the connection stands               | delay                          |
 * | SENDING, DELAYED  | it comes to the callee              |                                |
 * | LOST, ENDING      | never                               |                                |
 * | AT_DOOR           | its replica goes on                 | its child, the door            |
 * | QUEUED, READY     | never: a thread takes it out        | position                       |
 * | STARTING          | now: its steps go on                | pc                             |
 * | WORKING           | the work is done                    | remaining, while that is still |
 * | WAITING           | never: its children do              | pending                        |
 * | SHEDDING          | now: it is sent away                |                                |
 * | ANSWERING         | the answer is back at the caller    | outcome, cause, hint           |
 */

import type { Parts } from './views.ts';

// What a frame is.
export const REQUEST = 0;
export const CALL = 1;
/** A pass through the stack that stands before a service's queue. */
export const DOOR = 2;
export const BRANCH = 3;

// Is its work wanted?
/** Somebody waits for it, all the way up to whoever asked first. */
export const AWAITED = 0;
/** Nobody waits for it, but it was asked for to be done. */
export const DETACHED = 1;
/** Whoever waited for it has left: it goes on for nobody. */
export const ABANDONED = 2;

// Where it stands.
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
/** Its calls are back, but it has given its thread away and waits for one (async services). */
export const READY = 10;
export const ANSWERING = 11;
/** Back-off, or waiting for a permit, is over: the way down goes on at this instant. */
export const GRANTED = 13;
/** Its steps are over. */
export const ENDING = 14;
/** Its turn came too late: it is being sent away. */
export const SHEDDING = 15;

// Flags.
/** The last pass through the stack: there is no active retry or hedge below. */
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
/** Refused by the queue behind a service's own stack. */
export const TURNED_AWAY = 128;
/** The replica whose stack this is has died: nobody is there to try again. */
export const ORPHANED = 256;
/** An event wakes it at its deadline. */
export const TIMED = 512;
/** Whoever refused it has said when to come back: `hint` counts. */
export const HINTED = 1024;
/** Timeouts watch over its connection or its answer. */
export const WATCHED = 2048;
/** The first of the attempts that a hedge sends. */
export const OPENING = 4096;
/** Whoever gave it up told nobody below: they go on as if somebody waited. */
export const UNTOLD = 8192;
/** Answered by a pattern or turned away: the work was not done. */
export const REJECTED = LOCAL | TURNED_AWAY;
/** How it was answered. */
export const ANSWER = REJECTED | HINTED;

export class Frame<P extends Parts = Parts> {
  kind = 0;
  phase = 0;
  flags = 0;
  /** AWAITED, DETACHED or ABANDONED; the same for all that is done for it. */
  wanted = 0;
  /** Changes each time the frame is taken, to see whether it is still the same. */
  serial = 0;
  /** Calls around it. */
  depth = 0;
  /** Which try of its call this is, from 1. */
  attempt = 0;
  parent: Frame<P> | null = null;
  first: Frame<P> | null = null;
  next: Frame<P> | null = null;
  prev: Frame<P> | null = null;
  link: P['link'] | null = null;
  stack: P['stack'];
  /** Whose steps it runs. */
  host: P['host'] | null = null;
  /** Where it runs. */
  replica: P['replica'] | null = null;
  /** Index of the caller's replica or instance: whose call it is; of a request, whose it is. */
  caller = 0;
  /** The first layer of the stack that is its own; those above belong to its parent. */
  low = 0;
  /** The layer at which it is held, or -1. */
  held = -1;
  /** A bit per layer that was switched off when it came by. */
  skipped = 0;
  /** The next step. */
  pc = 0;
  /** Calls and branches that it waits for. */
  pending = 0;
  /** Of a job: its branches that are not waiting for a call. */
  active = 0;
  outcome = 0;
  /** The first reason of its failure: link and reason in one number, 0 for none. */
  cause = 0;
  /** A bit per fault that hits this very request. */
  struck = 0;
  /** Its place in its replica's queue. */
  position = -1;
  /** The user or scripted call that it belongs to. */
  user = 0;
  /** Priority, tenant and more; see identity.ts. */
  traits = 0;
  /** Key of the event that will move it on; 0 when there is none. */
  due = 0.5;
  start = 0.5;
  /** When its attempt began. */
  began = 0.5;
  /** When it came to the callee. */
  arrived = 0.5;
  /** In what order it came there. */
  ticket = 0;
  /** Work that it has left, in ns, when that stands still: its replica is paused. */
  remaining = 0.5;
  /** How long faults of the link hold it up on its way, in ns. */
  delay = 0.5;
  /** What it does, the same for all tries of it, where anybody asks; see `operationKey`. */
  key = 0.5;
  /**
   * When its caller stops waiting, as far as that is known here, where anybody honors deadlines;
   * Infinity: never.
   */
  deadline = 0.5;
  /**
   * In how many ns whoever refused it at the callee wants to be asked again (the Retry-After of
   * HTTP, the push-back of gRPC), which a pattern says when it refuses; see `hintOf`.
   */
  hint = 0.5;

  readonly id: number;
  /** Where its part begins of the numbers that patterns keep, and of the tokens of timers. */
  readonly slots: number;
  readonly timers: number;

  constructor(id: number, none: P['stack'], slots: number, timers: number) {
    this.id = id;
    this.slots = slots;
    this.timers = timers;
    this.stack = none;
    this.due = this.start = this.began = this.arrived = this.remaining = this.delay = 0;
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

/** In how many ns the callee wants to be asked again; -1 if it has not said so. */
export const hintOf = (f: Frame): number => ((f.flags & (HINTED | LOCAL)) === HINTED ? f.hint : -1);

/** The callee, or a pattern, says when to come back. @param ns from now on */
export function hint(f: Frame, ns: number): void {
  f.hint = ns;
  f.flags |= HINTED;
}

/** The request of which a branch is a part; the branch itself when nobody waits for it. */
export const topOf = <P extends Parts>(f: Frame<P>): Frame<P> =>
  f.kind === BRANCH ? trunkOf(f) : f;

function trunkOf<P extends Parts>(branch: Frame<P>): Frame<P> {
  let top = branch;
  while (top.kind === BRANCH && top.parent !== null) top = top.parent;
  return top;
}
