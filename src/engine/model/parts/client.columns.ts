/** What each interval has of a client, in the order in which it is laid down. */
export const columns = {
  offered: 'count',
  succeeded: 'count',
  degraded: 'count',
  failed: 'count',
  p50Ms: 'ms',
  p99Ms: 'ms',
  dropped: 'count',
} as const;
