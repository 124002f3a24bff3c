import { Fault } from '../model/fault.ts';
import type { Port, Replicated } from '../model/port.ts';
import { flag } from '../model/params.ts';
import type { FaultTable } from '../model/table.ts';

export const table: FaultTable = {
  name: 'hang',
  happens: 'hangs',
  help: 'The process accepts, but nothing progresses until it is restarted.',
  on: ['service'],
  amount: flag(true, 'Without a restart all goes on when the fault is over.'),
  ramp: false,
  share: false,
  replicas: true,
};

class Hang extends Fault {
  /** By replica: which of its processes hangs; 0: none. */
  hung = new Int32Array(0);

  protected override begin(w: Port): void {
    const { replicas } = this.target as unknown as Replicated;
    this.hung = new Int32Array(replicas.length);
    for (const replica of replicas.slice(0, this.spec.replicas ?? replicas.length)) {
      if (!replica.isAlive) continue;
      this.hung[replica.index] = replica.processes;
      w.outages.hang(replica);
    }
  }

  protected override end(w: Port): void {
    const { replicas } = this.target as unknown as Replicated;
    for (const replica of replicas)
      if (this.hung[replica.index] === replica.processes && replica.isAlive)
        w.outages.goOn(replica);
  }
}

export const Class = Hang;
