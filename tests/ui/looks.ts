/**
 * The instant at which each built-in scenario is best looked at first, in seconds: when what its
 * title speaks of can be seen.
 */
export const LOOKS: Readonly<Record<string, number>> = {
  'breaker-saves-the-caller': 66,
  'breaker-widens-the-outage': 66,
  'bulkhead-isolates': 70,
  'cache-stampede': 64,
  'charged-twice': 60,
  // Visitors begin to time out; agents only wait.
  'closed-vs-open': 80,
  'fallback-fells-the-spare': 66,
  'first-things-first': 60,
  // Both optional parts are impaired.
  'graceful-degradation': 96,
  'hedged-requests': 60,
  'hedging-an-overload': 72,
  'nested-retries': 75,
  'noisy-neighbour': 66,
  // All buyers collide at once.
  'optimistic-locking': 1,
  'queue-too-long': 75,
  // The queue of the two that are left has outgrown the timeout.
  'replica-crash': 100,
  'retries-hide-blips': 30,
  'retry-storm': 66,
  // Within the first pause.
  'stop-the-world': 22,
  'thread-exhaustion': 70,
};
