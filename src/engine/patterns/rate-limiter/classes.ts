/** Classes by the value of `like`. */
import { FixedWindow } from './fixed-window.ts';
import { Gcra } from './gcra.ts';
import { Resilience4jLimiter } from './resilience4j.ts';
import { SlidingWindow } from './sliding-window.ts';
import { TokenBucket } from './token-bucket.ts';

export const classes = {
  plain: TokenBucket,
  resilience4j: Resilience4jLimiter,
  'sliding-window': SlidingWindow,
  gcra: Gcra,
  'fixed-window': FixedWindow,
};
