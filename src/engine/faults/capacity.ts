import { Fault } from '../model/fault.ts';
import type { ReplicaView } from '../model/flight/views.ts';
import { share } from '../model/params.ts';
import type { FaultTable } from '../model/table.ts';

export const table: FaultTable = {
  name: 'capacity',
  happens: 'keeps only {amount} of its threads',
  help: 'Takes threads away from each replica.',
  on: ['service'],
  amount: share(undefined, 'Fraction of threads that remain, rounded up. Running work finishes.', {
    begin: 0.5,
  }),
  ramp: true,
  share: false,
  replicas: true,
};

class Capacity extends Fault {
  override get takesThreads(): boolean {
    return true;
  }

  override threadShare(replica: ReplicaView, nowNs: number): number {
    const { replicas } = this.spec;
    if (replicas !== null && replica.index >= replicas) return 1;
    return 1 - (1 - this.amount) * this.strength(nowNs);
  }
}

export const Class = Capacity;
