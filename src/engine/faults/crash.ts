import { countOrShare } from '../model/params.ts';
import type { FaultTable } from '../model/table.ts';

export const table: FaultTable = {
  name: 'crash',
  help: 'Kills replicas: what they have in hand fails with `reset`; they come back empty.',
  on: ['service'],
  amount: countOrShare('How many replicas, or what share of them (rounded up).'),
  ramp: false,
  share: false,
  replicas: false,
};
