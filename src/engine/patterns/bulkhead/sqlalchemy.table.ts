/** What `sqlalchemy.ts` says about itself: parameters, words and what it does to calls. */
import { count, flag, ms, type Values } from '../../model/params.ts';
import type { Variant } from '../../model/table.ts';

const params = {
  poolSize: count(5, 'Connections that stay open when idle; 0: no limit at all.'),
  maxOverflow: count(10, 'Connections beyond poolSize, closed when they come back; -1: any.', {
    min: -1,
  }),
  poolTimeout: ms(30_000, 'How long a call may wait for a connection to come back.'),
  poolRecycle: ms(-1, 'A connection older than this is opened anew at checkout; -1: never.', {
    min: -1,
  }),
  poolPrePing: flag(false, 'Try each connection out at checkout, but one just opened.'),
  poolUseLifo: flag(false, 'Check out the connection that came back last, not the one first.'),
  connect: ms(0, 'How long it takes to open a connection.'),
  ping: ms(0, 'How long it takes to try a connection out.'),
} as const;

export type Params = Values<typeof params>;

export const sqlalchemy: Variant = {
  of: 'SQLAlchemy 2.0, QueuePool',
  help: 'A call needs a connection; those who wait are woken by returned connections only.',
  params,
  nature: ({ poolSize, maxOverflow, poolTimeout }: Params) => ({
    ...(poolSize > 0 && maxOverflow >= 0 && { concurrency: poolSize + maxOverflow }),
    holdMs: poolTimeout,
  }),
};
