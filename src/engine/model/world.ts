/**
 * Everything that a run consists of, and what parts of the model and patterns ask of it: the time,
 * events, timers, the stacks. `advance` is the whole event loop.
 */
import { Digest, hashOf } from '../kernel/digest.ts';
import { EventQueue } from '../kernel/queue.ts';
import type { Stream } from '../kernel/random.ts';
import type { Streams } from '../kernel/streams.ts';
import type { Agent } from './agent.ts';
import { Calls } from './moves/calls.ts';
import { Cancellation } from './moves/cancellation.ts';
import type { Client } from './parts/client.ts';
import { Continuations } from './moves/continuations.ts';
import { Cores } from './moves/cores.ts';
import { Deadlines } from './moves/deadlines.ts';
import { Doors } from './moves/doors.ts';
import * as event from './events.ts';
import type { Fault } from './fault.ts';
import * as at from './flight/frame.ts';
import type { Host } from './parts/host.ts';
import { Jobs } from './moves/jobs.ts';
import { EVENTS_MAX, LimitReached } from './limits.ts';
import type { Link } from './parts/link.ts';
import type { Frame, Moves, Whole } from './moves/moves.ts';
import type { Network } from './moves/network.ts';
import { Outages } from './moves/outages.ts';
import type { Observer } from './observer.ts';
import { SHED } from './outcome.ts';
import type { Sleeper, Stateful } from './port.ts';
import { Pool } from './flight/pool.ts';
import { Rows } from './moves/rows.ts';
import { Runner } from './moves/runner.ts';
import type { Service } from './parts/service.ts';
import { Standstill, STANDSTILL } from './moves/standstill.ts';
import { Stack, StackPlan } from './parts/stack.ts';
import { Suspended } from './moves/suspended.ts';
import { QUEUE_TIMER, Timers, type Lane } from './flight/timers.ts';

/** Requests, answers and attempts that one event moves at once, at most. */
const MOVED_MAX = 64;
/** Thirty days: the longest that anything takes. */
const LONGEST_NS = 30 * 24 * 3600e9;

export interface Sizes {
  /** Numbers and timers that the deepest stack needs in a frame, and rows that a host has. */
  slots: number;
  timers: number;
  rows: number;
}

export class World implements Moves {
  readonly queue = new EventQueue();
  readonly digest = new Digest(this.queue);
  readonly pool: Pool<Whole>;
  readonly timers: Timers<Whole>;
  readonly calls: Calls = new Calls(this);
  readonly cancellation: Cancellation = new Cancellation(this);
  readonly network: Network;
  readonly jobs: Jobs = new Jobs(this);
  readonly doors: Doors = new Doors(this);
  readonly runner: Runner = new Runner(this);
  readonly continuations: Continuations = new Continuations(this);
  readonly deadlines: Deadlines = new Deadlines(this);
  readonly cores: Cores = new Cores(this);
  readonly outages: Outages = new Outages(this);
  readonly suspended: Suspended = new Suspended(this);
  private readonly standstill = new Standstill(this);
  readonly clients: Client[] = [];
  readonly services: Service[] = [];
  readonly links: Link[] = [];
  readonly faults: Fault[] = [];
  readonly stacks: Stack[] = [];
  readonly agents: Agent[] = [];
  readonly longestNs = LONGEST_NS;
  /** Who sends a request matters, or what it does: frames carry `traits` and `key`. */
  tracksIdentity = false;
  /** Some host honors deadlines: frames carry `deadline`. */
  honored = false;
  /** Events processed. */
  events = -1;
  /** What one of them has moved so far: the one after so many. */
  private movedAt = -1;
  private moved = 0;
  readonly rows: Rows;

  readonly streams: Streams;
  readonly observer: Observer;
  /** The run's end; nothing is scheduled at or after it that could as well be left out. */
  readonly endNs: number;

  /** @param way what carries requests and answers: a replay has one of its own */
  constructor(
    streams: Streams,
    observer: Observer,
    endNs: number,
    sizes: Sizes,
    way: (w: World) => Network,
  ) {
    this.network = way(this);
    this.streams = streams;
    this.observer = observer;
    this.endNs = endNs;
    const none = new Stack(0, -1, new StackPlan('', null), []);
    this.stacks.push(none);
    this.pool = new Pool(none, sizes.slots + sizes.rows, sizes.timers + 1);
    this.rows = new Rows(this.pool, sizes.slots);
    this.timers = new Timers(this.queue, this.pool, event.LANE_EVENT, this.suspended);
    this.events = 0;
  }

  get now(): number {
    return this.queue.now;
  }

  /**
   * Processes events until just before `endNs`, at most so many.
   * @returns whether there may be more before `endNs`
   */
  advance(endNs: number, eventsMax: number): boolean {
    const { queue } = this;
    // A whole number: counting Infinity down would box it at every event.
    const last = Math.min(this.events + eventsMax, EVENTS_MAX + 1) | 0;
    while (this.events < last) {
      if (!queue.next(endNs)) return false;
      if (++this.events > EVENTS_MAX)
        throw new LimitReached('eventsPerRun', `${EVENTS_MAX} events have been processed`);
      if (queue.repeats > STANDSTILL) this.standstill.add();
      if (queue.kind === event.FRAME_EVENT) {
        const f = this.pool.frames[queue.ref]!;
        if (f.due !== queue.key) continue;
        if (this.suspended.replicas > 0 && this.suspended.holds(f)) continue;
        f.due = 0;
        this.move(f);
      } else this.dispatch(queue.kind, queue.ref);
    }
    return true;
  }

  private dispatch(kind: number, ref: number): void {
    const { key } = this.queue;
    switch (kind & 255) {
      case event.AGENT_EVENT:
        return this.agents[kind >>> 8]!.wake(this, key, ref);
      case event.LANE_EVENT:
        return this.ring(this.timers.lanes[ref]!);
      case event.CORES_EVENT: {
        const replica = this.services[ref]!.replicas[kind >>> 8]!;
        if (replica.sharing.due === key) this.cores.ended(replica);
        return;
      }
      case event.DEADLINE_EVENT:
        return this.deadlines.due(this.pool.frames[ref]!);
    }
  }

  /** A frame's event is due: its phase tells what that means. */
  private move(f: Frame): void {
    switch (f.phase) {
      case at.WORKING:
      case at.STARTING:
        return this.runner.go(f);
      case at.SENDING:
        return this.jobs.arrive(f);
      case at.AT_DOOR:
        return this.doors.enter(f);
      case at.ANSWERING:
        return this.network.answered(f);
      case at.IN_STACK:
        return f.stack.patterns[f.held]!.wake(this, f, -1);
      case at.GRANTED:
        return this.calls.descend(f, f.held + 1);
      case at.CONNECTING:
        return this.network.connected(f);
      case at.DELAYED:
        return this.jobs.delayed(f);
      case at.SHEDDING:
        return this.jobs.end(f, SHED);
    }
  }

  private ring(lane: Lane): void {
    const f = this.timers.headOf(lane);
    if (this.suspended.replicas > 0 && this.suspended.holdsTimer(lane, f))
      return this.timers.pass(lane);
    const whom = this.timers.fire(lane);
    if (whom < 0) return;
    const slot = whom & 255;
    if (slot === QUEUE_TIMER) this.jobs.queueTimeout(f);
    else f.stack.patterns[whom >> 8]!.wake(this, f, slot);
  }

  /**
   * May one more request, answer or attempt that takes no time be moved within this event? Else it
   * goes through an event of this instant: no event does more than that, and none makes the stack
   * of JavaScript as deep as a chain of services is long.
   */
  goesOn(): boolean {
    this.spend(1);
    return this.moved <= MOVED_MAX;
  }

  /** So many calls are about to be made within this event. */
  spend(calls: number): void {
    if (this.events !== this.movedAt) {
      this.movedAt = this.events;
      this.moved = 0;
    }
    this.moved += calls;
  }

  /** The frame's one event: after a while, among the events of that class. */
  after(f: Frame, delayNs: number, order: number): void {
    this.queue.after(delayNs, order, event.FRAME_EVENT, f.id);
    f.due = this.queue.pushed;
  }

  /** Gives an agent its number. */
  enlist(agent: Agent): void {
    agent.agent = this.agents.length;
    this.agents.push(agent);
  }

  /** Wakes an agent at an instant. @param what told to it then @returns the event's key */
  wakeAt(agent: Sleeper, timeNs: number, order: number, what: number): number {
    return this.queue.push(timeNs, order, event.AGENT_EVENT + (agent.agent << 8), what);
  }

  /** Wakes an agent after a while; the event's key is in `queue.pushed`. */
  wakeAfter(agent: Sleeper, delayNs: number, order: number): void {
    this.queue.after(delayNs, order, event.AGENT_EVENT + (agent.agent << 8), 0);
  }

  /** A pattern has changed its state. */
  transition(pattern: Stateful, from: string, to: string, why: string): void {
    const { entity, layer } = pattern.place;
    this.digest.mix(hashOf(entity), hashOf(`${layer}:${to}`));
    this.observer.transition(pattern, from, to, why);
  }

  /** The stream that decides a host's nth one-of step. */
  chooser(host: Host, ordinal: number): Stream {
    return (host.choosers[ordinal] ??= this.streams.get(`${host.id}.oneOf${ordinal || ''}`));
  }

  /** Has somebody further out given up on this very call? Then it is not worth another try. */
  givenUp(f: Frame): boolean {
    for (let frame = f; ; frame = frame.parent) {
      if (frame.low === 0) return (frame.flags & at.ORPHANED) !== 0;
      if (frame.parent === null) return (frame.flags & (at.UNTOLD | at.ORPHANED)) !== at.UNTOLD;
    }
  }

  /** Every replica or instance of a caller has its own stacks, used or not. */
  populate(host: Host): void {
    for (const link of this.links) if (link.caller === host) link.plan.populate(this, host.members);
    host.plan?.populate(this, host.members);
  }

  /** The instance of a stack that a replica of the caller has. */
  stackOf(plan: StackPlan, caller: number): Stack {
    return plan.stacks[caller] ?? this.createStack(plan, caller);
  }

  createStack(plan: StackPlan, caller: number): Stack {
    if (plan.depth === 0) return (plan.stacks[caller] = this.pool.none);
    const patterns = plan.layers.map((_, layer) => plan.instance(this, layer, caller));
    const stack = new Stack(this.stacks.length, caller, plan, patterns);
    this.stacks.push(stack);
    return (plan.stacks[caller] = stack);
  }
}
