/**
 * Events of paused replicas. They wait in order until the replica resumes, so a paused replica
 * starts nothing, makes no calls, reads no answers, and its timers do not fire. The network and the
 * queue in front of the process keep working: requests arrive, queue, and leave at their queue
 * timeout.
 */
import { grown, grownInt } from '../../kernel/arrays.ts';
import { orderOf } from '../../kernel/queue.ts';
import { State } from '../../kernel/state.ts';
import type { Agent } from '../agent.ts';
import * as event from '../events.ts';
import * as at from '../flight/frame.ts';
import { QUEUE_TIMER, type Lane } from '../flight/timers.ts';
import type { Process } from '../port.ts';
import type { Frame, Moves } from './moves.ts';

export class Suspended extends State {
  static override readonly refs: readonly string[] = ['w'];
  /** Paused replicas. */
  replicas = 0;
  private count = 0;
  // Per event: replica, kind, frame or agent, key, and for a timer its target.
  private owners = new Int32Array(16);
  private kinds = new Int32Array(16);
  private refs = new Int32Array(16);
  private keys = new Float64Array(16);
  private whom = new Int32Array(16);

  private readonly w: Moves;

  constructor(w: Moves) {
    super();
    this.w = w;
  }

  /** Suspends a frame's event if a paused replica would act on it. */
  holds(f: Frame): boolean {
    const replica = actorOf(f);
    if (replica === null || replica.paused === 0) return false;
    this.add(replica, event.FRAME_EVENT, f.id, this.w.queue.key, 0);
    return true;
  }

  /** The same for the timer at the head of a lane. */
  holdsTimer(lane: Lane, f: Frame): boolean {
    const whom = lane.whom[lane.head]!;
    const key = lane.keys[lane.head]!;
    const token = lane.tokens[lane.head]!;
    // The queue is in front of the process, unless a stack of the process is in front of the queue.
    const isBefore = (whom & 255) === QUEUE_TIMER && f.kind !== at.DOOR;
    if (isBefore || this.w.pool.tokens[token] !== key) return false;
    const replica = sideOf(f);
    if (replica === null || replica.paused === 0) return false;
    this.add(replica, event.LANE_EVENT, token, key, whom);
    return true;
  }

  /** The same for any other event. @param ref frame, or the agent's argument */
  keep(replica: Process, kind: number, ref: number): void {
    this.add(replica, kind, ref, this.w.queue.key, 0);
  }

  /** Wakes an agent as soon as the replica resumes. */
  keepAgent(replica: Process, { agent }: Agent, what: number): void {
    this.keep(replica, event.AGENT_EVENT + (agent << 8), what);
  }

  private add(replica: Process, kind: number, ref: number, key: number, whom: number): void {
    if (this.count === this.owners.length) this.grow();
    const i = this.count++;
    this.owners[i] = replica.number;
    this.kinds[i] = kind;
    this.refs[i] = ref;
    this.keys[i] = key;
    this.whom[i] = whom;
  }

  private grow(): void {
    this.owners = grownInt(this.owners);
    this.kinds = grownInt(this.kinds);
    this.refs = grownInt(this.refs);
    this.keys = grown(this.keys);
    this.whom = grownInt(this.whom);
  }

  /** Transfers a suspended timer to another frame. @returns whether there is such a timer */
  transfer(key: number, token: number): boolean {
    for (let i = 0; i < this.count; i++) {
      if (this.keys[i] !== key || this.kinds[i] !== event.LANE_EVENT) continue;
      this.refs[i] = token;
      return true;
    }
    return false;
  }

  /** The replica resumes: its suspended events happen now, in order. */
  release(replica: Process): void {
    const owner = replica.number;
    const { owners, kinds, refs, keys, whom, count } = this;
    let left = 0;
    for (let i = 0; i < count; i++) {
      if (owners[i] === owner) this.happen(kinds[i]!, refs[i]!, keys[i]!, whom[i]!);
      else {
        owners[left] = owners[i]!;
        kinds[left] = kinds[i]!;
        refs[left] = refs[i]!;
        keys[left] = keys[i]!;
        whom[left++] = whom[i]!;
      }
    }
    this.count = left;
  }

  /** Schedules an event again, unless it was cancelled in the meantime. */
  private happen(kind: number, ref: number, key: number, whom: number): void {
    const { w } = this;
    if (kind === event.FRAME_EVENT) {
      const f = w.pool.frames[ref]!;
      if (f.due === key) w.after(f, 0, orderOf(key));
    } else if (kind === event.LANE_EVENT) w.timers.startAgain(ref, key, whom);
    else w.queue.push(w.now, orderOf(key), kind, ref);
  }
}

/** The replica that acts on a frame's event; null: none, or a client. */
function actorOf(f: Frame): Process | null {
  switch (f.phase) {
    case at.SENDING:
    case at.DELAYED:
      return null;
    case at.QUEUED:
      // The queue is in front of the process, unless a stack of the process is in front of it.
      return f.kind === at.DOOR ? f.replica : null;
    case at.IN_STACK:
    case at.GRANTED:
    case at.CONNECTING:
    case at.ANSWERING:
      return sideOf(f);
    default:
      return f.replica;
  }
}

/** The replica in whose stack a frame is: the caller's or, at a service's door, its own. */
export const sideOf = (f: Frame): Process | null =>
  f.kind === at.DOOR ? f.replica : f.link!.caller.replicaAt(f.caller);
