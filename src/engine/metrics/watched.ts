/** Observers that tell a watcher, and the meters behind them, what happens. */
import type { Frame } from '../model/flight/frame.ts';
import type { ReplicaView } from '../model/flight/views.ts';
import type { ClientObserver, LinkObserver, ServiceObserver } from '../model/observer.ts';
import type { Outcome } from '../model/outcome.ts';

/** Who wants to know. What it does not implement it does not hear of. */
export interface Watcher {
  /** @param nth among the requests of its client that are watched, from 1 */
  request?(f: Frame, client: string, nth: number): void;
  requestEnded?(f: Frame, o: Outcome): void;
  callBegan?(f: Frame, link: string): void;
  callEnded?(f: Frame, o: Outcome): void;
  attemptBegan?(f: Frame, link: string): void;
  attemptEnded?(f: Frame, o: Outcome): void;
  arrived?(f: Frame, service: string): void;
  started?(f: Frame): void;
  answered?(f: Frame, o: Outcome): void;
}

export class WatchedClient implements ClientObserver {
  private readonly inner: ClientObserver;
  private readonly watcher: Watcher;
  private readonly id: string;
  private begun = 0;

  constructor(inner: ClientObserver, watcher: Watcher, id: string) {
    this.inner = inner;
    this.watcher = watcher;
    this.id = id;
  }

  began(f: Frame): void {
    this.inner.began(f);
    this.watcher.request?.(f, this.id, ++this.begun);
  }

  dropped(): void {
    this.inner.dropped();
  }

  ended(f: Frame, o: Outcome): void {
    this.inner.ended(f, o);
    this.watcher.requestEnded?.(f, o);
  }
}

export class WatchedLink implements LinkObserver {
  private readonly inner: LinkObserver;
  private readonly watcher: Watcher;
  private readonly id: string;

  constructor(inner: LinkObserver, watcher: Watcher, id: string) {
    this.inner = inner;
    this.watcher = watcher;
    this.id = id;
  }

  callBegan(f: Frame): void {
    this.inner.callBegan(f);
    this.watcher.callBegan?.(f, this.id);
  }

  callEnded(f: Frame, o: Outcome): void {
    this.inner.callEnded(f, o);
    this.watcher.callEnded?.(f, o);
  }

  attemptBegan(f: Frame): void {
    this.inner.attemptBegan(f);
    this.watcher.attemptBegan?.(f, this.id);
  }

  attemptEnded(f: Frame, o: Outcome): void {
    this.inner.attemptEnded(f, o);
    this.watcher.attemptEnded?.(f, o);
  }
}

export class WatchedService implements ServiceObserver {
  private readonly inner: ServiceObserver;
  private readonly watcher: Watcher;
  private readonly id: string;

  constructor(inner: ServiceObserver, watcher: Watcher, id: string) {
    this.inner = inner;
    this.watcher = watcher;
    this.id = id;
  }

  restarted(): void {
    this.inner.restarted();
  }

  oomKilled(): void {
    this.inner.oomKilled();
  }

  staffed(): void {
    this.inner.staffed();
  }

  ejected(replica: number): void {
    this.inner.ejected(replica);
  }

  picked(f: Frame): void {
    this.inner.picked(f);
  }

  arrived(f: Frame): void {
    this.inner.arrived(f);
    this.watcher.arrived?.(f, this.id);
  }

  rejected(f: Frame, o: Outcome): void {
    this.inner.rejected(f, o);
    this.watcher.answered?.(f, o);
  }

  started(f: Frame): void {
    this.inner.started(f);
    this.watcher.started?.(f);
  }

  answered(f: Frame, o: Outcome): void {
    this.inner.answered(f, o);
    this.watcher.answered?.(f, o);
  }

  waited(f: Frame): void {
    this.inner.waited(f);
  }

  tookEffect(f: Frame, again: boolean): void {
    this.inner.tookEffect(f, again);
  }

  replayed(f: Frame): void {
    this.inner.replayed(f);
  }

  abandoned(f: Frame): void {
    this.inner.abandoned(f);
  }

  busy(change: number): void {
    this.inner.busy(change);
  }

  queued(change: number): void {
    this.inner.queued(change);
  }

  coresBusy(change: number): void {
    this.inner.coresBusy(change);
  }

  capacity(replica?: ReplicaView): void {
    this.inner.capacity(replica);
  }
}
