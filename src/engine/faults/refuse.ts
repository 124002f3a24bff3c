import { Fault } from '../model/fault.ts';
import { flag } from '../model/params.ts';
import type { FaultTable } from '../model/table.ts';

export const table: FaultTable = {
  name: 'refuse',
  happens: 'refuses requests',
  help: 'Rejects requests on arrival.',
  on: ['service', 'link'],
  amount: flag(true, 'Requests are rejected at once.'),
  ramp: false,
  share: true,
  replicas: true,
};

class Refuse extends Fault {
  override refuses(): boolean {
    return true;
  }
}

export const Class = Refuse;
