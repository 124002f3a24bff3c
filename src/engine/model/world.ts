/**
 * The whole state of a run, and its services to the model and to patterns: time, events, timers,
 * stacks. `advance` is the event loop.
 */
import { Digest, hashOf } from '../kernel/digest.ts';
import { EventQueue } from '../kernel/queue.ts';
import type { Stream } from '../kernel/random.ts';
import type { Streams } from '../kernel/streams.ts';
import type { Agent } from './agent.ts';
import type { Balancers } from './parts/balancers.ts';
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
import { Lives } from './moves/lives.ts';
import type { Link } from './parts/link.ts';
import type { Frame, Moves, Whole } from './moves/moves.ts';
import type { Network } from './moves/network.ts';
import { Outages } from './moves/outages.ts';
import type { DecisionView, Observer } from './observer.ts';
import { SHED } from './outcome.ts';
import type { Sleeper, Stateful } from './port.ts';
import { Pool } from './flight/pool.ts';
import { Probing } from './moves/probing.ts';
import { Restarts } from './moves/restarts.ts';
import { Rows } from './moves/rows.ts';
import { Runner } from './moves/runner.ts';
import type { Replica, Service } from './parts/service.ts';
import { Standstill, STANDSTILL } from './moves/standstill.ts';
import { Stack, StackPlan } from './parts/stack.ts';
import { Suspended } from './moves/suspended.ts';
import { QUEUE_TIMER, Timers, type Lane } from './flight/timers.ts';

/** Maximum number of requests, answers and attempts that one event moves. */
const MOVED_MAX = 64;
/** Thirty days: the maximum duration. */
const LONGEST_NS = 30 * 24 * 3600e9;

export interface Sizes {
  /** Numbers and timers that the deepest stack needs in a frame, and rows per host. */
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
  readonly lives: Lives = new Lives(this);
  readonly outages: Outages = new Outages(this);
  readonly probing: Probing = new Probing(this);
  readonly restarts: Restarts = new Restarts(this);
  readonly suspended: Suspended = new Suspended(this);
  private readonly standstill = new Standstill(this);
  readonly clients: Client[] = [];
  readonly services: Service[] = [];
  readonly links: Link[] = [];
  readonly balancers: Balancers<Replica>[] = [];
  readonly faults: Fault[] = [];
  readonly stacks: Stack[] = [];
  readonly agents: Agent[] = [];
  readonly longestNs = LONGEST_NS;
  /** Some scenario feature depends on identities or operations: frames carry `traits` and `key`. */
  tracksIdentity = false;
  /** Some host honors deadlines: frames carry `deadline`. */
  honored = false;
  /** Events processed. */
  events = -1;
  /** Moves made by the current event so far. */
  private movedAt = -1;
  private moved = 0;
  readonly rows: Rows;

  readonly streams: Streams;
  observer: Observer;
  /** End of the run; events at or after it need not be scheduled. */
  readonly endNs: number;

  /** @param way the network; a replay has its own */
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
   * Processes events before `endNs`, up to a maximum number.
   * @returns whether there may be more before `endNs`
   */
  advance(endNs: number, eventsMax: number): boolean {
    const { queue } = this;
    // A whole number: counting down from Infinity would box it at every event.
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

  /** A frame's event is due: its phase says what to do. */
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
      case at.QUEUED:
        return this.jobs.queueTimeout(f);
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
   * Whether one more instantaneous request, answer or attempt fits into this event. If not, it goes
   * through an event at this instant, which bounds the depth of the JavaScript stack.
   */
  goesOn(): boolean {
    this.spend(1);
    return this.moved <= MOVED_MAX;
  }

  /** A number of calls is about to be made within this event. */
  spend(calls: number): void {
    if (this.events !== this.movedAt) {
      this.movedAt = this.events;
      this.moved = 0;
    }
    this.moved += calls;
  }

  /** Schedules the frame's only event, after a delay, in that class. */
  after(f: Frame, delayNs: number, order: number): void {
    this.queue.after(delayNs, order, event.FRAME_EVENT, f.id);
    f.due = this.queue.pushed;
  }

  /** Assigns an agent its number. */
  enlist(agent: Agent): void {
    agent.agent = this.agents.length;
    this.agents.push(agent);
  }

  /** Wakes an agent at a time. @param what the event's argument @returns the event's key */
  wakeAt(agent: Sleeper, timeNs: number, order: number, what: number): number {
    return this.queue.push(timeNs, order, event.AGENT_EVENT + (agent.agent << 8), what);
  }

  /** Wakes an agent after a delay; the event's key is in `queue.pushed`. */
  wakeAfter(agent: Sleeper, delayNs: number, order: number): void {
    this.queue.after(delayNs, order, event.AGENT_EVENT + (agent.agent << 8), 0);
  }

  /** A pattern has changed its state. */
  transition(pattern: Stateful, from: string, to: string, why: string): void {
    const { entity, layer } = pattern.place;
    this.digest.mix(hashOf(entity), hashOf(`${layer}:${to}`));
    this.observer.transition(pattern, from, to, why);
  }

  /** Something was decided about a service, or about one of its replicas. */
  decide(decision: DecisionView): void {
    this.observer.decision(decision);
  }

  /** The stream that decides a host's nth `oneOf` step. */
  chooser(host: Host, ordinal: number): Stream {
    return (host.choosers[ordinal] ??= this.streams.get(`${host.id}.oneOf${ordinal || ''}`));
  }

  /** Whether an outer layer has given up on this call, so that a retry is pointless. */
  givenUp(f: Frame): boolean {
    for (let frame = f; ; frame = frame.parent) {
      if (frame.low === 0) return (frame.flags & at.ORPHANED) !== 0;
      if (frame.parent === null) return (frame.flags & (at.UNTOLD | at.ORPHANED)) !== at.UNTOLD;
    }
  }

  /** Creates the stacks of every replica or instance of a caller, used or not. */
  populate(host: Host): void {
    for (const link of this.links) if (link.caller === host) link.plan.populate(this, host.members);
    host.plan?.populate(this, host.members);
  }

  /** The stack instance of a caller's replica. */
  stackOf(plan: StackPlan, caller: number): Stack {
    return plan.stacks[caller] ?? this.createStack(plan, caller);
  }

  createStack(plan: StackPlan, caller: number): Stack {
    if (plan.depth === 0) return (plan.stacks[caller] = this.pool.none);
    const known = plan.layers.map(({ common }) => common.pattern);
    const patterns = plan.layers.map((_, layer) => plan.instance(this, layer, caller));
    const own = patterns.filter((pattern, layer) => pattern !== known[layer]);
    const stack = new Stack(this.stacks.length, caller, plan, patterns, own);
    this.stacks.push(stack);
    return (plan.stacks[caller] = stack);
  }
}
