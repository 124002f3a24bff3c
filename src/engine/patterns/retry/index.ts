/** Tries a failed call again after a back-off. */
import type { PatternTable } from '../../model/table.ts';
import { awsAdaptive, AwsAdaptiveRetry } from './aws-adaptive.ts';
import { awsStandard, AwsStandardRetry } from './aws-standard.ts';
import { cockatiel, CockatielRetry } from './cockatiel.ts';
import { envoy, EnvoyRetry } from './envoy.ts';
import { finagle, FinagleRetry } from './finagle.ts';
import { grpc, GrpcRetry } from './grpc.ts';
import { PRetry, pRetry } from './p-retry.ts';
import { plain, PlainRetry } from './plain.ts';
import { polly, PollyRetry } from './polly.ts';
import { resilience4j, Resilience4jRetry } from './resilience4j.ts';
import type { Kind } from './retry.ts';

/** By the value of `like`. */
const kinds = {
  plain,
  resilience4j,
  polly,
  'aws-standard': awsStandard,
  'aws-adaptive': awsAdaptive,
  grpc,
  envoy,
  finagle,
  cockatiel,
  'p-retry': pRetry,
} satisfies Record<string, Kind>;

const kindOf = (like: unknown): Kind => kinds[(like ?? 'plain') as keyof typeof kinds];

export const table: PatternTable = {
  name: 'retry',
  title: 'Retry',
  sign: 'loop',
  places: ['link'],
  help: 'Tries a failed call again after a back-off.',
  goodFor: 'Failures that are rare, brief and independent: a lost packet, one bad replica.',
  badFor:
    'Overload: every retry adds load just when there is too much of it, and nested retries ' +
    'multiply.',
  limits: (p) => kindOf(p['like']).limits(p),
  variants: {
    plain: plain.variant,
    resilience4j: resilience4j.variant,
    polly: polly.variant,
    'aws-standard': awsStandard.variant,
    'aws-adaptive': awsAdaptive.variant,
    grpc: grpc.variant,
    envoy: envoy.variant,
    finagle: finagle.variant,
    cockatiel: cockatiel.variant,
    'p-retry': pRetry.variant,
  },
  refuse: (like, p) => kindOf(like).refuse?.(p) ?? null,
};

export const classes = {
  plain: PlainRetry,
  resilience4j: Resilience4jRetry,
  polly: PollyRetry,
  'aws-standard': AwsStandardRetry,
  'aws-adaptive': AwsAdaptiveRetry,
  grpc: GrpcRetry,
  envoy: EnvoyRetry,
  finagle: FinagleRetry,
  cockatiel: CockatielRetry,
  'p-retry': PRetry,
};
