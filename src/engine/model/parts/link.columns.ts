/** What each interval has of a link, in the order in which it is laid down. */
export const columns = {
  calls: 'count',
  attempts: 'count',
  succeeded: 'count',
  failed: 'count',
  p99Ms: 'ms',
} as const;
