/**
 * Timers of frames. Most timers have one of a few durations and never fire, so each duration has a
 * lane: a ring in order of expiry. Only its head is in the event queue. Cancelling clears a timer's
 * token; dead entries are skipped at the head or removed when the ring is full.
 */
import { TIMER, type EventQueue } from '../../kernel/queue.ts';
import type { Frame } from './frame.ts';
import type { Parts } from './views.ts';
import type { Pool } from './pool.ts';

/** The timer slot for the time that a request may wait in a service's queue. */
export const QUEUE_TIMER = 0;

export class Lane {
  time = new Float64Array(16);
  keys = new Float64Array(16);
  /** Position of the timer's token, which says whether the timer is running. */
  tokens = new Int32Array(16);
  /** Timer slot and stack layer: slot + 256 × layer. */
  whom = new Int32Array(16);
  head = 0;
  size = 0;

  index: number;
  readonly delayNs: number;

  constructor(index: number, delayNs: number) {
    this.index = index;
    this.delayNs = delayNs;
  }
}

/** Timers that expired while their replica was paused. */
export interface Waiting {
  /** Transfers a suspended timer to another frame. @returns whether there is such a timer */
  transfer(key: number, token: number): boolean;
}

export class Timers<P extends Parts = Parts> {
  readonly lanes: Lane[] = [];
  private readonly byDelay = new Map<number, Lane>();
  private readonly queue: EventQueue;
  private readonly pool: Pool<P>;
  private readonly kind: number;
  private readonly waiting: Waiting;

  constructor(queue: EventQueue, pool: Pool<P>, kind: number, waiting: Waiting) {
    this.queue = queue;
    this.pool = pool;
    this.kind = kind;
    this.waiting = waiting;
  }

  /** The lane of all timers of this duration. */
  lane(delayNs: number): Lane {
    let lane = this.byDelay.get(delayNs);
    if (!lane) {
      lane = new Lane(this.lanes.length, delayNs);
      this.lanes.push(lane);
      this.byDelay.set(delayNs, lane);
    }
    return lane;
  }

  /** Sorts the lanes by number after a restore. */
  order(): void {
    this.lanes.sort((a, b) => a.index - b.index);
    this.lanes.forEach((lane, i) => (lane.index = i));
  }

  /** Finds out in which lane each timer runs, after lanes and tokens have been restored. */
  find(): void {
    const { lanes, tokens } = this.pool;
    for (const { index, head, size, keys, tokens: entries } of this.lanes)
      for (let i = 0; i < size; i++) {
        const at = (head + i) & (keys.length - 1);
        if (tokens[entries[at]!] === keys[at]) lanes[entries[at]!] = index;
      }
  }

  start(lane: Lane, f: Frame, slot: number, layer: number): void {
    if (lane.size === lane.time.length) this.makeRoom(lane);
    const key = this.queue.stamp(TIMER);
    const time = this.queue.now + lane.delayNs;
    const at = (lane.head + lane.size++) & (lane.time.length - 1);
    lane.time[at] = time;
    lane.keys[at] = key;
    const token = f.timers + slot;
    lane.tokens[at] = token;
    lane.whom[at] = slot + (layer << 8);
    this.pool.tokens[token] = key;
    this.pool.lanes[token] = lane.index;
    if (lane.size === 1) this.queue.enter(time, key, this.kind, lane.index);
  }

  cancel(f: Frame, slot: number): void {
    this.pool.tokens[f.timers + slot] = 0;
  }

  running(f: Frame, slot: number): boolean {
    return this.pool.tokens[f.timers + slot] !== 0;
  }

  /** Transfers a timer to another frame, if it is running. */
  transfer(from: Frame, to: Frame, slot: number): void {
    const { tokens, lanes } = this.pool;
    const old = from.timers + slot;
    const token = to.timers + slot;
    const key = tokens[old]!;
    tokens[token] = key;
    if (key === 0) return;
    tokens[old] = 0;
    lanes[token] = lanes[old]!;
    if (!transferred(this.lanes[lanes[old]!]!, key, token)) this.waiting.transfer(key, token);
  }

  /**
   * The head of a lane expired. @returns its target (slot + 256 × layer), or -1 if it was cancelled
   */
  fire(lane: Lane): number {
    const { tokens } = this.pool;
    const at = lane.head;
    const whom = lane.whom[at]!;
    const token = lane.tokens[at]!;
    const alive = tokens[token] === lane.keys[at];
    if (alive) tokens[token] = 0;
    this.advance(lane);
    return alive ? whom : -1;
  }

  /** Removes the head of a lane; its timer continues elsewhere. */
  pass(lane: Lane): void {
    this.advance(lane);
  }

  /** Fires an expired timer, unless it was cancelled. @param whom slot + 256 × layer */
  startAgain(token: number, key: number, whom: number): void {
    const { frames, timersPerFrame, tokens } = this.pool;
    if (tokens[token] !== key) return;
    const f = frames[Math.floor(token / timersPerFrame)]!;
    this.start(this.lane(0), f, whom & 255, whom >> 8);
  }

  /** The owner of the timer at the head of a lane. */
  headOf(lane: Lane): Frame<P> {
    const { frames, timersPerFrame } = this.pool;
    return frames[Math.floor(lane.tokens[lane.head]! / timersPerFrame)]!;
  }

  /** Skips the head and the dead entries after it; the next live entry becomes the head. */
  private advance(lane: Lane): void {
    const { tokens } = this.pool;
    const mask = lane.time.length - 1;
    do {
      lane.head = (lane.head + 1) & mask;
      lane.size--;
    } while (lane.size > 0 && tokens[lane.tokens[lane.head]!] !== lane.keys[lane.head]);
    if (lane.size > 0)
      this.queue.enter(lane.time[lane.head]!, lane.keys[lane.head]!, this.kind, lane.index);
  }

  /**
   * Removes dead entries except the head, which is in the event queue. Doubles the ring if that
   * frees too few.
   */
  private makeRoom(lane: Lane): void {
    const live = this.pool.tokens;
    const { time, keys, tokens, whom, head, size } = lane;
    const mask = time.length - 1;
    let kept = 1;
    for (let i = 1; i < size; i++) {
      const at = (head + i) & mask;
      if (live[tokens[at]!] !== keys[at]) continue;
      const to = (head + kept++) & mask;
      time[to] = time[at]!;
      keys[to] = keys[at]!;
      tokens[to] = tokens[at]!;
      whom[to] = whom[at]!;
    }
    lane.size = kept;
    if (kept > time.length / 4) this.double(lane);
  }

  private double(lane: Lane): void {
    const { head, size } = lane;
    const { time, keys, tokens, whom } = lane;
    const mask = time.length - 1;
    const length = time.length * 2;
    lane.time = new Float64Array(length);
    lane.keys = new Float64Array(length);
    lane.tokens = new Int32Array(length);
    lane.whom = new Int32Array(length);
    for (let i = 0; i < size; i++) {
      const at = (head + i) & mask;
      lane.time[i] = time[at]!;
      lane.keys[i] = keys[at]!;
      lane.tokens[i] = tokens[at]!;
      lane.whom[i] = whom[at]!;
    }
    lane.head = 0;
  }
}

/** Transfers the token of the entry with this key. @returns false if the lane has no such entry */
function transferred(lane: Lane, key: number, token: number): boolean {
  const { keys, head, size } = lane;
  const mask = keys.length - 1;
  // Keys increase along the ring.
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[(head + middle) & mask]! < key) low = middle + 1;
    else high = middle;
  }
  const at = (head + low) & mask;
  if (low === size || keys[at] !== key) return false;
  lane.tokens[at] = token;
  return true;
}
