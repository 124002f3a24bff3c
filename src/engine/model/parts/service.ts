/** Something that does work: replicas with threads and a queue each, and steps. */
import { shareUp } from '../../kernel/shares.ts';
import { nsOf } from '../../kernel/ns.ts';
import type { Streams } from '../../kernel/streams.ts';
import { Distribution } from '../../distributions/distribution.ts';
import type { QueueSpec, ServiceSpec } from '../../spec.ts';
import { Endpoints } from './endpoints.ts';
import type { Scaler } from '../scaler.ts';
import type { Fault } from '../fault.ts';
import { DRAWN, type Frame } from '../flight/frame.ts';
import type { ReplicaView } from '../flight/views.ts';
import { Host } from './host.ts';
import type { Sleeper } from '../port.ts';
import { isKeyed } from '../flight/identity.ts';
import { Ledger } from './ledger.ts';
import type { ServiceObserver } from '../observer.ts';
import { ERROR, OK, PERMANENT, type Outcome } from '../outcome.ts';
import { isManaged, probed } from './managed.ts';
import { Prober } from './prober.ts';
import * as replica from './replica.ts';
import type * as serving from './serving.ts';
import { StackPlan } from './stack.ts';
import { firstWork, type Step } from './steps.ts';
import { retryAfterNs } from '../retry-after.ts';
import type { Lane } from '../flight/timers.ts';

const NS_PER_MS = 1e6;
/** The spec has not been read yet. */
const UNASKED = -1;

/** A run, as its services know it. */
export type Serving = serving.Serving<Service, Replica>;

/** A replica of a service. */
export type Replica = replica.Replica<Service>;

export class Service extends Host {
  static override readonly refs: readonly string[] = [
    ...Host.refs,
    'spec',
    'streams',
    'plan',
    'faults',
    'patience',
    'spreadPatience',
    'first',
    'observer',
    'startup',
    'upkeep',
    'probers',
  ];
  observer!: ServiceObserver;
  readonly replicas: Replica[] = [];
  readonly endpoints: Endpoints<Replica>;
  /** Replicas that there should be: those below this index. The spec's number, as last read. */
  wanted = 0;
  private asked = UNASKED;
  /** How long a process takes until it serves. */
  readonly startup = new Distribution(0);
  /** How long balancers take to learn of a replica's state. */
  propagationNs = 0.5;
  /** Its replicas come and go as platforms make them, and balancers say that nobody is there. */
  readonly isManaged: boolean;
  /** Wakes the lives of its replicas. */
  upkeep!: Sleeper;
  /** By probe, what it calls; null: there is none. */
  readonly probers: readonly (Prober | null)[];
  /** Decides how many replicas there are; null: only edits do. */
  scaler: Scaler | null = null;
  threads = 0;
  /** 0: work is not shared between cores. */
  cores = 0;
  async = false;
  capacity = 0;
  order: QueueSpec['order'] = 'fifo';
  errors = 0.5;
  permanentErrors = 0.5;
  /** Sums over its replicas: threads in hand, requests that wait, requests not yet answered. */
  busy = -1;
  queued = -1;
  inHand = -1;
  /** Cores at work. */
  coresBusy = -1;
  /** Some replica may have more threads in hand than it has a right to, or a scaler counts. */
  private tellsBusy = false;
  /** The lane of timers for the time that a request may wait; null: not the same for all. */
  patience: Lane | null = null;
  /** How long a request may wait that draws its patience; null: none does. */
  spreadPatience: Distribution | null = null;
  /** When those that the queue refuses are to come back, in ns; -1: nobody tells them. */
  retryAfterNs = 0.5;
  /** Per other request in hand, work takes so much longer: in ns, and as a share. */
  private addNs = 0.5;
  private slowShare = 0.5;
  /** Work takes as long as was drawn, faults aside. */
  isPlain = true;
  /** Its processes have only so much memory, or one is ending: each request matters to them. */
  tracksRequests = false;
  /** The shortest work goes first. */
  isByLength = false;
  /** The work that decides whose turn it is; null: no work does. */
  first: Step | null = null;
  /** Requests that have come, to tell them apart by age. */
  tickets = -1;
  /** What its work has brought about; null unless it writes. */
  readonly ledger: Ledger | null;
  /** Its own stack, which stands before the queue. */
  override readonly plan: StackPlan;
  /** Faults that are on, in the order of the scenario. */
  readonly faults: Fault[] = [];

  readonly spec: ServiceSpec;
  readonly streams: Streams;

  constructor(id: string, index: number, spec: ServiceSpec, streams: Streams) {
    super(id, index);
    this.spec = spec;
    this.streams = streams;
    this.isManaged = isManaged(spec);
    this.probers = probed(spec).map((name) => name && new Prober(this, index, name));
    this.ledger = spec.writes ? new Ledger() : null;
    this.endpoints = new Endpoints<Replica>(this);
    this.plan = new StackPlan(id, this);
    // Written once more before anything is compiled: V8 takes fields that never changed for
    // constants, and throws away the code that read them when one does.
    this.busy = this.queued = this.inHand = this.coresBusy = this.tickets = 0;
    this.errors = this.permanentErrors = 0;
    this.retryAfterNs = this.addNs = this.slowShare = this.propagationNs = 0;
  }

  /** Reads the spec again, after an edit. */
  configure(w: Serving): void {
    const { spec } = this;
    this.threads = spec.threads;
    this.cores = spec.cores ?? 0;
    this.async = spec.async;
    this.capacity = spec.queue.capacity;
    this.order = spec.queue.order;
    const { timeout } = spec.queue;
    const isSame = typeof timeout === 'number';
    this.patience = isSame ? w.timers.lane(nsOf(timeout)) : null;
    this.spreadPatience = isSame || timeout === null ? null : new Distribution(timeout);
    this.retryAfterNs = retryAfterNs(spec.queue);
    this.addNs = (spec.contention?.add ?? 0) * NS_PER_MS;
    this.slowShare = spec.contention?.slow ?? 0;
    this.tracksRequests = spec.memory !== null;
    this.isByLength = this.order === 'shortest';
    this.first = this.isByLength ? firstWork(this.steps) : null;
    const isWarm = spec.coldStart === null && !this.isByLength;
    this.isPlain = isWarm && this.cores + this.addNs + this.slowShare === 0;
    this.errors = spec.errors;
    this.permanentErrors = spec.permanentErrors;
    if (spec.replicas !== this.asked) this.ask(w, spec.replicas);
    this.startup.set(spec.startup);
    this.propagationNs = nsOf(spec.propagation);
    w.lives.staff(this);
    for (const replica of this.replicas) replica.configure(w.pool.frames);
    if (this.ledger) this.ledger.keepNs = (spec.idempotency?.keep ?? 0) * NS_PER_MS;
  }

  /** An edit asks for so many replicas; at the start the scenario does. */
  private ask(w: Serving, replicas: number): void {
    const { id, wanted, asked } = this;
    this.wanted = this.asked = replicas;
    if (asked === UNASKED) return;
    const why = `the scenario asks for ${replicas} replicas from now on`;
    w.decide({ on: id, by: 'edit', from: wanted, to: replicas, why });
  }

  override get members(): number {
    return this.replicas.length;
  }

  override replicaAt(index: number): Replica | null {
    return this.replicas[index] ?? null;
  }

  /** There are to be so many replicas from now on, whatever the spec says. */
  scaleTo(w: Serving, count: number): void {
    this.wanted = count;
    w.lives.staff(this);
    for (const replica of this.replicas) replica.configure(w.pool.frames);
    w.populate(this);
    this.capacityChanged();
    for (const replica of this.replicas) w.jobs.fill(replica);
  }

  /** One more, which has been ready for long. */
  add(): Replica {
    const one = new replica.Replica<Service>(this, this.replicas.length);
    this.replicas.push(one);
    this.endpoints.changed();
    return one;
  }

  override revive(saved: { replicas?: unknown }): void {
    const { length } = (saved.replicas ?? []) as unknown[];
    while (this.replicas.length < length) this.add();
  }

  settle(): void {}

  /** Threads may have come back, or gone. */
  faultsChanged(w: Serving): void {
    this.capacityChanged();
    for (const replica of this.replicas) w.jobs.fill(replica);
  }

  /** Threads, cores or replicas may have come or gone. */
  capacityChanged(): void {
    const { replicas, threads, faults } = this;
    const isEnding = replicas.some((one) => one.isEnding);
    const isShort = replicas.some(({ isDraining, busy }) => isDraining || busy > threads);
    const isTaken = this.scaler !== null || faults.some((fault) => fault.takesThreads);
    this.tracksRequests = isEnding || this.spec.memory !== null;
    this.tellsBusy = isEnding || isShort || isTaken;
    for (const replica of replicas) this.tell(replica);
  }

  /** One thread more or less is in hand at a replica. @inline */
  busyChanged(replica: Replica): void {
    if (this.tellsBusy) this.tell(replica);
  }

  private tell(replica: Replica): void {
    this.observer.capacity(replica);
    this.scaler?.busyChanged(replica);
  }

  /**
   * Threads of a replica that are there to be used or still in use: those that an edit or a fault
   * took away stay until their work is done, and so does a replica that drains.
   */
  capacityOf(replica: Replica, nowNs: number): number {
    return replica.isPresent ? Math.max(replica.busy, this.threadsOf(replica, nowNs)) : 0;
  }

  /**
   * Threads of a replica; those that a fault takes away are rounded so that what is left is rounded
   * up.
   */
  threadsOf(replica: ReplicaView, nowNs: number): number {
    if (this.faults.length === 0) return this.threads;
    let share = 1;
    for (const fault of this.faults) share *= fault.threadShare(replica, nowNs);
    return shareUp(this.threads, share);
  }

  /** Draws the work by which a request that arrives waits its turn; for none it is 0. */
  drawFirst(f: Frame, replica: replica.Working): void {
    const { first } = this;
    f.remaining = first === null ? 0 : first.work!.sample(replica.workStream(first.ordinal));
    if (first !== null) f.flags |= DRAWN;
  }

  /**
   * How long work takes in company: longer per other request at the replica, which has a thread or
   * waits for one.
   */
  contended({ busy, waiting, ready }: Replica, ns: number): number {
    const others = Math.max(0, busy + waiting.count + ready.count - 1);
    return ns * (1 + this.slowShare * others) + this.addNs * others;
  }

  /** Does a request fail whose steps went well? One number decides both kinds of error. @inline */
  failure(f: Frame, clock: { readonly now: number }): Outcome {
    const { errors, permanentErrors } = this;
    if (this.faults.length > 0) return this.failureInFault(f, clock.now);
    return errors + permanentErrors > 0 ? this.fate(f, errors, permanentErrors) : OK;
  }

  private failureInFault(f: Frame, nowNs: number): Outcome {
    let { errors, permanentErrors: permanent } = this;
    for (const fault of this.faults) {
      if (!fault.hits(f)) continue;
      errors = 1 - (1 - errors) * (1 - fault.errorShare(nowNs));
      permanent = 1 - (1 - permanent) * (1 - fault.permanentShare(nowNs));
    }
    return errors + permanent > 0 ? this.fate(f, errors, permanent) : OK;
  }

  private fate(f: Frame, errors: number, permanent: number): Outcome {
    const u = this.replicas[f.replica!.index]!.errorStream.double();
    if (u < errors) return ERROR;
    return u < errors + permanent ? PERMANENT : OK;
  }

  /** Does it know, by the request's key, that it has done this before? */
  isDone(f: Frame, nowNs: number): boolean {
    return this.ledger !== null && isKeyed(f) && this.ledger.knows(f.key, nowNs);
  }

  /** The work of a service that writes is done: for the first time, or again. */
  takeEffect(f: Frame, failure: Outcome, nowNs: number): void {
    // What will never work has not been done.
    if (failure === PERMANENT) return;
    if (this.isDone(f, nowNs)) this.observer.replayed(f);
    else this.observer.tookEffect(f, this.ledger!.done(f.key, nowNs));
  }
}
