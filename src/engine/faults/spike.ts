import { Fault } from '../model/fault.ts';
import { factor } from '../model/params.ts';
import type { FaultTable } from '../model/table.ts';

export const table: FaultTable = {
  name: 'spike',
  happens: 'sends {amount} its usual load',
  help: 'Multiplies a client’s load.',
  on: ['client'],
  amount: factor(undefined, 'Factor for the client’s load.', { max: 1e6, begin: 3 }),
  ramp: true,
  share: false,
  replicas: false,
};

class Spike extends Fault {
  override loadFactor(nowNs: number): number {
    return this.factorAt(nowNs);
  }
}

export const Class = Spike;
