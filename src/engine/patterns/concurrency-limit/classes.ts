/** Classes by the value of `like`. */
import { Aimd } from './aimd.ts';
import { EnvoyLimiter } from './envoy.ts';
import { Gradient2 } from './gradient2.ts';
import { NetflixLimiter } from './netflix.ts';
import { Vegas } from './vegas.ts';

class AimdLimiter extends NetflixLimiter {
  protected override readonly limit = new Aimd();
}

class VegasLimiter extends NetflixLimiter {
  protected override readonly limit = new Vegas(this.place.stream('probe'));
}

class Gradient2Limiter extends NetflixLimiter {
  protected override readonly limit = new Gradient2();
}

export const classes = {
  aimd: AimdLimiter,
  vegas: VegasLimiter,
  gradient2: Gradient2Limiter,
  'envoy-gradient': EnvoyLimiter,
};
