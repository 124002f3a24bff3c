/** What Spring's configuration of resilience4j says of every pattern, and no call notices. */
import type { Spellings } from './spelling.ts';

const none = 'has no effect on calls';

export const ofSpring: Spellings = {
  registerHealthIndicator: { none },
  allowHealthIndicatorToFail: { none },
  eventConsumerBufferSize: { none },
  subscribeForEvents: { none },
  writableStackTraceEnabled: { none },
  ignoreClassBindingExceptions: { none },
  baseConfig: { none: 'names a shared configuration, which a scenario does not have' },
};
