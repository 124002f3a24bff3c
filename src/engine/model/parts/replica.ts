/**
 * One instance of a service: its threads, its queue, and its own stack of the service's patterns.
 */
import { State, type Saved } from '../../kernel/state.ts';
import type { Stream } from '../../kernel/random.ts';
import { Codel } from './codel.ts';
import type { Frame } from '../flight/frame.ts';
import type { ReplicaView } from '../flight/views.ts';
import {
  DRAINING,
  LIFE,
  lifeAfter,
  READY,
  RESTARTING,
  STARTING,
  type Life,
  type LifeEvent,
  type LifeName,
} from './lifecycle.ts';
import { Line } from '../flight/line.ts';
import { Ranks } from '../flight/ranks.ts';
import { Shortest } from '../flight/shortest.ts';
import type { Streams } from '../../kernel/streams.ts';
import type { QueueSpec } from '../../spec.ts';
import { Sharing } from './sharing.ts';

// A replica's number: its service's index and its own, in these many bits, from 1.
const INDEX_BITS = 12;
const numberOf = (service: number, index: number): number => (service << INDEX_BITS) + index + 1;

export const serviceOf = (number: number): number => (number - 1) >> INDEX_BITS;
export const indexOf = (number: number): number => (number - 1) & ((1 << INDEX_BITS) - 1);

/** What a replica needs to know of its service. */
export interface Home {
  readonly id: string;
  readonly index: number;
  readonly streams: Streams;
  readonly spec: { readonly queue: QueueSpec };
  readonly order: QueueSpec['order'];
  readonly threads: number;
  readonly busy: number;
  readonly replicas: readonly ReplicaView[];
  readonly faults: readonly unknown[];
  readonly endpoints: { changed(): void };
  threadsOf(replica: ReplicaView, nowNs: number): number;
  drawFirst(f: Frame, replica: Working): void;
}

/** Whoever draws the work of requests. */
export interface Working {
  workStream(ordinal: number): Stream;
}

/** @template S what stands for its service */
export class Replica<S extends Home = Home> extends State {
  static override readonly refs: readonly string[] = ['service', 'streams'];
  /** Where it stands in its life; changed by `happens` alone. */
  private life: Life = READY;
  /** Since when balancers may pick it, in ns; -Infinity: for long. */
  readySinceNs = -Infinity;
  /** Pauses that are on at present. */
  paused = 0;
  /** Threads in hand. */
  busy = -1;
  /** Those who wait for a thread. */
  waiting: Line | Ranks | Shortest = new Line();
  /** Sheds what has waited too long; null: nothing does. */
  codel: Codel | null = null;
  /** Continuations that wait for a thread (async services). */
  readonly ready = new Line();
  readonly sharing = new Sharing();
  private readonly streams: Stream[] = [];
  private errors: Stream | undefined = undefined;
  private order: Stream | undefined = undefined;
  private patience: Stream | undefined = undefined;

  readonly service: S;
  readonly index: number;
  readonly number: number;

  /** @param readySinceNs it is ready at once, since then */
  constructor(service: S, index: number, readySinceNs: number) {
    super();
    this.readySinceNs = readySinceNs;
    this.service = service;
    this.index = index;
    this.number = numberOf(service.index, index);
    this.busy = 0;
  }

  override revive(saved: Saved): void {
    if ('codel' in saved) this.codel ??= new Codel();
    const waiting = saved['waiting'] as Saved;
    if ('lines' in waiting) this.waiting = new Ranks();
    else if (!('head' in waiting)) this.waiting = new Shortest();
  }

  /** The stream for its draws of the host's nth work step: `api#2.work`. */
  workStream(ordinal: number): Stream {
    return (this.streams[ordinal] ??= this.open(ordinal === 0 ? 'work' : `work${ordinal + 1}`));
  }

  /** The stream that decides which of its requests fail. */
  get errorStream(): Stream {
    return (this.errors ??= this.open('errors'));
  }

  /** The stream for how long its requests are willing to wait. */
  get patienceStream(): Stream {
    return (this.patience ??= this.open('patience'));
  }

  get state(): LifeName {
    return LIFE[this.life]!;
  }

  /** Something happens in its life. */
  happens(event: LifeEvent, nowNs: number): void {
    const was = this.isReady;
    this.life = lifeAfter(this.life, event);
    if (was === this.isReady) return;
    if (!was) this.readySinceNs = nowNs;
    this.service.endpoints.changed();
  }

  /** Balancers may pick it. */
  get isReady(): boolean {
    return this.life === READY;
  }

  /** Its process runs and takes in what was sent to it. */
  get runs(): boolean {
    return this.life < RESTARTING && this.life !== STARTING;
  }

  /** It is there; one that drains is gone once it has nothing in hand any more. */
  get isPresent(): boolean {
    const { busy, waiting, ready } = this;
    if (this.life === DRAINING) return busy + waiting.count + ready.count > 0;
    return this.life < RESTARTING;
  }

  get isDraining(): boolean {
    return this.life === DRAINING;
  }

  private open(use: string): Stream {
    return this.service.streams.get(`${this.service.id}#${this.index + 1}.${use}`);
  }

  /** Has a thread for one more. */
  hasThread(clock: { readonly now: number }): boolean {
    const { service } = this;
    const threads =
      service.faults.length === 0 ? service.threads : service.threadsOf(this, clock.now);
    return this.busy < threads;
  }

  /** Of those that wait, the one whose turn it is. */
  nextWaiting<F extends Frame>(frames: readonly F[]): F {
    const { waiting, service } = this;
    const { order } = service;
    if (order === 'fifo' || !(waiting instanceof Line)) return waiting.shift(frames);
    if (order === 'lifo') return waiting.pop(frames);
    if (order === 'random') return waiting.draw(frames, (this.order ??= this.open('queue')));
    // In a backlog the newest is the likeliest to be still awaited.
    return waiting.count > service.threads ? waiting.pop(frames) : waiting.shift(frames);
  }

  /** Of those that wait by priority, the last of those less important than this one, or null. */
  lessThan<F extends Frame>(f: Frame, frames: readonly F[]): F | null {
    return this.waiting instanceof Ranks ? this.waiting.lessThan(f, frames) : null;
  }

  /** Reads the service's spec again, after an edit. */
  configure(frames: readonly Frame[]): void {
    const { codel, order } = this.service.spec.queue;
    if (codel === null) this.codel = null;
    else (this.codel ??= new Codel()).configure(codel);
    const Kind = order === 'priority' ? Ranks : order === 'shortest' ? Shortest : Line;
    if (this.waiting instanceof Kind) return;
    const members = this.waiting.members(frames).sort((a, b) => a.ticket - b.ticket);
    this.waiting = new Kind();
    for (const f of members) {
      this.service.drawFirst(f, this);
      this.waiting.push(f, frames);
    }
  }
}
