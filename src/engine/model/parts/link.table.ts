import { balance, balanceOf } from '../balance.table.ts';
import { count, number } from '../params.ts';
import type { EntityTable } from '../table.ts';
import { NOTABLE } from './columns.ts';

export const call = {
  times: count(1, 'Number of parallel calls. All must succeed.', { min: 1, max: 1000 }),
  weight: number(undefined, 'Weight of this branch, relative to the others.', {
    max: 1e6,
  }),
} as const;

export const table: EntityTable<'links'> = {
  name: 'link',
  plural: 'links',
  help: 'A caller’s use of a callee, with its stack of patterns.',
  params: { '': call, balance },
  headings: {
    network: { part: '', of: () => ({ times: call.times }) },
    balance: { part: 'balance', of: balanceOf },
  },
  columns: {
    calls: 'uses of the link that began',
    attempts: 'attempts sent, including retries and hedges',
    succeeded: 'calls that were answered, in full or in part',
    failed: 'calls that failed, for whatever reason',
    p99Ms: '99 % of the calls that were answered took no longer',
  },
  figures: [
    { of: 'calls' },
    { of: 'attempts' },
    {
      from: (see) => (see('calls') > 0 ? see('attempts') / see('calls') : NaN),
      label: 'amplification',
      unit: 'factor',
      title: 'attempts per call that begins; more than allowed while earlier calls are retried',
      bad: (factor) => factor > 1.1,
    },
    { of: 'succeeded' },
    { of: 'failed', bad: (rate) => rate >= NOTABLE.perSec },
    { of: 'p99Ms', label: 'p99 answered' },
  ],
};
