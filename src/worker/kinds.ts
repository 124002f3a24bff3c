/**
 * The parts of the engine that a spec needs, loaded when one needs them: no scenario has a dozen
 * libraries in it, and together they are two thirds of the engine.
 */
import {
  type classes,
  type Kinds,
  kindsOf,
  layersIn,
  type PatternClasses,
  RoundRobin,
  topologyOf,
} from '../engine/lean.ts';
import type { Spec } from '../engine/index.ts';
import { classes as retry } from '../engine/patterns/retry/classes.ts';
import { classes as timeout } from '../engine/patterns/timeout.ts';

type Name = keyof typeof classes;
type Loaded = { classes: PatternClasses[string] };

/** As in engine/patterns/classes.ts. What nearly every scenario has comes with the engine. */
const loaders: Record<Name, () => Loaded | Promise<Loaded>> = {
  timeout: () => ({ classes: timeout }),
  retry: () => ({ classes: retry }),
  hedge: () => import('../engine/patterns/hedge/classes.ts'),
  circuitBreaker: () => import('../engine/patterns/circuit-breaker/classes.ts'),
  bulkhead: () => import('../engine/patterns/bulkhead/classes.ts'),
  rateLimiter: () => import('../engine/patterns/rate-limiter/classes.ts'),
  adaptiveThrottle: () => import('../engine/patterns/adaptive-throttle/classes.ts'),
  concurrencyLimit: () => import('../engine/patterns/concurrency-limit/classes.ts'),
  loadShed: () => import('../engine/patterns/load-shed.ts'),
  cache: () => import('../engine/patterns/cache.ts'),
  fallback: () => import('../engine/patterns/fallback.ts'),
};

/** Names of the patterns in a spec. */
const patternsIn = (spec: Spec): Set<string> =>
  new Set(layersIn(topologyOf(spec)).map(({ name }) => name));

/** Whether a policy is chosen somewhere; during a run it may become any other. */
const balances = (spec: Spec): boolean =>
  Object.values(spec.services).some(({ balance }) => balance !== null) ||
  topologyOf(spec).links.some(({ call }) => call.balance !== null);

/** Whether some service has an autoscaler. */
const scales = (spec: Spec): boolean =>
  Object.values(spec.services).some(({ autoscale }) => autoscale !== null);

/** @throws Error when a part of the engine cannot be loaded */
export async function kindsFor(spec: Spec): Promise<Kinds> {
  const patterns: PatternClasses = {};
  const load = async (name: string): Promise<void> => {
    patterns[name] = (await loaders[name as Name]()).classes;
  };
  await Promise.all(Array.from(patternsIn(spec), load));
  const named = balances(spec);
  const policies = named
    ? (await import('../engine/routing/index.ts')).policies
    : { 'round-robin': RoundRobin };
  const scalers = scales(spec) ? (await import('../engine/scaling/index.ts')).scalers : {};
  return kindsOf(patterns, policies, scalers);
}
