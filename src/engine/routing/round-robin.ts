/** Each endpoint in turn. */
import { Balancer, type Endpoints } from '../model/parts/endpoints.ts';
import type { Replica } from '../model/parts/replica.ts';

export class RoundRobin extends Balancer {
  /** The replica whose turn it is. */
  private turn = -1;

  constructor() {
    super();
    // Not a constant: see Service.
    this.turn = 0;
  }

  override pick(endpoints: Endpoints, replicas: readonly Replica[]): Replica | null {
    for (let tried = 0; tried < replicas.length; tried++) {
      if (this.turn >= replicas.length) this.turn = 0;
      const replica = replicas[this.turn++]!;
      if (endpoints.has(replica)) return replica;
    }
    return null;
  }
}
