import { Fault } from '../model/fault.ts';
import { ms } from '../model/params.ts';
import type { FaultTable } from '../model/table.ts';

export const table: FaultTable = {
  name: 'delay',
  happens: 'answers {amount} later',
  help: 'Adds network latency to requests.',
  on: ['service', 'link'],
  amount: ms(undefined, 'Latency added to each request, one way.', { begin: 200 }),
  ramp: true,
  share: true,
  replicas: true,
};

class Delay extends Fault {
  override delayNs(nowNs: number): number {
    return Math.round(this.amount * 1e6 * this.strength(nowNs));
  }
}

export const Class = Delay;
