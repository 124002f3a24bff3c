/**
 * Notifications to observers: metrics, digest, trace. Observers never affect a run: no call returns
 * anything. Each client, link and service has its own observer.
 */
import type { Frame } from './flight/frame.ts';
import type { ReplicaView } from './flight/views.ts';
import type { Outcome } from './outcome.ts';
import type { Stateful } from './port.ts';

export interface Observer {
  /** A replica's state of life has changed. */
  lived(replica: ReplicaView, from: string, to: string, why: string): void;
  /** Something was decided about a service, or about one of its replicas. */
  decision(decision: DecisionView): void;
  transition(pattern: Stateful, from: string, to: string, why: string): void;
}

/** A decision: who made it, about whom, what was and what is to be. */
export interface DecisionView {
  /** `api`, or `api#2` for a replica. */
  on: string;
  /** `edit`, `autoscale`, `ejection` … */
  by: string;
  from: number | string;
  to: number | string;
  why: string;
}

export interface ClientObserver {
  /** An arrival was not made: too many requests are in flight. */
  dropped(): void;
  began(f: Frame): void;
  ended(f: Frame, o: Outcome): void;
}

export interface LinkObserver {
  callBegan(f: Frame): void;
  callEnded(f: Frame, o: Outcome): void;
  /** An attempt: one pass through the part of a stack below a retry or hedge. */
  attemptBegan(f: Frame): void;
  attemptEnded(f: Frame, o: Outcome): void;
}

export interface ServiceObserver {
  /** A balancer has ejected a replica. */
  ejected(replica: number): void;
  /** A replica's process has been killed, and will start again. */
  restarted(): void;
  /** A replica's process had too little memory, and was killed. */
  oomKilled(): void;
  /** Replicas have come, gone, or changed their state. */
  staffed(): void;
  /** An attempt has been given its replica. */
  picked(f: Frame): void;
  /** A request has arrived at the door: one more in flight. */
  arrived(f: Frame): void;
  /** It was rejected: queue full, no replica alive, or the service's own stack. */
  rejected(f: Frame, o: Outcome): void;
  /** It was assigned a thread: one more is busy. */
  started(f: Frame): void;
  /** It had to wait for a thread, from `f.arrived` on. */
  waited(f: Frame): void;
  /** It was answered. */
  answered(f: Frame, o: Outcome): void;
  /** The work of a service that writes took effect; `again`: for the second time or more. */
  tookEffect(f: Frame, again: boolean): void;
  /** It was answered from the answers stored by idempotency key. */
  replayed(f: Frame): void;
  /** Abandoned work has ended. */
  abandoned(f: Frame): void;
  /** Changes of the numbers of busy threads, queued requests and busy cores. */
  busy(change: number): void;
  /** @param f who begins to wait */
  queued(change: number, f?: Frame): void;
  coresBusy(change: number): void;
  /** The threads and cores of one replica, or of all, may have changed. */
  capacity(replica?: ReplicaView): void;
}
