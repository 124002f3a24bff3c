/**
 * What the model tells those who watch: metrics, the digest's like, a trace. They never steer: no
 * call returns anything, and a run without anybody watching is the same run. Each client, link and
 * service has a watcher of its own.
 */
import type { Frame } from './flight/frame.ts';
import type { ReplicaView } from './flight/views.ts';
import type { Outcome } from './outcome.ts';
import type { Stateful } from './port.ts';

export interface Observer {
  transition(pattern: Stateful, from: string, to: string, why: string): void;
}

export interface ClientObserver {
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
  /** A request has come to the door: one more is in hand. */
  arrived(f: Frame): void;
  /** It was refused there: queue full, nobody alive, or the service's own stack. */
  rejected(f: Frame, o: Outcome): void;
  /** It got a thread: one more is busy. */
  started(f: Frame): void;
  /** It had to wait for it, from `f.arrived` on. */
  waited(f: Frame): void;
  /** It was answered. */
  answered(f: Frame, o: Outcome): void;
  /** The work of a service that writes took effect; `again`: it had before. */
  tookEffect(f: Frame, again: boolean): void;
  /** It was answered from what is stored under its idempotency key. */
  replayed(f: Frame): void;
  /** Work has ended for which nobody waited any more. */
  abandoned(f: Frame): void;
  /** So many more of its threads are in hand otherwise, of its requests wait, of its cores work. */
  busy(change: number): void;
  queued(change: number): void;
  coresBusy(change: number): void;
  /** The threads and cores of one replica may have changed, or of all. */
  capacity(replica?: ReplicaView): void;
}
