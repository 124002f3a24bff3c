/** Parameters of outlier ejection, by the proxy that does it. */
import { count, flag, ms, percent, share, type Table } from './params.ts';

const interval = ms(10_000, 'Time between sweeps, which take back and judge by share.', {
  zero: false,
});
const baseEjectionTime = ms(30_000, 'Ejection time, multiplied by how often it was ejected.', {
  zero: false,
});
const maxEjectionPercent = percent(
  10,
  'At most this share of the replicas is ejected. With 10 % and fewer than ten, none is.',
);

/** Envoy's names and defaults (outlier_detection.proto); its percentages are numbers. */
export const envoy = {
  consecutive5xx: count(5, 'Failures in a row that eject a replica.', { min: 1 }),
  enforcingConsecutive5xx: percent(100, 'Chance that it is then ejected.'),
  consecutiveGatewayFailure: count(
    5,
    'The same for failures that a gateway reports: no answer, or a refusal.',
    { min: 1 },
  ),
  enforcingConsecutiveGatewayFailure: percent(0, 'Chance that it is then ejected.'),
  splitExternalLocalOriginErrors: flag(
    false,
    'Counts timeouts, resets and refused connections apart, not among the others.',
  ),
  consecutiveLocalOriginFailure: count(5, 'With the split: such failures in a row.', { min: 1 }),
  enforcingConsecutiveLocalOriginFailure: percent(100, 'Chance that it is then ejected.'),
  interval,
  baseEjectionTime,
  maxEjectionTime: ms(
    null,
    'Upper bound of the ejection time. Not set: 300 s, or the base if that is longer.',
    { zero: false },
  ),
  maxEjectionTimeJitter: ms(0, 'Up to so much is added at random.'),
  maxEjectionPercent,
  alwaysEjectOneHost: flag(false, 'One may be ejected whatever its share.'),
  successRateMinimumHosts: count(5, 'Success rates are compared among so many, at least.', {
    min: 1,
  }),
  successRateRequestVolume: count(100, 'Answers in an interval from which a rate counts.', {
    min: 1,
  }),
  successRateStdevFactor: count(
    1900,
    'A replica is ejected whose success rate lies so many thousandths of the standard deviation ' +
      'below the mean.',
  ),
  enforcingSuccessRate: percent(100, 'Chance that it is then ejected.'),
  failurePercentageThreshold: percent(85, 'Share of failures that ejects a replica.'),
  enforcingFailurePercentage: percent(0, 'Chance that it is then ejected.'),
  failurePercentageMinimumHosts: count(5, 'Replicas with enough answers, at least.', { min: 1 }),
  failurePercentageRequestVolume: count(50, 'Answers in an interval from which a share counts.', {
    min: 1,
  }),
} as const;

/** Istio's names and defaults (DestinationRule); it has no ejection by success rate. */
export const istio = {
  consecutive5xxErrors: count(5, 'Failures in a row that eject a replica; 0: none do.'),
  consecutiveGatewayErrors: count(
    null,
    'The same for failures that a gateway reports: no answer, or a refusal. Not set: none do.',
  ),
  interval,
  baseEjectionTime,
  maxEjectionPercent,
  minHealthPercent: share(0, 'With a smaller share available, all replicas are used.'),
} as const;

export const variants = { envoy, istio } as const;
export type EjectionLike = keyof typeof variants;

/** The parameters of the proxy that a service's ejection follows. */
export function ejectionOf({ ejection }: Readonly<Record<string, unknown>>): Table {
  const like = (ejection as { like: EjectionLike } | null)?.like;
  return like ? variants[like] : {};
}
