import { Fault } from '../model/fault.ts';
import { factor } from '../model/params.ts';
import type { FaultTable } from '../model/table.ts';

export const table: FaultTable = {
  name: 'slow',
  happens: 'is {amount} slower',
  help: 'Slows work down.',
  on: ['service'],
  amount: factor(undefined, 'Factor for the duration of work that starts during the fault.', {
    max: 1e6,
    begin: 10,
  }),
  ramp: true,
  share: true,
  replicas: true,
};

class Slow extends Fault {
  override stretch(nowNs: number): number {
    return this.factorAt(nowNs);
  }
}

export const Class = Slow;
