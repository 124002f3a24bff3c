/** Classes by the value of `like`. */
import { AwsAdaptiveRetry } from './aws-adaptive.ts';
import { AwsStandardRetry } from './aws-standard.ts';
import { CockatielRetry } from './cockatiel.ts';
import { EnvoyRetry } from './envoy.ts';
import { FinagleRetry } from './finagle.ts';
import { GrpcRetry } from './grpc.ts';
import { PRetry } from './p-retry.ts';
import { PlainRetry } from './plain.ts';
import { PollyRetry } from './polly.ts';
import { Resilience4jRetry } from './resilience4j.ts';
import { RetryableHttp } from './retryablehttp.ts';

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
  'go-retryablehttp': RetryableHttp,
};
