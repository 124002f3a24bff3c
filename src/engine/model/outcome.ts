/**
 * The outcome of a request, call or attempt: `ok`, `degraded` (a fallback answered somewhere
 * below), or a failure with its reason. In the engine it is a small integer; failures are above
 * `DEGRADED`.
 */
export const OUTCOMES = [
  'ok',
  'degraded',
  'error',
  'permanent',
  'timeout',
  'connect-timeout',
  'refused',
  'reset',
  'queue-full',
  'queue-timeout',
  'bulkhead-full',
  'circuit-open',
  'rate-limited',
  'shed',
  'throttled',
  'deadline',
  'conflict',
  'cancelled',
  'no-endpoint',
  'oom',
] as const;

export type OutcomeName = (typeof OUTCOMES)[number];
export type Outcome = number;

export const OK = 0;
export const DEGRADED = 1;
export const ERROR = 2;
export const PERMANENT = 3;
export const TIMEOUT = 4;
export const CONNECT_TIMEOUT = 5;
export const REFUSED = 6;
export const RESET = 7;
export const QUEUE_FULL = 8;
export const QUEUE_TIMEOUT = 9;
export const BULKHEAD_FULL = 10;
export const CIRCUIT_OPEN = 11;
export const RATE_LIMITED = 12;
export const SHED = 13;
export const THROTTLED = 14;
export const DEADLINE = 15;
export const CONFLICT = 16;
export const CANCELLED = 17;
export const NO_ENDPOINT = 18;
export const OOM = 19;

/** All failure reasons. */
export const REASONS: readonly OutcomeName[] = OUTCOMES.slice(ERROR);

/** Transient failures; the plain retry's default for `retryOn`. */
export const TRANSIENT: readonly string[] = [
  'error',
  'timeout',
  'connect-timeout',
  'refused',
  'reset',
  'queue-full',
  'queue-timeout',
  'shed',
  'rate-limited',
  'conflict',
  'no-endpoint',
  'oom',
];

/** Failures of a service that is down, overloaded or unreachable. */
export const UNAVAILABLE: readonly string[] = TRANSIENT.filter((reason) => reason !== 'conflict');

/** The outcome of that name, or -1. */
export const outcomeOf = (name: string): Outcome => OUTCOMES.indexOf(name as OutcomeName);

export const nameOf = (outcome: Outcome): OutcomeName => OUTCOMES[outcome] ?? 'error';

/** One bit per reason, to test membership in a list at once. */
export function maskOf(names: readonly string[]): number {
  let mask = 0;
  for (const name of names) mask |= 1 << outcomeOf(name);
  return mask;
}
