import { share } from '../model/params.ts';
import type { FaultTable } from '../model/table.ts';

export const table: FaultTable = {
  name: 'capacity',
  help: 'Takes threads away.',
  on: ['service'],
  amount: share(undefined, 'The share of threads that is left, rounded up; running work finishes.'),
  ramp: true,
  share: false,
  replicas: true,
};
