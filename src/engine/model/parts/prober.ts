/** What a probe of a service's replicas calls: a host with these calls for its steps. */
import type { ProbeSpec, ServiceSpec } from '../../spec.ts';
import type { ProbeName } from '../probe-names.ts';
import type { Process } from '../port.ts';
import { Host } from './host.ts';

/** The service whose replicas are asked. */
interface Asked {
  readonly id: string;
  readonly members: number;
  readonly spec: Pick<ServiceSpec, 'probes'>;
  replicaAt(index: number): Process | null;
}

export class Prober extends Host {
  static override readonly refs: readonly string[] = [...Host.refs, 'service'];
  override readonly plan = null;
  readonly service: Asked;
  readonly name: ProbeName;

  constructor(service: Asked, index: number, name: ProbeName) {
    super(`${service.id} (${name})`, index);
    this.service = service;
    this.name = name;
  }

  /** As it is in the scenario now. */
  get spec(): ProbeSpec {
    return this.service.spec.probes![this.name]!;
  }

  override get members(): number {
    return this.service.members;
  }

  override replicaAt(index: number): Process | null {
    return this.service.replicaAt(index);
  }
}
