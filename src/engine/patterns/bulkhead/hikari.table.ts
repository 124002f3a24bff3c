/** Parameters of HikariCP, and the library's corrections of invalid values. */
import { count, ms, type Values } from '../../model/params.ts';
import type { Refusal, Variant } from '../../model/table.ts';
import { retryAfter } from '../../model/retry-after.table.ts';
import type { Spellings } from '../../model/spelling.ts';

const DEFAULT_CONNECTION_TIMEOUT = 30_000;
const DEFAULT_IDLE_TIMEOUT = 600_000;
const DEFAULT_MAX_LIFETIME = 1_800_000;
const CONNECTION_TIMEOUT_MIN = 250;
const IDLE_TIMEOUT_MIN = 10_000;
const MAX_LIFETIME_MIN = 30_000;
/** Integer.MAX_VALUE in ms: the meaning of 0. */
const PRACTICALLY_FOR_EVER = 2_147_483_647;

const params = {
  maximumPoolSize: count(10, 'Maximum connections, including idle ones.', { min: 1 }),
  minimumIdle: count(
    null,
    'Idle connections that the pool tries to keep. Not set, or above maximumPoolSize: equal ' +
      'to maximumPoolSize (fixed-size pool).',
  ),
  connectionTimeout: ms(
    DEFAULT_CONNECTION_TIMEOUT,
    'Maximum wait for a connection. 0: practically unlimited; the library rejects other ' +
      'values below 250 ms.',
  ),
  idleTimeout: ms(
    DEFAULT_IDLE_TIMEOUT,
    'Every 30 s, connections idle for longer are closed, down to minimumIdle. 0, or within ' +
      '1 s of maxLifetime or above: never; below 10 s the library uses its default.',
  ),
  maxLifetime: ms(
    DEFAULT_MAX_LIFETIME,
    'Maximum age of a connection, shortened by a random 0–2.5 %; connections in use are ' +
      'closed on return. 0: unlimited; below 30 s the library uses its default.',
  ),
  connect: ms(
    0,
    'Time to open a connection; the library opens one at a time. 0: all connections are ' +
      'open from the start and never expire.',
  ),
  retryAfter,
} as const;

export type HikariParams = Values<typeof params> & { minimumIdle: number };

/** Properties that change no call, and names of other pools for Java. */
const spellings: Spellings = {
  maximum: 'maximumPoolSize',
  maxPoolSize: 'maximumPoolSize',
  maxActive: 'maximumPoolSize',
  maxTotal: 'maximumPoolSize',
  minIdle: 'minimumIdle',
  maxWait: 'connectionTimeout',
  maxWaitMillis: 'connectionTimeout',
  poolName: { none: 'has no effect on calls' },
  autoCommit: { none: 'has no effect on calls' },
  jdbcUrl: { none: 'has no effect on calls' },
  username: { none: 'has no effect on calls' },
  password: { none: 'has no effect on calls' },
  driverClassName: { none: 'has no effect on calls' },
  dataSourceClassName: { none: 'has no effect on calls' },
  connectionTestQuery: { none: 'has no counterpart: testing a connection takes no time' },
  connectionInitSql: { none: 'has no counterpart: add its time to `connect`' },
  validationTimeout: { none: 'has no counterpart: testing a connection takes no time' },
  keepaliveTime: { none: 'has no counterpart: idle connections do not break' },
  leakDetectionThreshold: { none: 'has no effect on calls' },
  initializationFailTimeout: { none: 'has no counterpart: the pool starts full' },
  registerMbeans: { none: 'has no effect on calls' },
  readOnly: { none: 'has no effect on calls' },
  transactionIsolation: { none: 'has no effect on calls' },
};

export const hikari: Variant = {
  of: 'HikariCP 6.0',
  help:
    'Each call takes a connection, or waits in an unbounded queue. Idle connections are ' +
    'handed out in the order they were opened; thread affinity is not modeled.',
  params,
  spellings,
  nature: ({ maximumPoolSize, connectionTimeout }: HikariParams) => ({
    concurrency: maximumPoolSize,
    // 0 means Java's largest int.
    holdMs: connectionTimeout === 0 ? 0x7fffffff : connectionTimeout,
  }),
};

export function refuseHikari(p: Record<string, unknown>): Refusal | null {
  const timeout = Number(p['connectionTimeout']);
  return timeout > 0 && timeout < CONNECTION_TIMEOUT_MIN
    ? { at: 'connectionTimeout', found: `${timeout}ms`, wanted: '0, or at least 250ms' }
    : null;
}

/** HikariConfig.validateNumerics: corrects invalid values, with a warning in the log. */
export function settled(given: HikariParams): HikariParams {
  const p = { ...given };
  const { maximumPoolSize } = p;
  if (p.connectionTimeout === 0) p.connectionTimeout = PRACTICALLY_FOR_EVER;
  else if (p.connectionTimeout < CONNECTION_TIMEOUT_MIN)
    p.connectionTimeout = DEFAULT_CONNECTION_TIMEOUT;
  if (p.maxLifetime !== 0 && p.maxLifetime < MAX_LIFETIME_MIN) p.maxLifetime = DEFAULT_MAX_LIFETIME;
  p.minimumIdle = Math.min(given.minimumIdle ?? maximumPoolSize, maximumPoolSize);
  if (p.minimumIdle === maximumPoolSize) return p;
  if (p.maxLifetime > 0 && p.idleTimeout + 1000 > p.maxLifetime) p.idleTimeout = 0;
  else if (p.idleTimeout !== 0 && p.idleTimeout < IDLE_TIMEOUT_MIN)
    p.idleTimeout = DEFAULT_IDLE_TIMEOUT;
  return p;
}
