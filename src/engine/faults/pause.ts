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
