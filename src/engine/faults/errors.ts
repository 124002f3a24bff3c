import { share } from '../model/params.ts';
import type { FaultTable } from '../model/table.ts';

export const table: FaultTable = {
  name: 'errors',
  help: 'Makes requests fail with a transient error, their work done.',
  on: ['service', 'link'],
  amount: share(undefined, 'The share of requests that fail with `error` after their last step.'),
  ramp: true,
  share: true,
  replicas: true,
};
