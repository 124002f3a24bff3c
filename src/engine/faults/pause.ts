import { Fault } from '../model/fault.ts';
import { pause, unpause } from '../model/moves/outage.ts';
import type { Service } from '../model/parts/service.ts';
import type { World } from '../model/world.ts';
import { flag } from '../model/params.ts';
import type { FaultTable } from '../model/table.ts';

export const table: FaultTable = {
  name: 'pause',
  help: 'Stops the world, as a long garbage collection does.',
  on: ['service'],
  amount: flag(true, 'Nothing progresses; queues still fill, and all goes on where it stood.'),
  ramp: false,
  share: false,
  replicas: true,
};

class Pause extends Fault {
  /** Those that it has paused. */
  hit = 0;

  protected override begin(w: World): void {
    const { replicas } = this.target as Service;
    this.hit = Math.min(replicas.length, this.spec.replicas ?? replicas.length);
    for (const replica of replicas.slice(0, this.hit)) pause(w, replica);
  }

  protected override end(w: World): void {
    for (const replica of (this.target as Service).replicas.slice(0, this.hit)) unpause(w, replica);
  }
}

export const Class = Pause;
