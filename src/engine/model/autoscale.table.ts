/** Parameters of autoscaling, by what decides the number of replicas. */
import { choice, count, either, group, list, ms, percent, rate, share } from './params.ts';
import type { Table, Values } from './params.ts';

/** As the service itself has it. */
const REPLICAS_MAX = 1000;
const PERIOD_MS = 15_000;

// Kubernetes' bounds (pkg/apis/autoscaling/validation): half an hour, and an hour.
const period = ms(PERIOD_MS, 'Within this time the number changes by no more than that.', {
  zero: false,
  max: 1_800_000,
});
const window = (byDefault: number, help: string) => ms(byDefault, help, { max: 3_600_000 });

const pods = count(undefined, 'So many replicas more, or fewer.', {
  min: 1,
  max: REPLICAS_MAX,
  begin: 4,
});
const part = percent(undefined, 'Of the replicas at the beginning of the period.', {
  min: 1,
  max: 10_000,
  begin: 100,
});

const PERCENT = { percent: 100, period: PERIOD_MS };
const PODS = { pods: 4, period: PERIOD_MS };

const policies = <const D extends readonly unknown[]>(byDefault: D, help: string) =>
  list(byDefault, help, {
    of: either([group({ pods, period }, help), group({ percent: part, period }, help)], help),
    begin: [PODS],
    most: 10,
  });

const selectPolicy = choice(
  ['max', 'min', 'disabled'],
  'max',
  'Which policy counts: the one that allows the largest change, or the smallest. disabled: the ' +
    'number never changes in this direction.',
);

const scaleUp = {
  stabilizationWindow: window(0, 'The smallest number recommended within this time counts.'),
  policies: policies([PODS, PERCENT], 'How fast replicas may be added.'),
  selectPolicy,
} as const;

const scaleDown = {
  stabilizationWindow: window(300_000, 'The largest number recommended within this time counts.'),
  policies: policies([PERCENT], 'How fast replicas may be removed.'),
  selectPolicy,
} as const;

const metric = 'What is to be kept at a target; each metric asks for a number of replicas.';

/** Names and defaults of Kubernetes' HorizontalPodAutoscaler v2. */
export const hpa = {
  min: count(1, 'Least number of replicas. At 0 replicas the autoscaler does nothing.', {
    max: REPLICAS_MAX,
  }),
  max: count(undefined, 'Largest number of replicas.', { min: 1, max: REPLICAS_MAX, begin: 10 }),
  metrics: list(undefined, 'What the number follows. The largest that a metric asks for counts.', {
    of: either(
      [
        group(
          {
            utilization: percent(
              undefined,
              'Target of threads in hand ÷ threads, over metricsWindow and all replicas that ' +
                'have been ready for so long.',
              { min: 1, begin: 70 },
            ),
          },
          metric,
        ),
        group(
          {
            requestsPerReplica: rate(
              undefined,
              'Target of requests that arrive, per replica, over metricsWindow.',
              { min: 0.001, begin: 100 },
            ),
          },
          metric,
        ),
      ],
      metric,
    ),
    begin: [{ utilization: 70 }],
    most: 10,
  }),
  syncPeriod: ms(PERIOD_MS, 'Time between two looks at the metrics.', { min: 100 }),
  tolerance: share(0.1, 'Nothing changes while a metric is this close to its target.'),
  metricsWindow: ms(
    PERIOD_MS,
    'Time over which metrics are taken, at most 100 × syncPeriod. A replica counts for the ' +
      'utilization once it has been ready for so long.',
    { min: 100 },
  ),
  scaleUp: group(scaleUp, 'How the number rises.'),
  scaleDown: group(scaleDown, 'How the number falls.'),
} as const;

/** Numbers of replicas by the clock. */
export const schedule = {
  times: list(undefined, 'When there are to be how many replicas. In between, nothing is done.', {
    of: group(
      {
        at: ms(undefined, 'Time since the start of the run.', { begin: 60_000 }),
        replicas: count(undefined, 'From then on.', { max: REPLICAS_MAX, begin: 2 }),
      },
      'A time and a number.',
    ),
    begin: [{ at: 60_000, replicas: 2 }],
    most: 1000,
  }),
} as const;

export const variants = { hpa, schedule } as const;
export type AutoscaleLike = keyof typeof variants;

type Hpa = Values<typeof hpa>;
export type ScheduleSpec = { like: 'schedule' } & Values<typeof schedule>;
export type HpaSpec = { like: 'hpa' } & { [K in keyof Hpa]: NonNullable<Hpa[K]> };
export type AutoscaleSpec = HpaSpec | ScheduleSpec;

/** The most replicas that it may ask for. */
export const mostReplicas = (spec: AutoscaleSpec): number =>
  spec.like === 'hpa' ? spec.max : Math.max(...spec.times.map((one) => one!.replicas));

/** Whether a service may have no replica, as one that is scaled to none has. */
export const mayBeNone = (spec: AutoscaleSpec | null): boolean =>
  spec !== null && (spec.like === 'schedule' || spec.min === 0);

/** The parameters that a service's autoscaler has; least and largest limit each other. */
export function autoscaleOf({ autoscale }: Readonly<Record<string, unknown>>): Table {
  const spec = autoscale as AutoscaleSpec | null | undefined;
  if (!spec) return {};
  if (spec.like === 'schedule') return schedule;
  const { min, max } = hpa;
  return { ...hpa, min: { ...min, max: spec.max }, max: { ...max, min: Math.max(1, spec.min) } };
}
