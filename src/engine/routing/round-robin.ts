/** Round robin over the endpoints. */
import { Balancer, type Endpoint, type Endpoints } from '../model/parts/endpoints.ts';

export class RoundRobin extends Balancer {
  /** The next replica. */
  private turn = -1;

  constructor() {
    super();
    // Not a constant: see Service.
    this.turn = 0;
  }

  override pick<E extends Endpoint>(endpoints: Endpoints<E>, replicas: readonly E[]): E | null {
    for (let tried = 0; tried < replicas.length; tried++) {
      if (this.turn >= replicas.length) this.turn = 0;
      const replica = replicas[this.turn++]!;
      if (endpoints.has(replica)) return replica;
    }
    return null;
  }
}
