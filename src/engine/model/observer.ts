/**
 * What the model tells those who watch: metrics, the digest's like, a trace. They never steer: no
 * call returns anything, and a run without anybody watching is the same run.
 */
import type { Client } from './client.ts';
import type { Frame } from './frame.ts';
import type { Link } from './link.ts';
import type { Outcome } from './outcome.ts';
import type { Pattern } from './pattern.ts';
import type { Service } from './service.ts';

export interface Observer {
  requestBegan(client: Client, f: Frame): void;
  requestEnded(client: Client, f: Frame, o: Outcome): void;
  callBegan(link: Link, f: Frame): void;
  callEnded(link: Link, f: Frame, o: Outcome): void;
  /** An attempt: one pass through the part of a stack below a retry or hedge. */
  attemptBegan(link: Link, f: Frame): void;
  attemptEnded(link: Link, f: Frame, o: Outcome): void;
  /** A request has come to a service's door. */
  arrived(service: Service, f: Frame): void;
  /** It was refused there: queue full, nobody alive, or the service's own stack. */
  rejected(service: Service, f: Frame, o: Outcome): void;
  /** It got a thread after it came at `f.arrived`. */
  started(service: Service, f: Frame): void;
  /** It was answered. */
  answered(service: Service, f: Frame, o: Outcome): void;
  /** Work has ended for which nobody waited any more. */
  abandoned(service: Service, f: Frame): void;
  /** Threads, queue or work in hand of a replica are about to change; called before they do. */
  occupancy(service: Service): void;
  /** The threads of its live replicas have changed. */
  capacity(service: Service): void;
  transition(pattern: Pattern, from: string, to: string, why: string): void;
}
