import { shareUp } from '../kernel/shares.ts';
import { Fault } from '../model/fault.ts';
import type { Port, Replicated } from '../model/port.ts';
import { countOrShare } from '../model/params.ts';
import type { FaultTable } from '../model/table.ts';

export const table: FaultTable = {
  name: 'crash',
  happens: 'loses {amount}',
  help: 'Kills replicas. In-flight requests fail with `reset`; replicas restart empty.',
  on: ['service'],
  amount: countOrShare('Number or fraction of replicas that crash (rounded up).'),
  ramp: false,
  share: false,
  replicas: false,
};

class Crash extends Fault {
  /** 1 for each replica that the fault has killed. */
  killed = new Uint8Array(0);

  protected override begin(w: Port): void {
    const service = this.target as unknown as Replicated;
    const amount = this.spec[this.kind] as number | { share: number };
    const count = typeof amount === 'number' ? amount : shareUp(service.wanted, amount.share);
    const victims = service.replicas.filter((r) => r.isReady).slice(0, count);
    this.killed = new Uint8Array(service.replicas.length);
    for (const replica of victims) this.killed[replica.index] = 1;
    for (const replica of victims) w.outages.crash(replica);
  }

  protected override end(w: Port): void {
    for (const replica of (this.target as unknown as Replicated).replicas)
      if (this.killed[replica.index]) w.outages.comeBack(replica);
  }
}

export const Class = Crash;
