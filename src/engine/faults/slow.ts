import { factor } from '../model/params.ts';
import type { FaultTable } from '../model/table.ts';

export const table: FaultTable = {
  name: 'slow',
  help: 'Makes work slower.',
  on: ['service'],
  amount: factor(undefined, 'Work drawn from then on takes so many times as long.', { max: 1e6 }),
  ramp: true,
  share: true,
  replicas: true,
};
