import { Fault } from '../model/fault.ts';
import { share } from '../model/params.ts';
import type { FaultTable } from '../model/table.ts';

export const table: FaultTable = {
  name: 'drop',
  happens: 'loses {amount} of requests',
  help: 'Drops requests before they reach the callee.',
  on: ['service', 'link'],
  amount: share(undefined, 'Fraction of requests that are dropped.', { begin: 0.5 }),
  ramp: true,
  share: true,
  replicas: true,
};

class Drop extends Fault {
  override drops(nowNs: number): boolean {
    return this.chance(this.amount * this.strength(nowNs));
  }
}

export const Class = Drop;
