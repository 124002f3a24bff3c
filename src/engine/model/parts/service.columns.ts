/** What each interval has of a service, in the order in which it is laid down. */
export const columns = {
  arrived: 'count',
  completed: 'count',
  failed: 'count',
  rejected: 'count',
  abandoned: 'count',
  utilization: 'share',
  queue: 'level',
  p99Ms: 'ms',
  ready: 'level',
  wanted: 'level',
} as const;
