/**
 * The lives of replicas: what happens to one, who learns of it and when, and how long a process
 * takes to start. See parts/lifecycle.ts for the states.
 */
import { FIRST, TIMER } from '../../kernel/queue.ts';
import type { LifeEvent } from '../parts/lifecycle.ts';
import type { Service } from '../parts/service.ts';
import { READINESS } from '../probe-names.ts';
import { argumentOf, KNOWN, STARTED, UNKNOWN } from './upkeep.ts';
import type { Moves, Replica } from './moves.ts';

const TOO_MANY = 'there are more than are wanted';

/** Those that are not ready, then the youngest. */
const firstToLeave = (a: Replica, b: Replica): number =>
  Number(a.isReady) - Number(b.isReady) || later(a.bornNs, b.bornNs) || b.index - a.index;

/** Two that were there at the start are as old: the difference of infinities is no number. */
const later = (a: number, b: number): number => (a === b ? 0 : b - a);

export class Lives {
  private readonly w: Moves;

  constructor(w: Moves) {
    this.w = w;
  }

  /** Something happens to a replica. @param why for people @returns whether its state changes */
  happens(replica: Replica, event: LifeEvent, why: string): boolean {
    const from = replica.state;
    if (!replica.happens(event)) return false;
    if (replica.isReady) replica.readySinceNs = Math.min(replica.readySinceNs, this.w.now);
    this.w.observer.lived(replica, from, replica.state, why);
    replica.service.observer.staffed();
    if (replica.tells()) this.announce(replica);
    return true;
  }

  /** Balancers learn of it, perhaps later. */
  private announce(replica: Replica): void {
    const { isReady, service } = replica;
    const { propagationNs } = service;
    if (propagationNs === 0) replica.learn(isReady, this.w.now);
    else this.wake(replica, isReady ? KNOWN : UNKNOWN, propagationNs, TIMER);
  }

  /** Wakes a replica after a delay. @returns the event's key */
  wake({ service, index }: Replica, kind: number, delayNs: number, order: number): number {
    const { w } = this;
    return w.wakeAt(service.upkeep, w.now + delayNs, order, argumentOf(index, kind));
  }

  /** One of its events is due. */
  due(replica: Replica, kind: number, key: number): void {
    const { w } = this;
    if (kind === KNOWN || kind === UNKNOWN) return replica.learn(kind === KNOWN, w.now);
    if (key === replica.due) this.started(replica);
  }

  /** Sees to it that there are as many replicas as are wanted. */
  staff(service: Service): void {
    const { wanted, isManaged, replicas } = service;
    while (this.w.now === 0 && replicas.length < wanted) service.add();
    if (isManaged && this.w.now > 0) return this.hire(service);
    while (replicas.length < wanted) this.make(service);
    for (const replica of replicas)
      if (replica.index < wanted) this.happens(replica, 'keep', 'it is needed after all');
      else if (replica.state !== 'down') this.happens(replica, 'drain', TOO_MANY);
  }

  /** As platforms do: whoever leaves does not come back, and a new process takes its place. */
  private hire(service: Service): void {
    const { wanted, replicas } = service;
    const staying = replicas.filter(({ isDraining }) => !isDraining);
    for (let n = staying.length; n < wanted; n++) {
      const place = replicas.find(({ isGone }) => isGone);
      if (place) this.renew(place, 'hired', 'a new process takes the place of one that left');
      else this.make(service);
    }
    const leaving = staying.sort(firstToLeave).slice(0, Math.max(0, staying.length - wanted));
    for (const replica of leaving) {
      replica.due = 0;
      this.happens(replica, 'drain', TOO_MANY);
    }
  }

  private make(service: Service): void {
    const replica = service.add();
    replica.isMade(this.w.now);
    replica.configure(this.w.pool.frames);
    this.w.probing.beginNew(replica);
    this.begin(replica);
  }

  /** A new process in the place of another one, empty, with fresh state. */
  renew(replica: Replica, event: 'hired' | 'return', why: string): void {
    const { w } = this;
    if (!this.happens(replica, event, why)) return;
    const { index, service } = replica;
    if (event === 'hired') {
      replica.bornNs = w.now;
      replica.restarts = 0;
      w.probing.beginNew(replica);
    }
    for (const each of w.balancers)
      if (event === 'hired' && each.endpoints === service.endpoints) each.renewed(index);
    service.plan.stacks[index] = undefined;
    for (const link of w.links) {
      if (link.caller !== service) continue;
      link.plan.stacks[index] = undefined;
      link.balancers.forget(index);
    }
    w.populate(service);
    w.outages.free(replica);
    this.begin(replica);
    service.capacityChanged();
  }

  /** A process begins: it serves once it has started. */
  begin(replica: Replica): void {
    const startup = replica.startupNs();
    replica.begins(this.w.now);
    this.w.probing.reset(replica);
    if (startup === 0) return this.started(replica);
    replica.due = this.wake(replica, STARTED, startup, FIRST);
  }

  private started(replica: Replica): void {
    replica.due = 0;
    replica.isUp = true;
    replica.servesSinceNs = this.w.now;
    if (replica.isStarted) this.serves(replica, 'its process has started');
  }

  /** It has started, as far as its startup probe says; whether it is ready, another one says. */
  serves(replica: Replica, why: string): void {
    const { service } = replica;
    replica.isStarted = true;
    this.happens(replica, service.probers[READINESS] ? 'listens' : 'started', why);
    service.capacityChanged();
    this.w.jobs.fill(replica);
  }
}
