/** How replicas of random scenarios are chosen, ejected and scaled, and edits of that. */
import { isMap } from '../../src/engine/index.ts';
import type { Chance, Document } from './chance.ts';

const POLICIES = ['round-robin', 'random', 'least-requests', 'peak-ewma', 'ring-hash', 'maglev'];

/** Maglev's table is large: it is rarer. */
export function balance(c: Chance): unknown {
  if (c.happens(0.2)) return c.one(['random', 'sticky', 'least-requests']);
  return {
    policy: c.one(c.happens(0.1) ? POLICIES : POLICIES.slice(0, 5)),
    ...c.some({ choices: c.one<unknown>([1, 3, 'all']), bias: c.one([0, 2]) }, 0.4),
    ...c.some({ scope: c.one(['shared', 'caller']), decayTime: 300 }, 0.5),
    ...c.some({ key: c.one(['user', 'tenant', 'operation']), minimumRingSize: 16 }, 0.5),
    ...c.some({ weights: c.one([[1], [2, 1, 3]]), panicThreshold: 0.7 }, 0.3),
    ...c.some({ slowStart: { window: 500, aggression: c.one([1, 2]), minimum: 0.2 } }, 0.3),
  };
}

export const ejection = (c: Chance): Document => ({
  ...c.one<Document>([
    {
      ...{ consecutive5xx: c.one([1, 3]), enforcingConsecutive5xx: c.one([50, 100]) },
      ...c.some({ consecutiveGatewayFailure: 2, enforcingConsecutiveGatewayFailure: 100 }, 0.4),
      ...c.some(
        {
          splitExternalLocalOriginErrors: true,
          consecutiveLocalOriginFailure: 2,
          enforcingConsecutiveLocalOriginFailure: 80,
        },
        0.3,
      ),
      ...c.some({ maxEjectionTime: 900, maxEjectionTimeJitter: 50, alwaysEjectOneHost: true }, 0.4),
      ...{ successRateMinimumHosts: 2, successRateRequestVolume: 5, successRateStdevFactor: 500 },
      ...c.some({ enforcingSuccessRate: 60, failurePercentageThreshold: 40 }, 0.5),
      ...c.some({ enforcingFailurePercentage: 100, failurePercentageMinimumHosts: 1 }, 0.5),
      failurePercentageRequestVolume: 3,
    },
    { like: 'istio', consecutive5xxErrors: c.one([0, 2]), minHealthPercent: c.one([0, 0.6]) },
    { like: 'istio', consecutiveGatewayErrors: 1 },
  ]),
  ...{ interval: c.one([100, 700]), baseEjectionTime: c.one([50, 400]) },
  maxEjectionPercent: c.one([50, 100]),
});

const rules = (c: Chance): Document => ({
  ...c.some({ stabilizationWindow: c.one([0, 300, 5000]) }, 0.6),
  ...c.some({ selectPolicy: c.one(['max', 'min', 'disabled']) }, 0.3),
  ...c.some(
    {
      policies: [
        { pods: c.one([1, 3]), period: 700 },
        { percent: c.one([10, 200]), period: 300 },
      ],
    },
    0.4,
  ),
});

const METRICS = [{ utilization: 50 }, { requestsPerReplica: 10 }];

export const autoscale = (c: Chance): Document =>
  c.happens(0.3)
    ? { like: 'schedule', times: c.list(1, 3, () => ({ at: c.below(4000), replicas: c.below(5) })) }
    : {
        like: 'hpa',
        ...{ min: c.one([0, 1, 2]), max: c.one([2, 6]) },
        metrics: c.one([METRICS, METRICS.slice(0, 1), METRICS.slice(1)]),
        ...{ syncPeriod: c.one([100, 450]), metricsWindow: c.one([100, 450, 1000]) },
        ...c.some({ tolerance: c.one([0, 0.5]) }, 0.3),
        ...c.some({ scaleUp: rules(c), scaleDown: rules(c) }, 0.6),
      };

/** Of a balance that is there; to stay with one replica is a matter of the whole run. */
export function balanceEdits(document: Document, id: string, c: Chance): [string, unknown][] {
  const { balance: own } = (document['services'] as Record<string, Document>)[id]!;
  if (!isMap(own)) return [];
  return [
    [`services.${id}.balance.policy`, c.one(POLICIES.slice(0, 5))],
    [`services.${id}.balance.weights`, c.one([null, [1, 2]])],
  ];
}

export function autoscaleEdits(document: Document, id: string, c: Chance): [string, unknown][] {
  const { autoscale: own } = (document['services'] as Record<string, Document>)[id]!;
  if (!isMap(own)) return [];
  const at = `services.${id}.autoscale`;
  if (own['like'] === 'schedule')
    return [[`${at}.times`, [{ at: c.below(4000), replicas: c.below(4) }]]];
  return [
    [`${at}.max`, c.one([2, 3, 9])],
    [`${at}.metrics`, c.one([METRICS, METRICS.slice(1)])],
    [`${at}.syncPeriod`, c.one([100, 200])],
    [`${at}.metricsWindow`, c.one([100, 700])],
    [`${at}.scaleDown.stabilizationWindow`, c.one([0, 400])],
  ];
}
