/** What the series have of each client, service and link, in the order in which it is laid down. */
export const CLIENT_COLUMNS = [
  'offered',
  'succeeded',
  'degraded',
  'failed',
  'p50Ms',
  'p99Ms',
] as const;
export const SERVICE_COLUMNS = [
  'arrived',
  'completed',
  'failed',
  'rejected',
  'abandoned',
  'utilization',
  'queue',
  'p99Ms',
] as const;
export const LINK_COLUMNS = ['calls', 'attempts', 'succeeded', 'failed', 'p99Ms'] as const;
