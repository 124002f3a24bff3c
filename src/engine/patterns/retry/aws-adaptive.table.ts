/** What `aws-adaptive.ts` says about itself: parameters, words and what it does to calls. */
import { help, nature, params } from './aws-standard.table.ts';
import type { Kind } from './retry.table.ts';

export const awsAdaptive: Kind = {
  variant: {
    of: 'AWS SDK for JavaScript (@smithy/core 3.41), mode adaptive',
    help:
      `${help} From the first throttling on, every attempt, the first of a call too, waits for a ` +
      'token of a rate that throttling cuts to 70 % and time lets grow again along a cubic curve.',
    params,
    nature,
  },
};
