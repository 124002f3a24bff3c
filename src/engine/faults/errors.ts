import { Fault } from '../model/fault.ts';
import { share } from '../model/params.ts';
import type { FaultTable } from '../model/table.ts';

export const table: FaultTable = {
  name: 'errors',
  happens: 'fails {amount} of requests',
  help: 'Makes requests fail with a transient error after their work is done.',
  on: ['service', 'link'],
  amount: share(undefined, 'Fraction of requests that fail with `error` after their last step.', {
    begin: 0.5,
  }),
  ramp: true,
  share: true,
  replicas: true,
};

class Errors extends Fault {
  override errorShare(nowNs: number): number {
    return this.amount * this.strength(nowNs);
  }
}

export const Class = Errors;
