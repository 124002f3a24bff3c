/**
 * One instance of a service: its threads, its queue, and its own stack of the service's patterns.
 */
import type { Distribution } from '../../distributions/distribution.ts';
import { State, type Saved } from '../../kernel/state.ts';
import type { Stream } from '../../kernel/random.ts';
import { RESET, type Outcome } from '../outcome.ts';
import { type ProbeName, STARTUP } from '../probe-names.ts';
import { Codel } from './codel.ts';
import type { Frame } from '../flight/frame.ts';
import type { ReplicaView } from '../flight/views.ts';
import { numberOf, replicaName } from './replica-number.ts';
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
import { Inspection } from './inspection.ts';
import { Line } from '../flight/line.ts';
import { Ranks } from '../flight/ranks.ts';
import { Shortest } from '../flight/shortest.ts';
import type { Streams } from '../../kernel/streams.ts';
import type { QueueSpec, ServiceSpec } from '../../spec.ts';
import { Sharing } from './sharing.ts';

const NS_PER_MS = 1e6;

/** What a replica needs to know of its service. */
export interface Home {
  readonly id: string;
  readonly index: number;
  readonly streams: Streams;
  readonly spec: Pick<ServiceSpec, 'queue' | 'coldStart'>;
  readonly order: QueueSpec['order'];
  readonly threads: number;
  readonly busy: number;
  readonly replicas: readonly ReplicaView[];
  readonly faults: readonly unknown[];
  readonly endpoints: { changed(): void };
  readonly startup: Distribution;
  readonly probers: readonly (ProberView | null)[];
  threadsOf(replica: ReplicaView, nowNs: number): number;
  drawFirst(f: Frame, replica: Working): void;
}

/** What asks a replica. */
interface ProberView {
  readonly name: ProbeName;
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
  /** What balancers have been told of it: whether they may pick it. */
  private isTold = true;
  /** What they know, which may be later. */
  isMember = true;
  /** Since when they know that they may pick it, in ns; -Infinity: for long. */
  memberSinceNs = -Infinity;
  /** When it was made, in ns; -Infinity: long ago. */
  bornNs = -Infinity;
  /** Since when its process serves, in ns; -Infinity: for long. */
  servesSinceNs = -Infinity;
  /** Since when there has been its process, serving or not, in ns; -Infinity: for long. */
  beganNs = -Infinity;
  /** Its process has come up, and answers. */
  isUp = true;
  /** Its startup probe has passed, if it has one. */
  isStarted = true;
  /** Its process has been killed, and ends with what it has in hand. */
  isEnding = false;
  /** It holds too much memory, and is about to be killed. */
  isDoomed = false;
  /** Requests that have ended in the life of its process, as far as they matter. */
  ended = 0;
  /** Processes it has had. */
  processes = 1;
  /** Restarts in a row. */
  restarts = 0;
  /** How those end that are in hand when the process does. */
  demise: Outcome = RESET;
  /** Since when its process has been ready for the first time, in ns; Infinity: not yet. */
  readySinceNs = -Infinity;
  /** The event that brings it to its next state of life; 0: none. */
  due = 0.5;
  /** Of those pauses, the ones that are over when its process is. */
  hung = 0;
  /** Probes that wait for a thread. */
  asked = 0;
  /** By probe; none without any. */
  readonly inspections: readonly Inspection[];
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
  private startups: Stream | undefined = undefined;
  private phases: Stream | undefined = undefined;

  readonly service: S;
  readonly index: number;
  readonly number: number;

  constructor(service: S, index: number) {
    super();
    this.service = service;
    this.index = index;
    this.number = numberOf(service.index, index);
    this.due = this.busy = 0;
    this.inspections = service.probers.map(() => new Inspection());
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

  /** Something happens in its life; see moves/lives.ts. @returns whether that changes its state */
  happens(event: LifeEvent): boolean {
    const was = this.life;
    this.life = lifeAfter(was, event);
    return this.life !== was;
  }

  /** Is there anything new that balancers are to be told? From now on they have been. */
  tells(): boolean {
    if (this.isTold === this.isReady) return false;
    this.isTold = this.isReady;
    return true;
  }

  /** Balancers learn whether they may pick it. */
  learn(isReady: boolean, nowNs: number): void {
    if (this.isMember === isReady) return;
    this.isMember = isReady;
    if (isReady) this.memberSinceNs = nowNs;
    this.service.endpoints.changed();
  }

  /** It is being made, and takes nothing yet. */
  isMade(nowNs: number): void {
    this.life = STARTING;
    this.isTold = this.isMember = false;
    this.bornNs = nowNs;
  }

  /** It has left, and nothing of it is there any more. */
  get isGone(): boolean {
    return this.life === DRAINING && !this.isPresent;
  }

  /** Its process begins. */
  begins(nowNs: number): void {
    this.beganNs = nowNs;
    this.processes++;
    this.ended = 0;
    this.isUp = this.isEnding = this.isDoomed = false;
    this.readySinceNs = Infinity;
    this.isStarted = this.service.probers[STARTUP] == null;
    this.demise = RESET;
  }

  /** When in its period something begins that happens again and again, in ns. */
  phaseNs(periodNs: number): number {
    return Math.floor((this.phases ??= this.open('probes')).double() * periodNs);
  }

  /** How long its process takes to start, in ns. */
  startupNs(): number {
    const { startup } = this.service;
    return startup.zero ? 0 : Math.round(startup.sample((this.startups ??= this.open('startup'))));
  }

  /** How much longer its work takes, being cold: by a factor that falls to 1 along a line. */
  coldFactor(nowNs: number): number {
    const { coldStart } = this.service.spec;
    if (coldStart === null) return 1;
    const part = (nowNs - this.servesSinceNs) / (coldStart.for * NS_PER_MS);
    return part >= 1 ? 1 : 1 + (coldStart.slow - 1) * (1 - part);
  }

  /** It takes requests, whether or not balancers know. */
  get isReady(): boolean {
    return this.life === READY;
  }

  /** Its process runs and takes in what was sent to it. */
  get runs(): boolean {
    return this.life < RESTARTING && this.life !== STARTING;
  }

  /** There is a process, whatever it does. */
  get isAlive(): boolean {
    return this.life < RESTARTING || this.isEnding;
  }

  /** There is a process that may be asked how it is. */
  get isProbed(): boolean {
    return this.life < DRAINING;
  }

  /** It is there; one that drains or ends is gone once it has nothing in hand any more. */
  get isPresent(): boolean {
    const { busy, waiting, ready } = this;
    if (this.life === DRAINING || this.isEnding) return busy + waiting.count + ready.count > 0;
    return this.runs;
  }

  get isDraining(): boolean {
    return this.life === DRAINING;
  }

  private open(use: string): Stream {
    return this.service.streams.get(`${replicaName(this.service.id, this.index)}.${use}`);
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
