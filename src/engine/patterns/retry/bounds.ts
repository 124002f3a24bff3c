/** What bounds the retries of some libraries beyond their parameters. */

/** AWS: tokens of the quota that retries are paid from. */
export const QUOTA = 500;

/** gRPC: `maxAttempts` above is treated as this. */
export const ATTEMPTS_MAX = 5;

/** Finagle: of the balance, what a single call may use up (Retries.MaxRequeuesPerReq). */
export const SHARE_OF_BALANCE = 0.2;

/** Finagle: retries that the budget has without a deposit. */
export const reserveOf = (p: Record<string, unknown>): number =>
  Number(p['minRetriesPerSec']) * Math.trunc(Number(p['ttl']) / 1000);
