/** Parameters, help and behavior of `aws-adaptive.ts`. */
import { help, nature, params, spellings } from './aws-standard.table.ts';
import type { Kind } from './retry.table.ts';

export const awsAdaptive: Kind = {
  variant: {
    of: 'AWS SDK for JavaScript (@smithy/core 3.41), mode adaptive',
    help:
      `${help} After the first throttling answer, each attempt waits for a token of a send ` +
      'rate. Throttling cuts the rate to 70 %; it then recovers along a cubic curve.',
    params,
    spellings,
    nature,
  },
};
