/**
 * Probes of a replica and restarts of its process, with the names and defaults of Kubernetes
 * (core/v1 Probe, and the kubelet's back-off of containers that end).
 */
import { choice, count, ms, size } from './params.ts';

const probe = {
  initialDelay: ms(0, 'No probe within this time after the start of a process.'),
  period: ms(10_000, 'Time between probes.', { zero: false }),
  timeout: ms(1000, 'A probe that takes longer is too late, and its calls are given up.', {
    zero: false,
  }),
  failureThreshold: count(3, 'So many failures in a row count as failed.', { min: 1 }),
  threads: choice(
    ['shared', 'own'],
    'shared',
    'shared: waits in front of the queue for a thread. own: needs none.',
  ),
  onTimeout: choice(['fail', 'warn'], 'fail', 'warn: a probe that is too late has passed.'),
  cache: ms(0, 'An answer is used again for so long.'),
} as const;

export const probes = {
  startup: probe,
  liveness: probe,
  readiness: {
    ...probe,
    successThreshold: count(1, 'So many in a row have to pass until it is ready again.', {
      min: 1,
    }),
  },
} as const;

/** What a process holds, and how much it may. */
export const memory = {
  base: size(undefined, 'What it holds without any request.', { begin: 2e8 }),
  perRequest: size(0, 'What each request holds that waits or has a thread.'),
  leak: size(0, 'What each request that has ended leaves behind for ever.'),
  limit: size(undefined, 'With more than this the process is killed at once.', { begin: 1e9 }),
} as const;

export const restart = {
  grace: ms(30_000, 'Time that a killed process has for what is in hand.'),
  base: ms(10_000, 'Wait before the second restart in a row; the first is at once. It doubles.'),
  cap: ms(300_000, 'The longest wait.'),
  reset: ms(600_000, 'After running for so long, earlier restarts are forgotten.'),
} as const;
