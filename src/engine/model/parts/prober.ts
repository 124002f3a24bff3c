/** What a probe of a service's replicas calls: a host with these calls for its steps. */
import type { ProbeSpec } from '../../spec.ts';
import type { ProbeName } from '../probes.table.ts';
import { Host } from './host.ts';
import type { Replica, Service } from './service.ts';

export class Prober extends Host {
  static override readonly refs: readonly string[] = [...Host.refs, 'service'];
  override readonly plan = null;
  readonly service: Service;
  readonly name: ProbeName;

  constructor(service: Service, index: number, name: ProbeName) {
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

  override replicaAt(index: number): Replica | null {
    return this.service.replicaAt(index);
  }
}
