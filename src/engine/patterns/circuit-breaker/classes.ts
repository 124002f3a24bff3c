/** Classes by the value of `like`. */
import { CockatielOnLink } from './cockatiel.ts';
import * as consecutive from './consecutive.ts';
import * as count from './count.ts';
import * as gobreaker from './gobreaker.ts';
import * as hystrix from './hystrix.ts';
import * as leaky from './leaky.ts';
import * as opossum from './opossum.ts';
import * as polly from './polly.ts';
import { Resilience4jOnLink } from './resilience4j.ts';

export const classes = {
  plain: Resilience4jOnLink,
  resilience4j: Resilience4jOnLink,
  gobreaker: gobreaker.GobreakerOnLink,
  polly: polly.PollyOnLink,
  opossum: opossum.OpossumOnLink,
  cockatiel: CockatielOnLink,
  hystrix: hystrix.HystrixOnLink,
  consecutive: consecutive.ConsecutiveOnLink,
  leaky: leaky.LeakyOnLink,
  count: count.CountOnLink,
};
