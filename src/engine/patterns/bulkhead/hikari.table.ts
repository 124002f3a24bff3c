/** Parameters of HikariCP, and what the library makes of values that it does not like. */
import { count, ms, type Values } from '../../model/params.ts';
import type { Refusal, Variant } from '../../model/table.ts';

const DEFAULT_CONNECTION_TIMEOUT = 30_000;
const DEFAULT_IDLE_TIMEOUT = 600_000;
const DEFAULT_MAX_LIFETIME = 1_800_000;
const CONNECTION_TIMEOUT_MIN = 250;
const IDLE_TIMEOUT_MIN = 10_000;
const MAX_LIFETIME_MIN = 30_000;
/** Integer.MAX_VALUE, in ms: what 0 stands for. */
const PRACTICALLY_FOR_EVER = 2_147_483_647;

const params = {
  maximumPoolSize: count(10, 'Connections at most, idle ones among them.', { min: 1 }),
  minimumIdle: count(
    null,
    'Idle connections that the pool tries to keep. Left out, or more than maximumPoolSize: as ' +
      'many as that, a pool of fixed size.',
  ),
  connectionTimeout: ms(
    DEFAULT_CONNECTION_TIMEOUT,
    'How long a call may wait for a connection; 0: practically for ever. Anything else below ' +
      '250 ms the library refuses.',
  ),
  idleTimeout: ms(
    DEFAULT_IDLE_TIMEOUT,
    'Connections idle for longer are closed down to minimumIdle, every 30 s; 0: never. Below ' +
      '10 s the library takes its default; within 1 s of maxLifetime, or above, never.',
  ),
  maxLifetime: ms(
    DEFAULT_MAX_LIFETIME,
    'A connection is closed at this age less up to 2.5 %, once it is not in use; 0: never. Below ' +
      '30 s the library takes its default.',
  ),
  connect: ms(
    0,
    'How long it takes to open a connection: the library opens one at a time. With 0 it is as if ' +
      'all were open from the start and lived for ever.',
  ),
} as const;

export type HikariParams = Values<typeof params> & { minimumIdle: number };

export const hikari: Variant = {
  of: 'HikariCP 6.0',
  help:
    'A call needs a connection, and waits in a line without bound. Idle ones are taken in the ' +
    'order they were opened: a thread’s preference for its own last ones is not modelled.',
  params,
  nature: ({ maximumPoolSize, connectionTimeout }: HikariParams) => ({
    concurrency: maximumPoolSize,
    // 0 stands for the largest int of Java.
    holdMs: connectionTimeout === 0 ? 0x7fffffff : connectionTimeout,
  }),
};

export function refuseHikari(p: Record<string, unknown>): Refusal | null {
  const timeout = Number(p['connectionTimeout']);
  return timeout > 0 && timeout < CONNECTION_TIMEOUT_MIN
    ? { at: 'connectionTimeout', found: `${timeout}ms`, wanted: '0, or at least 250ms' }
    : null;
}

/** HikariConfig.validateNumerics: odd values are put right, with a warning in the log. */
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
