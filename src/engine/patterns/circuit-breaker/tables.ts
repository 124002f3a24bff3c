/** Stops calling a failing dependency, and probes it after a while. */
import type { PatternTable, Refusal, Variant } from '../../model/table.ts';
import * as cockatiel from './cockatiel.table.ts';
import * as consecutive from './consecutive.table.ts';
import * as count from './count.table.ts';
import * as gobreaker from './gobreaker.table.ts';
import * as hystrix from './hystrix.table.ts';
import * as leaky from './leaky.table.ts';
import * as opossum from './opossum.table.ts';
import * as polly from './polly.table.ts';
import * as resilience4j from './resilience4j.table.ts';
import { type Like, PLAIN, sign } from './sign.ts';

const refusals: Readonly<Record<string, (params: never) => Refusal | null>> = {
  resilience4j: resilience4j.refuse,
  opossum: opossum.refuse,
  cockatiel: cockatiel.refuse,
};

export const table: PatternTable = {
  ...sign,
  places: ['link'],
  depth: 3,
  help: 'Stops calling a failing dependency, and probes it after a while.',
  goodFor: 'Failing fast while a dependency is down, and giving it room to recover.',
  badFor:
    'A partly failing dependency: the breaker rejects calls that would have succeeded. Each ' +
    'replica of the caller keeps its own state.',
  variants: {
    plain: resilience4j.variant,
    resilience4j: resilience4j.variant,
    gobreaker: gobreaker.variant,
    polly: polly.variant,
    opossum: opossum.variant,
    cockatiel: cockatiel.variant,
    hystrix: hystrix.variant,
    consecutive: consecutive.variant,
    leaky: leaky.variant,
    count: count.variant,
  } satisfies Record<Like | 'plain', Variant>,
  refuse: (like, p) => refusals[like ?? PLAIN]?.(p as never) ?? null,
};
