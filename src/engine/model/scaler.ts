/** Whoever decides how many replicas a service has. It is part of the model, not of the metrics. */
import { Agent } from './agent.ts';
import type { AutoscaleLike, AutoscaleSpec } from './autoscale.table.ts';
import type { Port } from './port.ts';

/** A replica, as a scaler sees it. */
export interface ScaledReplica {
  readonly index: number;
  /** Threads in hand. */
  readonly busy: number;
  /** Of its life: see parts/lifecycle.ts. */
  readonly state: string;
  /** Since when its process has been ready for the first time, in ns; Infinity: not yet. */
  readonly readySinceNs: number;
}

/** A service, as a scaler sees it. */
export interface Scaled {
  readonly id: string;
  /** As it is edited. */
  readonly spec: { readonly autoscale: AutoscaleSpec | null };
  /** Replicas that there should be. */
  readonly wanted: number;
  /** Per replica. */
  readonly threads: number;
  /** Requests that have come so far. */
  readonly tickets: number;
  readonly replicas: readonly ScaledReplica[];
}

/** What it is given. */
export interface ScalerKit {
  readonly clock: { readonly now: number };
  /** There are to be so many replicas from now on. @param why for people, with figures */
  scaleTo(replicas: number, why: string): void;
}

export abstract class Scaler extends Agent {
  static override readonly refs: readonly string[] = ['service', 'kit'];
  protected readonly service: Scaled;
  protected readonly kit: ScalerKit;

  constructor(service: Scaled, kit: ScalerKit) {
    super();
    this.service = service;
    this.kit = kit;
  }

  get actsFor(): string {
    return this.service.id;
  }

  /** Reads the spec and schedules what is to come, at first and after an edit. */
  abstract schedule(w: Port): void;

  /** A replica may have another number of threads in hand. */
  busyChanged(_replica: ScaledReplica): void {}
}

export type ScalerClass = new (service: Scaled, kit: ScalerKit) => Scaler;

/** Scalers by their names. */
export type Scalers = Readonly<Partial<Record<AutoscaleLike, ScalerClass>>>;
