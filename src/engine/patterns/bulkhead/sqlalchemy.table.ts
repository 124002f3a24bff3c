/** Parameters, help and behavior of `sqlalchemy.ts`. */
import { count, flag, ms, type Values } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';
import { retryAfter } from '../../model/retry-after.table.ts';
import type { Spellings } from '../../model/spelling.ts';

const params = {
  poolSize: count(5, 'Connections kept open when idle. 0: no limit on connections.'),
  maxOverflow: count(10, 'Extra connections beyond poolSize, closed on return. -1: unlimited.', {
    min: -1,
  }),
  poolTimeout: ms(30_000, 'Maximum wait for a connection to be returned.'),
  poolRecycle: ms(-1, 'At checkout, a connection older than this is reopened. -1: never.', {
    min: -1,
  }),
  poolPrePing: flag(false, 'Test each connection at checkout, except a newly opened one.'),
  poolUseLifo: flag(
    false,
    'Check out the most recently returned connection instead of the least recently returned ' +
      'one.',
  ),
  connect: ms(0, 'Time to open a connection.'),
  ping: ms(0, 'Time to test a connection.'),
  retryAfter,
} as const;

export type Params = Values<typeof params>;

/** Arguments of `create_engine`, in seconds, and names of other pools. */
const spellings: Spellings = {
  pool_timeout: { to: 'poolTimeout', unit: 's' },
  pool_recycle: { to: 'poolRecycle', unit: 's' },
  timeout: { to: 'poolTimeout', unit: 's' },
  recycle: { to: 'poolRecycle', unit: 's' },
  prePing: 'poolPrePing',
  useLifo: 'poolUseLifo',
  connectTimeout: {
    where: 'is a pattern of its own below the bulkhead',
    entries: [{ pattern: 'timeout', from: { '': { to: 'connect', unit: 's' } } }],
  },
  maxSize: 'poolSize',
  echo: { none: 'has no effect on calls' },
  echoPool: { none: 'has no effect on calls' },
  poolResetOnReturn: { none: 'has no counterpart: returning a connection takes no time' },
  isolationLevel: { none: 'has no effect on calls' },
  poolClass: { none: 'cannot be changed: it is a QueuePool' },
  future: { none: 'has no effect on calls' },
};

export const sqlalchemy: Variant = {
  of: 'SQLAlchemy 2.0, QueuePool',
  help:
    'Each call takes a connection. Waiting calls are woken only when a connection is ' +
    'returned.',
  params,
  spellings,
  nature: ({ poolSize, maxOverflow, poolTimeout }: Params) => ({
    ...(poolSize > 0 && maxOverflow >= 0 && { concurrency: poolSize + maxOverflow }),
    holdMs: poolTimeout,
  }),
};
