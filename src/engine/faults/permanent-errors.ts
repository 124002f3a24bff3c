import { Fault } from '../model/fault.ts';
import { share } from '../model/params.ts';
import type { FaultTable } from '../model/table.ts';

export const table: FaultTable = {
  name: 'permanentErrors',
  happens: 'fails {amount} of requests for good',
  help: 'Makes requests fail with a permanent error, which retries cannot fix.',
  on: ['service', 'link'],
  amount: share(
    undefined,
    'Fraction of requests that fail with `permanent` after their last step.',
    { begin: 0.5 },
  ),
  ramp: true,
  share: true,
  replicas: true,
};

class PermanentErrors extends Fault {
  override permanentShare(nowNs: number): number {
    return this.amount * this.strength(nowNs);
  }
}

export const Class = PermanentErrors;
