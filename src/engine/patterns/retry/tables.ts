/** Repeats a failed call after a back-off. */
import type { PatternTable } from '../../model/table.ts';
import { awsAdaptive } from './aws-adaptive.table.ts';
import { awsStandard } from './aws-standard.table.ts';
import { cockatiel } from './cockatiel.table.ts';
import { envoy } from './envoy.table.ts';
import { finagle } from './finagle.table.ts';
import { grpc } from './grpc.table.ts';
import { pRetry } from './p-retry.table.ts';
import { plain } from './plain.table.ts';
import { polly } from './polly.table.ts';
import { resilience4j } from './resilience4j.table.ts';
import { retryablehttp } from './retryablehttp.table.ts';
import type { Kind } from './retry.table.ts';
import { type Like, sign } from './sign.ts';

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
  'go-retryablehttp': retryablehttp,
} satisfies Record<Like, Kind>;

const kindOf = (like: string | null): Kind => kinds[(like ?? 'plain') as Like];

export const table: PatternTable = {
  ...sign,
  places: ['link'],
  depth: 2,
  help: 'Repeats a failed call after a back-off.',
  goodFor: 'Rare, short, independent failures: a lost packet, one bad replica.',
  badFor: 'Overload: every retry adds load to an overloaded callee, and nested retries multiply.',
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
    'go-retryablehttp': retryablehttp.variant,
  },
  refuse: (like, p) => kindOf(like).refuse?.(p) ?? null,
};
