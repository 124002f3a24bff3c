/** Random probes of a service's replicas, and how its processes start again. */
import type { Chance, Document } from './chance.ts';

const probe = (c: Chance, below: readonly string[]): Document => ({
  ...c.some({ initialDelay: c.one([1, 300]) }, 0.3),
  ...{ period: c.one([40, 150, 500]), timeout: c.one([5, 100]) },
  failureThreshold: c.one([1, 1, 3]),
  ...c.some({ threads: 'own' }, 0.3),
  ...c.some({ onTimeout: 'warn' }, 0.2),
  ...c.some({ cache: c.one([100, 600]) }, 0.3),
  ...(below.length > 0 && c.happens(0.4) ? { calls: [c.one(below)] } : {}),
});

/** @param below services that it may call */
export const probed = (c: Chance, below: readonly string[]): Document => ({
  probes: {
    ...(c.happens(0.3) ? { startup: probe(c, below) } : {}),
    ...(c.happens(0.6) ? { liveness: probe(c, below) } : {}),
    ...(c.happens(0.6)
      ? { readiness: { ...probe(c, below), ...c.some({ successThreshold: 2 }, 0.4) } }
      : {}),
  },
  ...c.some(
    { memory: { base: '1kB', perRequest: '1kB', leak: c.one([0, '40B']), limit: '9kB' } },
    0.4,
  ),
  ...c.some(
    {
      restart: { grace: c.one([0, 50]), base: c.one([20, 200]), cap: 300, reset: c.one([0, 700]) },
    },
    0.7,
  ),
});
