/** Observers that tell a tracer, and the meters behind them, what happens. */
import type { Frame } from '../model/flight/frame.ts';
import type { ReplicaView } from '../model/flight/views.ts';
import type { ClientObserver, LinkObserver, ServiceObserver } from '../model/observer.ts';
import type { Outcome } from '../model/outcome.ts';

/** Who wants to know. */
interface Traces {
  request(f: Frame, client: string): void;
  requestEnded(f: Frame, o: Outcome): void;
  callBegan(f: Frame, link: string): void;
  callEnded(f: Frame, o: Outcome): void;
  attemptBegan(f: Frame, link: string): void;
  attemptEnded(f: Frame, o: Outcome): void;
  arrived(f: Frame, service: string): void;
  started(f: Frame): void;
  answered(f: Frame, o: Outcome): void;
}

export class TracedClient implements ClientObserver {
  private readonly inner: ClientObserver;
  private readonly tracer: Traces;
  private readonly id: string;
  /** Requests until the wanted one. */
  private left: number;

  constructor(inner: ClientObserver, tracer: Traces, id: string, nth: number) {
    this.inner = inner;
    this.tracer = tracer;
    this.id = id;
    this.left = nth;
  }

  began(f: Frame): void {
    this.inner.began(f);
    if (--this.left === 0) this.tracer.request(f, this.id);
  }

  ended(f: Frame, o: Outcome): void {
    this.inner.ended(f, o);
    this.tracer.requestEnded(f, o);
  }
}

export class TracedLink implements LinkObserver {
  private readonly inner: LinkObserver;
  private readonly tracer: Traces;
  private readonly id: string;

  constructor(inner: LinkObserver, tracer: Traces, id: string) {
    this.inner = inner;
    this.tracer = tracer;
    this.id = id;
  }

  callBegan(f: Frame): void {
    this.inner.callBegan(f);
    this.tracer.callBegan(f, this.id);
  }

  callEnded(f: Frame, o: Outcome): void {
    this.inner.callEnded(f, o);
    this.tracer.callEnded(f, o);
  }

  attemptBegan(f: Frame): void {
    this.inner.attemptBegan(f);
    this.tracer.attemptBegan(f, this.id);
  }

  attemptEnded(f: Frame, o: Outcome): void {
    this.inner.attemptEnded(f, o);
    this.tracer.attemptEnded(f, o);
  }
}

export class TracedService implements ServiceObserver {
  private readonly inner: ServiceObserver;
  private readonly tracer: Traces;
  private readonly id: string;

  constructor(inner: ServiceObserver, tracer: Traces, id: string) {
    this.inner = inner;
    this.tracer = tracer;
    this.id = id;
  }

  arrived(f: Frame): void {
    this.inner.arrived(f);
    this.tracer.arrived(f, this.id);
  }

  rejected(f: Frame, o: Outcome): void {
    this.inner.rejected(f, o);
    this.tracer.answered(f, o);
  }

  started(f: Frame): void {
    this.inner.started(f);
    this.tracer.started(f);
  }

  answered(f: Frame, o: Outcome): void {
    this.inner.answered(f, o);
    this.tracer.answered(f, o);
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
