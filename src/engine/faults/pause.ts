import { Fault } from '../model/fault.ts';
import type { Port, Replicated } from '../model/port.ts';
import { flag } from '../model/params.ts';
import type { FaultTable } from '../model/table.ts';

export const table: FaultTable = {
  name: 'pause',
  happens: 'pauses',
  help: 'Stops the process, as a long garbage collection does.',
  on: ['service'],
  amount: flag(
    true,
    'Work and timers stop, while queues still fill. Then everything resumes where it stopped.',
  ),
  ramp: false,
  share: false,
  replicas: true,
};

class Pause extends Fault {
  /** Number of paused replicas. */
  hit = 0;

  protected override begin(w: Port): void {
    const { replicas } = this.target as unknown as Replicated;
    this.hit = Math.min(replicas.length, this.spec.replicas ?? replicas.length);
    for (const replica of replicas.slice(0, this.hit)) w.outages.pause(replica);
  }

  protected override end(w: Port): void {
    for (const replica of (this.target as unknown as Replicated).replicas.slice(0, this.hit))
      w.outages.unpause(replica);
  }
}

export const Class = Pause;
